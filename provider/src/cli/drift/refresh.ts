/** Predicts a `pulumi refresh` with the provider's own read and diff, combined as in Pulumi's engine. */
import { isDeepStrictEqual } from "node:util";
import type { Collection } from "../../cloudflare/collection";
import type { Host } from "../../lifecycle/host";
import type { ResourceKind } from "../../lifecycle/resourceKind";
import { Memory } from "../../lifecycle/memory";
import { Lifecycle } from "../../lifecycle/lifecycle";
import { hasUnknown, isObject, ownMember, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import type { StateResource } from "./state";

export type Refresh =
  | { readonly outcome: "gone" }
  | {
      readonly outcome: "there";
      /** The arguments that a refresh would show as changed. */
      readonly changed: readonly string[];
      /** Arguments that are encrypted in state, and so cannot be compared. */
      readonly unknown: readonly string[];
      /** Whether an earlier step left an update pending. */
      readonly pending: boolean;
      /** The changed arguments that require a replacement. */
      readonly replaces: readonly string[];
      /** Cloudflare's object in the form of a program. */
      readonly inputs: Properties;
      readonly outputs: Properties;
      /** Why write-only arguments count as changed, in words. */
      readonly reasons: readonly string[];
      /** Arguments that have lost a part of their effect. */
      readonly lapsed: readonly Lapsed[];
    };

/** A warning about an argument that has lost a part of its effect. */
interface Lapsed {
  readonly argument: string;
  readonly hid: boolean;
  readonly text: string;
}

export async function refreshResource<Wire extends { readonly id: string }, Api extends Collection<Wire>>(
  resource: StateResource,
  definition: ResourceKind<Wire, Api>,
  host: Omit<Host, "memory" | "notices">,
): Promise<Refresh> {
  const reasons: string[] = [];
  const warn = (_urn: unknown, message: string): Promise<void> => {
    reasons.push(message);
    return Promise.resolve();
  };
  const ignore = (): Promise<void> => Promise.resolve();
  // A refresh without the program has no memory of a check.
  const memory = new Memory();
  const lapsed: Lapsed[] = [];
  const watched: ResourceKind<Wire, Api> = {
    ...definition,
    seenWarnings: (object, outs) => {
      const warnings = definition.seenWarnings?.(object, outs) ?? [];
      lapsed.push(...warnings.flatMap(({ text, lapsed: about }) => (about === undefined ? [] : [{ text, ...about }])));
      return warnings;
    },
  };
  const lifecycle = new Lifecycle(watched, { ...host, memory, notices: { warn, tell: ignore, progress: ignore } });

  const { id, outputs, inputs: before } = resource;
  const read = await lifecycle.read(id, outputs);
  if (read.id === "") {
    return { outcome: "gone" };
  }
  const inputs = read.inputs ?? before;
  const { changes, replaces } = await lifecycle.diff(id, read.props, before);
  const kept = applyIgnoreChanges(before, inputs, resource.ignoreChanges);
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(kept)])].sort(compareText);
  const unknown = names.filter((name) => hasUnknown(ownMember(before, name)));
  const changed = names.filter(
    (name) => !unknown.includes(name) && !isSame(ownMember(inputs, name), ownMember(kept, name)),
  );
  return {
    outcome: "there",
    changed: changes === false ? [] : changed,
    unknown,
    pending: changes === true && !lapsed.some(({ hid }) => hid),
    replaces: replaces.filter((name) => changed.includes(name)),
    inputs,
    outputs: read.props,
    reasons,
    lapsed,
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toPlain(one), toPlain(other));
}

/** The value in the form of state, without undefined members. */
function toPlain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** The inputs in state. Paths in `ignoreChanges` take the value from Cloudflare, as in the engine's refresh. */
function applyIgnoreChanges(inputs: Properties, read: Properties, ignored: readonly string[]): Properties {
  const result = structuredClone(inputs);
  for (const path of ignored) {
    resetPath(result, read, splitPath(path));
  }
  return result;
}

function resetPath(target: unknown, source: unknown, [step, ...rest]: readonly string[]): void {
  if (step === undefined || !isContainer(target)) {
    return;
  }
  const from = isContainer(source) ? source : {};
  const keys = step === "*" ? [...new Set([...Object.keys(target), ...Object.keys(from)])] : [step];
  for (const key of keys) {
    if (rest.length > 0) {
      resetPath(ownMember(target, key), ownMember(from, key), rest);
    } else if (Object.hasOwn(from, key)) {
      target[key] = structuredClone(from[key]);
    } else {
      Reflect.deleteProperty(target, key);
    }
  }
}

function isContainer(value: unknown): value is Properties {
  return isObject(value) || Array.isArray(value);
}

/** `updatedTools[0].alias`, `servers[*].tools`, `["name"]` */
function splitPath(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? bracketed ?? plain ?? "",
  );
}
