/**
 * A tool lock as inputs and state hold it: what was decided of each definition, by its digest. Not the definitions: a
 * catalogue can be 100 KB, and the file has them.
 *
 * One line for each tool, made for the diff that Pulumi shows:
 *
 *     ~ search: "approved sha256:1a…" => "changed sha256:2b…; approved sha256:1a…"
 *     + delete: "new sha256:3c…"
 *
 * What was decided stands at the end of a line, so that what was seen (before the semicolon) can take its place in state
 * and the decision is still known.
 */
import { catalogues, type Catalogue, type LockEntry, type LockFile } from "../lock/file";
import { isObject, isSet, type Properties } from "../lifecycle/values";
import { boundOrigin } from "../lock/upstream";
import { visibleJson } from "../text/characters";

export const lockModes = ["enforce", "report"] as const;
export type LockMode = (typeof lockModes)[number];

export interface LockSummary {
  /** As it is named in messages: relative to the folder of Pulumi.yaml. */
  readonly file: string;
  readonly mode: LockMode;
  /** The origin of the URL and a digest of the whole, which may be secret. Absent in a blank file. */
  readonly hostname?: string;
  readonly ignore?: readonly string[];
  /** By name (see {@link keyOf}). */
  readonly tools: Readonly<Record<string, string>>;
  readonly prompts: Readonly<Record<string, string>>;
}

export function summaryOf(lock: LockFile, file: string, mode: LockMode): LockSummary {
  const { hostname, ignore, tools, prompts } = lock;
  const decisions = (entries: LockFile[Catalogue]): Record<string, string> =>
    Object.fromEntries([...entries].map(([name, entry]) => [keyOf(name), decisionText(entry)]));
  return {
    file,
    mode,
    ...(hostname !== undefined && { hostname: boundOrigin(hostname) }),
    ...(ignore.length > 0 && { ignore }),
    tools: decisions(tools),
    prompts: decisions(prompts),
  };
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
  return isObject(value) && catalogues.every((kind) => isObject(value[kind]))
    ? (value as unknown as LockSummary)
    : undefined;
}

/** The lock that a summary was made of, without the definitions. */
export function lockFrom(server: string, summary: LockSummary): LockFile {
  const entries = (kind: Catalogue): Map<string, LockEntry> =>
    new Map(
      Object.entries(summary[kind]).flatMap(([key, text]) => {
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

/** What was seen, in the place of what was decided, which stays known. */
export function seenText(seen: string, decided: LockEntry | undefined): string {
  return decided === undefined ? seen : `${seen}; ${decisionText(decided)}`;
}

function entryIn(text: string): LockEntry | undefined {
  const [, decision, digest] = /(?:^|; )(approved|denied) (sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  return digest === undefined ? undefined : { allow: decision === "approved", digest, definition: {} };
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

/** A summary with other lines in one list, or in both. */
export function withLines(summary: LockSummary, lines: Readonly<Partial<Record<Catalogue, Properties>>>): LockSummary {
  return { ...summary, ...lines } as LockSummary;
}
