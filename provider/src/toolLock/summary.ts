/**
 * A tool lock in inputs and state: the decision and digest of each definition, without the definition (a catalog can
 * have 100 KB). Its lines are written for Pulumi's diff:
 *
 *     ~ search: "approved sha256:1a2b3c4d5e6f" => "changed sha256:2b3c4d5e6f7a"     a refresh
 *     ~ search: "changed sha256:2b3c4d5e6f7a"  => "hidden until reviewed"           the update that follows
 *
 * Approval needs whole digests. Only outputs and the inputs of a step have them; inputs in state have only the lines.
 */
import { catalogues, type Catalogue, type LockEntry, type LockFile } from "../lock/file";
import type { Standing } from "../lock/verdict";
import { equal, isObject, isSet, ownMember } from "../lifecycle/values";
import { boundOrigin } from "../lock/upstream";
import { asText } from "../text/asText";
import { visibleJson } from "../text/characters";

export const lockModes = ["enforce", "report"] as const;
export type LockMode = (typeof lockModes)[number];

/** Texts by name (see {@link keyOf}). */
export type Texts = Readonly<Record<string, string>>;
type ByKind = Readonly<Record<Catalogue, Texts>>;

export interface LockRecord {
  /** The decision in the file: `approved sha256:…` or `denied sha256:…`. */
  readonly decided: ByKind;
  /** A deviation that a refresh found and the next update corrects: `changed sha256:…`. It is drift. */
  readonly open?: Partial<ByKind>;
  /** A deviation that is already hidden, or only reported in report mode. It is not drift. */
  readonly settled?: Partial<ByKind>;
  /** Whether it comes from lines alone. */
  readonly fromLines?: true;
}

type Part = "decided" | "open" | "settled";

export interface LockSummary {
  /** The file for messages, relative to the folder of Pulumi.yaml. */
  readonly file: string;
  readonly mode: LockMode;
  /** The origin of the URL and a digest of the whole, which may be secret. Absent in a blank file. */
  readonly hostname?: string;
  readonly ignore?: readonly string[];
  readonly tools: Texts;
  readonly prompts: Texts;
  /** The observed definitions that are not as reviewed. */
  readonly unreviewed?: Partial<ByKind>;
  readonly __record: LockRecord;
}

export function summaryOf(lock: LockFile, file: string, mode: LockMode): LockSummary {
  const { hostname, ignore, tools, prompts } = lock;
  const decisions = (entries: LockFile[Catalogue]): Texts =>
    Object.fromEntries([...entries].map(([name, entry]) => [keyOf(name), decisionText(entry)]));
  const head = {
    file,
    mode,
    ...(hostname !== undefined && { hostname: boundOrigin(hostname) }),
    ...(ignore.length > 0 && { ignore }),
  };
  return withLines(head, { decided: { tools: decisions(tools), prompts: decisions(prompts) } });
}

/** The same lock with other observations. A kind that is left out stays unchanged. */
export function withSeen(summary: LockSummary, seen: Required<Pick<LockRecord, "open" | "settled">>): LockSummary {
  const { decided, open, settled } = summary.__record;
  return withLines(summary, {
    decided,
    ...filled("open", open, seen.open),
    ...filled("settled", settled, seen.settled),
  });
}

/** Equal records have the same members. */
function filled<Name extends "open" | "settled">(
  name: Name,
  before: Partial<ByKind> = {},
  now: Partial<ByKind>,
): Pick<LockRecord, Name> {
  const texts = byKind((kind) => now[kind] ?? before[kind] ?? {});
  return (Object.keys(texts).length === 0 ? {} : { [name]: texts }) as Pick<LockRecord, Name>;
}

type Head = Pick<LockSummary, "file" | "mode" | "hostname" | "ignore">;

function withLines(summary: Head, record: LockRecord): LockSummary {
  const { file, mode, hostname, ignore } = summary;
  const [tools = {}, prompts = {}] = catalogues.map((kind) => linesOf(kind, mode, record));
  const unreviewed = byKind((kind) => unreviewedIn(kind, record));
  return {
    file,
    mode,
    ...(hostname !== undefined && { hostname }),
    ...(ignore !== undefined && { ignore }),
    tools,
    prompts,
    ...(Object.keys(unreviewed).length > 0 && { unreviewed }),
    __record: record,
  };
}

/** Leaves out empty kinds. */
function byKind(textsOf: (kind: Catalogue) => Texts): Partial<ByKind> {
  const all = catalogues.map((kind) => [kind, textsOf(kind)] as const);
  return Object.fromEntries(all.filter(([, texts]) => Object.keys(texts).length > 0));
}

