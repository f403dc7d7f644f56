/** Compares one resource of a state with Cloudflare, and describes findings and notes. */
import { withoutQuery } from "../../cloudflare/urls";
import { managedIn } from "../../lifecycle/comparison";
import type { Field } from "../../lifecycle/fields";
import type { Host } from "../../lifecycle/host";
import { equal, ownMember, reasonOf } from "../../lifecycle/values";
import { rowsOf } from "../../rows/overrides";
import { compareText } from "../order";
import { registry } from "../registry";
import { compareValues } from "./fieldDifferences";
import { summaryIn } from "../../toolLock/summary";
import type { ChangesOf } from "./lockChanges";
import { findPending, findUnreviewed, ownLocks, withoutUnapproved, type UnapprovedTools } from "./lockFindings";
import { refreshResource, type Refresh } from "./refresh";
import { newFinding, type FieldDifference, type Finding, type ObjectNoun, type Subject } from "./report";
import type { AccountSnapshot, Snapshots } from "./snapshot";
import { toSubject, type StateResource } from "./state";

/** The known tools and their locks. */
export interface LockLookups {
  readonly changesOf: ChangesOf;
  readonly unapproved: UnapprovedTools;
}

export interface CompareOptions extends LockLookups {
  readonly snapshots: Snapshots;
  readonly host: Omit<Host, "memory" | "notices">;
  /** Whether changes of unmanaged arguments count. */
  readonly strict: boolean;
  /** The account of the resource. */
  readonly account: AccountSnapshot | undefined;
}

export async function compareResource(resource: StateResource, options: CompareOptions): Promise<Finding[]> {
  const subject = toSubject(resource);
  try {
    const definition = options.snapshots.answering(resource.kind);
    const seen = await refreshResource(resource, definition, options.host);
    return listFindings(resource, seen, subject, options);
  } catch (error) {
    return [newFinding("could-not-read", subject, reasonOf(error))];
  }
}

/** A resource that the program only reads has no arguments to compare, but it must exist. */
export function compareExternal(resource: StateResource, account: AccountSnapshot): Finding[] {
  const subject = toSubject(resource);
  const { kind } = resource;
  if (account.find(kind, subject.id) !== undefined) {
    return [];
  }
  // An unreadable object without an id might be this one.
  const unread = account.unread.find((each) => each.kind === kind && (each.id ?? subject.id) === subject.id);
  return unread === undefined
    ? [newFinding(nameMissingRule(resource), subject, "is read by the program, and is not there")]
    : [newFinding("could-not-read", subject, `${unread.named} could not be read: ${unread.reason}`)];
}

function listFindings(resource: StateResource, seen: Refresh, subject: Subject, options: CompareOptions): Finding[] {
  const { kind } = resource;
  if (seen.outcome === "gone") {
    return resource.pendingReplacement
      ? [newFinding("interrupted-replacement", subject, "was deleted to be created again, which has not happened")]
      : [newFinding(nameMissingRule(resource), subject, "is not there any more")];
  }
  const secretFields = new Set(registry[kind].definition.table.filter(({ secret }) => secret).map(({ name }) => name));
  const changed = withoutEqual(resource, seen).flatMap((name) =>
    secretFields.has(name)
      ? [newFinding("changed-credentials", subject, explainCredential(name, seen), { argument: name })]
      : describeChange(name, resource, seen, subject, options),
  );
  const pending = seen.pending
    ? [newFinding("pending-sync", subject, "the sync that its program requires has not succeeded yet")]
    : [];
  const encrypted = seen.unknown
    .filter((name) => !secretFields.has(name))
    .map((name) => newFinding("not-compared", subject, `${name} is encrypted in this state`, { argument: name }));
  const notes = [
    ...listNotes(resource, seen, subject, options.strict),
    ...listReviews(resource, seen, subject, options),
  ];
  return [...changed, ...pending, ...encrypted, ...notes];
}

/** The changed arguments, without equivalent values or lapsed parts. */
function withoutEqual({ kind, inputs }: StateResource, { changed, outputs }: ReadObject): string[] {
  const { table } = registry[kind].definition;
  return changed.filter((name) => {
    const field = table.find((each) => each.name === name);
    return field?.same(ownMember(inputs, name), ownMember(outputs, name)) !== true;
  });
}

type ReadObject = Refresh & { readonly outcome: "there" };

function nameMissingRule({ kind }: StateResource): `missing-${ObjectNoun}` {
  return `missing-${registry[kind].noun}`;
}

function explainCredential(name: string, { reasons }: ReadObject): string {
  return reasons.find((text) => text.startsWith(`${name} `)) ?? "is not what was applied";
}

