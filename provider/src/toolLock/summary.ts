/**
 * A tool lock as inputs and state hold it: what was decided of each definition, by its digest. Not the definitions: a
 * catalogue can be 100 KB, and the file has them.
 *
 * Its lines are made for the diff that Pulumi shows, and nothing reads them:
 *
 *     ~ search: "approved sha256:1a2b3c4d5e6f" => "changed sha256:2b3c4d5e6f7a"     a refresh
 *     ~ search: "changed sha256:2b3c4d5e6f7a"  => "hidden until reviewed"           the update that follows
 *
 * What is read is the record, which Pulumi does not show: its name begins with "__".
 */
import { catalogues, type Catalogue, type LockEntry, type LockFile } from "../lock/file";
import type { Standing } from "../lock/verdict";
import { equal, isObject, isSet, ownMember } from "../lifecycle/values";
import { boundOrigin } from "../lock/upstream";
import { visibleJson } from "../text/characters";

export const lockModes = ["enforce", "report"] as const;
export type LockMode = (typeof lockModes)[number];

/** Texts by name (see {@link keyOf}). */
export type Texts = Readonly<Record<string, string>>;
type ByKind = Readonly<Record<Catalogue, Texts>>;

export interface LockRecord {
  /** What the file says: `approved sha256:…` or `denied sha256:…`. */
  readonly decided: ByKind;
  /** What a refresh saw and the next update puts right: `changed sha256:…`. It is drift. */
  readonly open?: Partial<ByKind>;
  /** What is not as it was reviewed, and is hidden, or in mode report only reported. It is no drift. */
  readonly settled?: Partial<ByKind>;
}

export interface LockSummary {
  /** As it is named in messages: relative to the folder of Pulumi.yaml. */
  readonly file: string;
  readonly mode: LockMode;
  /** The origin of the URL and a digest of the whole, which may be secret. Absent in a blank file. */
  readonly hostname?: string;
  readonly ignore?: readonly string[];
  readonly tools: Texts;
  readonly prompts: Texts;
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

/** The same lock after something else was seen. A kind that is left out stays as it was. */
export function withSeen(summary: LockSummary, seen: Required<Pick<LockRecord, "open" | "settled">>): LockSummary {
  const { decided, open, settled } = summary.__record;
  return withLines(summary, { decided, ...filled("open", open, seen.open), ...filled("settled", settled, seen.settled) });
}

/** Equal records have the same members. */
function filled<Name extends "open" | "settled">(
  name: Name,
  before: Partial<ByKind> = {},
  now: Partial<ByKind>,
): Pick<LockRecord, Name> {
  const texts = Object.entries({ ...before, ...now }).filter(([, own]) => Object.keys(own).length > 0);
  return (texts.length === 0 ? {} : { [name]: Object.fromEntries(texts) }) as Pick<LockRecord, Name>;
}

type Head = Pick<LockSummary, "file" | "mode" | "hostname" | "ignore">;

function withLines(summary: Head, record: LockRecord): LockSummary {
  const { file, mode, hostname, ignore } = summary;
  const [tools = {}, prompts = {}] = catalogues.map((kind) => linesOf(kind, mode, record));
  return {
    file,
    mode,
    ...(hostname !== undefined && { hostname }),
    ...(ignore !== undefined && { ignore }),
    tools,
    prompts,
    __record: record,
  };
}

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

/** What an update makes of a deviation. */
function settledLine(text: string, decision: unknown, mode: LockMode): string {
  const { standing } = seenIn(text);
  if (mode === "report") {
    return standing === "gone" ? seenLine(text) : `${seenLine(text)}, not hidden`;
  }
  if (standing === "gone") {
    return `${decisionLine(String(decision))}, if it returns`;
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

/** What a program says, also after its file was read. */
export function argumentOf(value: unknown): { readonly file: string; readonly mode: LockMode } {
  const { file, mode } = isObject(value) ? value : { file: value, mode: undefined };
  return { file: String(file), mode: mode === "report" ? "report" : "enforce" };
}

/** Whether a lock hides what it does not approve, whether or not its file was read yet. */
export function isEnforced(value: unknown): boolean {
  return isSet(value) && !(isObject(value) && value.mode === "report");
}

/** The summary in inputs or state; undefined where there is none. */
export function summaryIn(value: unknown): LockSummary | undefined {
  if (!isObject(value) || !hasKinds(value)) {
    return undefined;
  }
  const record: unknown = ownMember(value, "__record");
  return (
    isObject(record) && hasKinds(record.decided) ? value : { ...value, __record: recordOfLines(value) }
  ) as unknown as LockSummary;
}

function hasKinds(value: unknown): value is ByKind {
  return isObject(value) && catalogues.every((kind) => isObject(value[kind]));
}

/** State of release 0.1.0 has the record in its lines: `changed sha256:…; approved sha256:…`. */
function recordOfLines(lines: ByKind): LockRecord {
  const pattern = /(?:^|; )((?:approved|denied) sha256:[0-9a-f]{64})$/;
  const [decided, open] = [{ tools: {}, prompts: {} }, { tools: {}, prompts: {} }] as [ByKind, ByKind];
  for (const kind of catalogues) {
    for (const [key, line] of Object.entries(lines[kind])) {
      const found = pattern.exec(line);
      const seen = line.slice(0, found?.index);
      Object.assign(decided[kind], found && { [key]: found[1] });
      Object.assign(open[kind], seen !== "" && { [key]: seen });
    }
  }
  return { decided, ...filled("open", {}, open) };
}

/** Whether two locks of programs or state mean the same. What is settled is no difference. */
export function sameLock(one: unknown, other: unknown): boolean {
  return equal(comparableLock(one), comparableLock(other));
}

export function comparableLock(value: unknown): unknown {
  const summary = summaryIn(value);
  if (summary === undefined) {
    return value ?? null;
  }
  const { file, mode, hostname, ignore, __record: record } = summary;
  return { file, mode, hostname, ignore, decided: record.decided, open: record.open };
}

/** The lock that a summary was made of, without the definitions. */
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

/** What was seen of a definition: its standing, or what a row shows of it. */
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
 * A name as a key. Names are an upstream's choice: one that Pulumi would hide (`__…`), take for a secret, for a colour or
 * for the prototype of an object stands there as JSON text.
 */
export function keyOf(name: string): string {
  return /^[a-zA-Z][\w./:-]*$/.test(name) ? name : visibleJson(JSON.stringify(name)).replaceAll("<", "\\u003c");
}

/** The name that was made a key by {@link keyOf}. */
export function nameFromKey(key: string): string {
  return key.startsWith('"') ? (JSON.parse(key) as string) : key;
}
