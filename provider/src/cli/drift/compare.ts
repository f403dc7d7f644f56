/** One resource of a state against what Cloudflare has: findings and notes in words. */
import { redactDeep } from "../../cloudflare/redact";
import { parsePulumiId } from "../../lifecycle/identity";
import type { Host } from "../../lifecycle/resourceKind";
import { rowsOf } from "../../rows/overrides";
import { equal } from "../../lifecycle/values";
import { reasonOf } from "../text";
import { differencesOf } from "./differences";
import { kinds, unmanagedFields } from "./kinds";
import { compareText } from "../order";
import type { Refreshed } from "./refresh";
import { finding, type Difference, type Finding, type Subject } from "./report";
import { changedEntries } from "./reviews";
import type { Account, Snapshots } from "./snapshot";
import type { StateResource } from "./state";

export interface CompareOptions {
  readonly snapshots: Snapshots;
  readonly host: Omit<Host, "memory" | "notices">;
  /** Whether arguments that the program does not set count. */
  readonly strict: boolean;
}

export function subjectOf({ kind, id, name, urn }: StateResource): Subject {
  const { accountId = "", id: objectId = "" } = parsePulumiId(id) ?? {};
  return { kind: kinds[kind].subject, accountId, id: objectId, resource: name, urn };
}

export async function compareResource(resource: StateResource, options: CompareOptions): Promise<Finding[]> {
  const subject = subjectOf(resource);
  try {
    const seen = await kinds[resource.kind].refreshed(resource, options.snapshots, options.host);
    return redactDeep(findingsOf(resource, seen, subject, options.strict), resource.secrets);
  } catch (error) {
    return [finding("could-not-read", subject, reasonOf(error))];
  }
}

/** A resource that the program only reads has no arguments to compare: it has to be there. */
export function compareExternal(resource: StateResource, { servers, portals }: Account): Finding[] {
  const subject = subjectOf(resource);
  const objects: readonly { readonly id: string }[] = resource.kind === "McpServer" ? servers : portals;
  return objects.some(({ id }) => id === subject.id)
    ? []
    : [finding(kinds[resource.kind].missing, subject, "is read by the program, and is not there")];
}

function findingsOf(resource: StateResource, seen: Refreshed, subject: Subject, strict: boolean): Finding[] {
  const { kind, inputs, secretNames } = resource;
  if (seen.outcome === "gone") {
    return resource.pendingReplacement
      ? [finding("interrupted-replacement", subject, "was deleted to be created again, which has not happened")]
      : [finding(kinds[kind].missing, subject, "is not there any more")];
  }
  const found: Finding[] = [];
  const secretFields = new Set(kinds[kind].table.filter(({ secret }) => secret).map(({ name }) => name));
  for (const name of seen.changed) {
    if (secretFields.has(name)) {
      const reason = seen.reasons.find((text) => text.startsWith(`${name} `)) ?? "is not what was applied";
      found.push(finding("changed-credentials", subject, reason, { argument: name }));
    } else {
      const replaced = seen.replaces.includes(name) ? "; it cannot be changed, so `up` replaces the whole" : "";
      found.push(
        finding("changed-argument", subject, `${name} is not what was declared${replaced}`, {
          argument: name,
          differences: shownDifferences(name, inputs[name], seen.inputs[name], secretNames),
          ...lockPart(name, inputs[name], seen.inputs[name]),
        }),
      );
    }
  }
  if (seen.pending) {
    found.push(finding("pending-sync", subject, "the sync that its program requires has not succeeded yet"));
  }
  for (const name of seen.unknown.filter((each) => !secretFields.has(each))) {
    found.push(finding("not-compared", subject, `${name} is encrypted in this state`, { argument: name }));
  }
  return [...found, ...notesOf(resource, seen, subject, strict)];
}

/** What a refresh takes over without a word. */
function notesOf(
  resource: StateResource,
  seen: Refreshed & { outcome: "there" },
  subject: Subject,
  strict: boolean,
): Finding[] {
  const { outputs, secretNames } = resource;
  const notes: Finding[] = [];
  for (const field of unmanagedFields(resource)) {
    const { name } = field;
    // State of an older release may not have it.
    if (name in outputs && !field.same(outputs[name], seen.outputs[name])) {
      notes.push(
        finding("changed-unmanaged-argument", subject, `${name} was changed, and the program does not set it`, {
          argument: name,
          differences: shownDifferences(name, outputs[name], seen.outputs[name], secretNames),
          ...(strict ? { level: "finding" } : {}),
        }),
      );
    }
  }
  for (const name of ["tools", "prompts"]) {
    const message = changedDefinitions(outputs[name], seen.outputs[name]);
    if (message !== undefined) {
      notes.push(finding("changed-tools", subject, `${name}: ${message}`, { argument: name }));
    }
  }
  return notes;
}

/** `+ new_tool, ~ changed_tool, - gone_tool` */
function changedDefinitions(before: unknown, now: unknown): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(now)) {
    return undefined;
  }
  const [old, current] = [byName(before), byName(now)];
  const changes = [...new Set([...old.keys(), ...current.keys()])].sort(compareText).flatMap((name) => {
    if (!old.has(name)) {
      return [`+ ${name}`];
    }
    if (!current.has(name)) {
      return [`- ${name}`];
    }
    return equal(old.get(name), current.get(name)) ? [] : [`~ ${name}`];
  });
  return changes.length === 0 ? undefined : changes.join(", ");
}

function byName(definitions: readonly unknown[]): Map<string, unknown> {
  return new Map(rowsOf(definitions).map((definition) => [String(definition.name), definition]));
}

function lockPart(name: string, declared: unknown, found: unknown): Pick<Finding, "lock"> {
  const lock = name === "toolLock" ? changedEntries(declared, found) : undefined;
  return lock === undefined ? {} : { lock };
}

function shownDifferences(
  name: string,
  declared: unknown,
  found: unknown,
  secretNames: ReadonlySet<string>,
): Difference[] {
  // Whoever marked it as secret does not want to see what somebody made of it either.
  return secretNames.has(name) ? [{ path: name, secret: true }] : differencesOf(name, declared, found);
}
