/**
 * What `pulumi refresh` would find of one resource: by the provider's own read and diff, put together as Pulumi's engine
 * does it. This command has no opinion of its own on what drift is.
 */
import { isDeepStrictEqual } from "node:util";
import type { Collection } from "../../cloudflare/collection";
import type { ResourceKind, Host } from "../../lifecycle/resourceKind";
import { Memory } from "../../lifecycle/memory";
import { Lifecycle } from "../../lifecycle/lifecycle";
import { hasUnknown, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import { withoutIgnored } from "./ignoreChanges";
import type { StateResource } from "./state";

export type Refreshed =
  | { readonly outcome: "gone" }
  | {
      readonly outcome: "there";
      /** The arguments that a refresh would show as changed. */
      readonly changed: readonly string[];
      /** The same arguments encrypted in state, so that nobody here can tell. */
      readonly unknown: readonly string[];
      /** Whether an earlier step left something to do, so that a refresh would show an update. */
      readonly pending: boolean;
      /** What a replacement would be needed for. */
      readonly replaces: readonly string[];
      /** As a program would say what is there. */
      readonly inputs: Properties;
      readonly outputs: Properties;
      /** Why an argument counts as changed whose remote value is not known, in words. */
      readonly reasons: readonly string[];
    };

export async function refreshed<Wire extends { readonly id: string }, Api extends Collection<Wire>>(
  resource: StateResource,
  definition: ResourceKind<Wire, Api>,
  host: Omit<Host, "memory" | "notices">,
): Promise<Refreshed> {
  const reasons: string[] = [];
  const warn = (_urn: unknown, message: string): Promise<void> => {
    reasons.push(message);
    return Promise.resolve();
  };
  const ignore = (): Promise<void> => Promise.resolve();
  // A refresh without the program: nothing is remembered from a check.
  const memory = new Memory();
  const lifecycle = new Lifecycle(definition, { ...host, memory, notices: { warn, tell: ignore, progress: ignore } });

  const { id, outputs, inputs: before } = resource;
  const read = await lifecycle.read(id, outputs);
  if (read.id === "") {
    return { outcome: "gone" };
  }
  const inputs = read.inputs ?? before;
  const { changes, replaces } = await lifecycle.diff(id, read.props, before);
  const kept = withoutIgnored(before, inputs, resource.ignoreChanges);
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(kept)])].sort(compareText);
  const unknown = names.filter((name) => hasUnknown(before[name]));
  const changed = names.filter((name) => !unknown.includes(name) && !same(inputs[name], kept[name]));
  return {
    outcome: "there",
    changed: changes === false ? [] : changed,
    unknown,
    pending: changes === true,
    replaces: replaces.filter((name) => changed.includes(name)),
    inputs,
    outputs: read.props,
    reasons,
  };
}

function same(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

/** As it is in state, where nothing is undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