/** Tells a later check which definition a line such as "hidden until reviewed" is about. */
function unreviewedIn(kind: Catalogue, { open, settled }: LockRecord): Texts {
  const seen = Object.entries({ ...open?.[kind], ...settled?.[kind] });
  return Object.fromEntries(
    seen.flatMap(([key, text]) => (standings.has(seenIn(text).standing) ? [[key, shortened(text)]] : [])),
  );
}

const standings: ReadonlySet<string> = new Set(["changed", "new", "gone", "void", "unreadable"]);

function linesOf(kind: Catalogue, mode: LockMode, { decided, open, settled }: LockRecord): Texts {
  const decisions = Object.entries(decided[kind]).map(([key, text]) => [key, decisionLine(text)] as const);
  const handled = Object.entries(settled?.[kind] ?? {}).map(
    ([key, text]) => [key, settledLine(text, ownMember(decided[kind], key), mode)] as const,
  );
  const seen = Object.entries(open?.[kind] ?? {}).map(([key, text]) => [key, seenLine(text)] as const);
  return Object.fromEntries([...decisions, ...handled, ...seen]);
}

function decisionLine(text: string): string {
  return shortened(text.replace(/^denied/, "not allowed"));
}

/** How a line reads after an update corrected the deviation. */
function settledLine(text: string, decision: unknown, mode: LockMode): string {
  const { standing } = seenIn(text);
  if (mode === "report") {
    return standing === "gone" ? seenLine(text) : `${seenLine(text)}, not hidden`;
  }
  if (standing === "gone") {
    return `${decisionLine(asText(decision))}, if it returns`;
  }
  return standing === "unreadable" ? "hidden: unreadable" : "hidden until reviewed";
}

function seenLine(text: string): string {
  const { standing } = seenIn(text);
  return standing === "void" ? "of another hostname" : standing === "unreadable" ? standing : shortened(text);
}

/** Enough for a reader to tell two digests apart. */
function shortened(text: string): string {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1");
}

/** The argument of a program, even after its file was read. */
export function argumentOf(value: unknown): { readonly file: string; readonly mode: LockMode } {
  const { file, mode } = isObject(value) ? value : { file: value, mode: undefined };
  return { file: asText(file), mode: mode === "report" ? "report" : "enforce" };
}

/** Whether a lock is enforced, even if its file is not read yet. */
export function isEnforced(value: unknown): boolean {
  return isSet(value) && !(isObject(value) && value.mode === "report");
}

/** The summary in inputs or state; undefined if there is none. */
export function summaryIn(value: unknown): LockSummary | undefined {
  if (!isObject(value) || !hasKinds(value)) {
    return undefined;
  }
  const record: unknown = ownMember(value, "__record");
  return (isObject(record) && hasKinds(record.decided)
    ? value
    : { ...value, __record: recordOfLines(value) }) as unknown as LockSummary;
}

function hasKinds(value: unknown): value is ByKind {
  return isObject(value) && catalogues.every((kind) => isObject(value[kind]));
}

/**
 * What lines tell: short digests only, and no decision where something else was seen. Lines written before 2026-11-28
 * have whole digests, and the decision at their end: `changed sha256:…; approved sha256:…`.
 */
function recordOfLines(lines: ByKind & { readonly unreviewed?: unknown; readonly mode?: unknown }): LockRecord {
  const record = catalogues.map((kind) => {
    const unreviewed = isObject(lines.unreviewed) ? (lines.unreviewed[kind] as Texts | undefined) : undefined;
    return Object.entries(lines[kind]).map(
      ([key, line]) => [kind, key, partsOf(line, unreviewed?.[key], lines.mode === "report")] as const,
    );
  });
  const textsOf = (part: Part, kind: Catalogue): Texts =>
    Object.fromEntries(
      record
        .flat()
        .flatMap(([of, key, parts]) => (of === kind && parts[part] !== undefined ? [[key, parts[part]]] : [])),
    );
  const kinds = (part: Part): Partial<ByKind> => byKind((kind) => textsOf(part, kind));
  return {
    decided: { tools: textsOf("decided", "tools"), prompts: textsOf("decided", "prompts") },
    ...filled("open", {}, kinds("open")),
    ...filled("settled", {}, kinds("settled")),
    fromLines: true,
  };
}

function partsOf(line: string, unreviewed: string | undefined, isReport: boolean): Partial<Record<Part, string>> {
  const old = /(?:^|; )((?:approved|denied) sha256:[0-9a-f]{64})$/.exec(line);
  if (old !== null) {
    const seen = line.slice(0, old.index);
    return { decided: old[1] ?? "", ...(seen !== "" && { open: seen }) };
  }
  const [, decision, digest] = /^(approved|not allowed) (sha256:[0-9a-f]{12})(?:, if it returns)?$/.exec(line) ?? [];
  if (digest !== undefined) {
    const decided = `${decision === "approved" ? "approved" : "denied"} ${digest}`;
    return { decided, ...(unreviewed !== undefined && { settled: unreviewed }) };
  }
  const isSettled = isReport || /^hidden(?: until reviewed|: unreadable)$/.test(line);
  return unreviewed !== undefined && isSettled ? { settled: unreviewed } : { open: line };
}