function describeChange(
  name: string,
  { inputs, secretNames }: StateResource,
  seen: ReadObject,
  subject: Subject,
  { account, ...lookups }: CompareOptions,
): Finding[] {
  const summary = name === "toolLock" ? summaryIn(seen.outputs.toolLock) : undefined;
  if (summary !== undefined) {
    return findUnreviewed(summary, account?.find("McpServer", subject.id), subject, lookups);
  }
  const values = { declared: ownMember(inputs, name), found: ownMember(seen.inputs, name) };
  const { declared, found } =
    name === "servers" ? withoutUnapproved(values, seen.outputs.servers, subject.id, lookups.unapproved) : values;
  const differences = redactSecret(name, declared, found, secretNames);
  if (name === "servers" && differences.length === 0) {
    return [];
  }
  const replaced = seen.replaces.includes(name) ? "; it cannot be changed, so `up` replaces the whole" : "";
  const message = `${name} is not what was declared${replaced}`;
  return [newFinding("changed-argument", subject, message, { argument: name, differences })];
}

/** The approved tools that await a review. */
function listReviews(
  { kind }: StateResource,
  { outputs }: ReadObject,
  subject: Subject,
  options: CompareOptions,
): Finding[] {
  if (kind === "McpPortal") {
    return ownLocks(outputs.servers).flatMap(({ serverId, summary }) =>
      findPending(summary, serverId, subject, options),
    );
  }
  const summary = summaryIn(outputs.toolLock);
  return summary === undefined ? [] : findPending(summary, subject.id, subject, options);
}

/** Changes that a refresh accepts silently. */
function listNotes(resource: StateResource, seen: ReadObject, subject: Subject, strict: boolean): Finding[] {
  const { outputs, secretNames } = resource;
  const notes: Finding[] = [];
  for (const field of listUnmanagedFields(resource)) {
    const { name } = field;
    // State written before 2026-11-28 might lack it.
    if (name in outputs && !field.same(outputs[name], seen.outputs[name])) {
      notes.push(
        newFinding("changed-unmanaged-argument", subject, `${name} was changed, and the program does not set it`, {
          argument: name,
          differences: redactSecret(name, outputs[name], seen.outputs[name], secretNames),
          ...(strict ? { level: "finding" } : {}),
        }),
      );
    }
  }
  for (const argument of new Set(seen.lapsed.map((each) => each.argument))) {
    const own = seen.lapsed.filter((each) => each.argument === argument);
    const more = { argument, ...(own.some(({ hid }) => hid) && { level: "finding" as const }) };
    notes.push(newFinding("lapsed-override", subject, own.map(({ text }) => text).join(" "), more));
  }
  // With a lock, each change of a tool needs a decision and has a finding of its own.
  for (const name of summaryIn(outputs.toolLock) === undefined ? ["tools", "prompts"] : []) {
    const message = summarizeChanges(outputs[name], seen.outputs[name]);
    if (message !== undefined) {
      notes.push(newFinding("changed-tools", subject, `${name}: ${message}`, { argument: name }));
    }
  }
  return notes;
}

/** The arguments that the program neither sets nor implies. */
function listUnmanagedFields({ kind, outputs }: StateResource): Field[] {
  const { table } = registry[kind].definition;
  const managed = managedIn(table, outputs);
  return table.filter(
    (field) => field.kind === "mutable" && !managed.includes(field.name) && field.implied?.(outputs) === undefined,
  );
}

/** `+ new_tool, ~ changed_tool, - gone_tool` */
function summarizeChanges(before: unknown, now: unknown): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(now)) {
    return undefined;
  }
  const [old, current] = [indexByName(before), indexByName(now)];
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

function indexByName(definitions: readonly unknown[]): Map<string, unknown> {
  return new Map(
    rowsOf(definitions).flatMap((definition) =>
      typeof definition.name === "string" ? [[definition.name, definition] as const] : [],
    ),
  );
}

function redactSecret(
  name: string,
  declared: unknown,
  found: unknown,
  secretNames: ReadonlySet<string>,
): FieldDifference[] {
  // The remote value of a secret argument is secret too.
  if (secretNames.has(name)) {
    return [{ path: name, secret: true }];
  }
  if (name !== "hostname") {
    return compareValues(name, declared, found);
  }
  // A query often holds an API key.
  const differences = compareValues(name, hideQuery(declared), hideQuery(found));
  return differences.length > 0 ? differences : [{ path: name, secret: true }];
}

function hideQuery(value: unknown): unknown {
  return typeof value === "string" ? withoutQuery(value) : value;
}