/** The lock in the form that inputs in state have. */
export function withoutRecord(value: unknown): unknown {
  if (!isObject(value) || !Object.hasOwn(value, "__record")) {
    return value;
  }
  const { __record: _, ...lines } = value;
  return lines;
}

/** A lock in inputs, with the record from the check of this command. */
export function restoredRecord(value: unknown, checked: unknown): unknown {
  const [given, resolved] = [summaryIn(value), summaryIn(checked)];
  const isSame = given !== undefined && given.file === resolved?.file && given.mode === resolved.mode;
  return isSame && !Object.hasOwn(value as object, "__record") ? resolved : value;
}

/** Whether two locks of programs or state are equivalent. Settled deviations do not count. */
export function sameLock(one: unknown, other: unknown): boolean {
  const [a, b] = [summaryIn(one), summaryIn(other)];
  return a === undefined || b === undefined
    ? equal(one ?? null, other ?? null)
    : equal(headOf(a), headOf(b)) && catalogues.every((kind) => sameOpen(kind, a, b) && sameDecisions(kind, a, b));
}

function headOf({ file, mode, hostname, ignore }: LockSummary): unknown {
  return { file, mode, hostname, ignore };
}

function sameOpen(kind: Catalogue, one: LockSummary, other: LockSummary): boolean {
  const openIn = ({ __record: { open } }: LockSummary): unknown =>
    Object.fromEntries(Object.entries(open?.[kind] ?? {}).map(([key, text]) => [key, seenLine(text)]));
  return equal(openIn(one), openIn(other));
}

/** A line with a deviation does not contain the decision. */
function sameDecisions(kind: Catalogue, one: LockSummary, other: LockSummary): boolean {
  const decisionIn = ({ __record: record }: LockSummary, key: string): string | undefined => {
    const text = ownMember(record.decided[kind], key);
    const isSeen = [record.open, record.settled].some((part) => ownMember(part?.[kind] ?? {}, key) !== undefined);
    return typeof text === "string" ? shortened(text) : isSeen && !isWhole(one, other) ? "" : undefined;
  };
  const keys = new Set([one, other].flatMap(({ __record: { decided } }) => Object.keys(decided[kind])));
  return [...keys].every((key) => {
    const [a, b] = [decisionIn(one, key), decisionIn(other, key)];
    return a === b || a === "" || b === "";
  });
}

/** Whether both have a record, and do not come from lines. */
function isWhole(...locks: readonly LockSummary[]): boolean {
  return locks.every(({ __record: { fromLines } }) => fromLines !== true);
}

/** The lock file behind a summary, without the definitions. */
export function lockFrom(server: string, summary: LockSummary): LockFile {
  const { decided } = summary.__record;
  const entries = (kind: Catalogue): Map<string, LockEntry> =>
    new Map(
      Object.entries(decided[kind]).flatMap(([key, text]) => {
        const entry = entryIn(text);
        return entry === undefined ? [] : [[nameFromKey(key), entry] as const];
      }),
    );
  return {
    server,
    hostname: summary.hostname,
    ignore: summary.ignore ?? [],
    tools: entries("tools"),
    prompts: entries("prompts"),
  };
}

export function decisionText({ allow, digest }: Pick<LockEntry, "allow" | "digest">): string {
  return `${allow ? "approved" : "denied"} ${digest}`;
}

function entryIn(text: string): LockEntry | undefined {
  const [, decision, digest] = /^(approved|denied) (sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  return digest === undefined ? undefined : { allow: decision === "approved", digest, definition: {} };
}

/** The observation about a definition: its standing, or how a row exposes it. */
export interface Seen {
  readonly standing: Standing | "shown" | "hidden";
  readonly digest?: string;
}

export function seenText({ standing, digest }: Seen): string {
  return digest === undefined ? standing : `${standing} ${digest}`;
}

export function seenIn(text: string): Seen {
  const [, standing, digest] = /^(\w+) ((?:sha256|none):.*)$/s.exec(text) ?? [, text];
  return { standing: standing as Seen["standing"], ...(digest !== undefined && { digest }) };
}

/**
 * Converts a name to a key. An upstream chooses names: one that Pulumi would hide (`__…`) or take for a secret, a color
 * or an object's prototype becomes JSON text.
 */
export function keyOf(name: string): string {
  return /^[a-zA-Z][\w./:-]*$/.test(name) ? name : visibleJson(JSON.stringify(name)).replaceAll("<", "\\u003c");
}

/** The name behind a key of {@link keyOf}. */
export function nameFromKey(key: string): string {
  return key.startsWith('"') ? (JSON.parse(key) as string) : key;
}
