/**
 * The lock file of one server: which definitions of its tools and prompts were reviewed, and what was decided.
 *
 * It is made for review: sorted, so that the same content is the same text, and with everything that a reader would not
 * see written out as `\u200b`.
 */
import { visibleJson } from "../text/characters";

/**
 * A name, not an address: it is the same wherever the file lies, and nothing is fetched by it. The number is that of the
 * format, so that an older release refuses a file that it would misread.
 */
export const lockSchemaId = "urn:pulumi-cloudflare-mcp:tool-lock:1";

/** What was reviewed of one tool or prompt. */
export interface LockEntry {
  readonly allow: boolean;
  readonly reason?: string | undefined;
  /** Of the definition beside it, by `digestOf`. */
  readonly digest: string;
  /** Exactly as Cloudflare stored it when it was reviewed. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Names are an upstream's choice, `__proto__` and `constructor` among them: so maps, not objects. */
export type LockEntries = ReadonlyMap<string, LockEntry>;

export interface LockFile {
  readonly server: string;
  /** The URL of the server (see upstream.ts). Undefined in a blank file, which approves nothing. */
  readonly hostname: string | undefined;
  /** JSON pointers into each definition, of what may change without a review. */
  readonly ignore: readonly string[];
  readonly tools: LockEntries;
  readonly prompts: LockEntries;
}

/** What Cloudflare calls the two lists that a server has. */
export const catalogues = ["tools", "prompts"] as const;
export type Catalogue = (typeof catalogues)[number];

/** What a file says that has nothing in it, or only `{}`: nothing is approved. */
export function blankLock(server: string): LockFile {
  return { server, hostname: undefined, ignore: [], tools: new Map(), prompts: new Map() };
}

/** The text of a lock file. The same lock is the same text; reading it gives the lock back. */
export function lockText({ server, hostname, ignore, tools, prompts }: LockFile): string {
  const content = {
    $schema: lockSchemaId,
    server,
    hostname,
    ...(ignore.length > 0 && { ignore: sorted(ignore) }),
    tools: section(tools),
    prompts: section(prompts),
  };
  return `${visibleJson(JSON.stringify(content, null, 2))}\n`;
}

function section(entries: LockEntries): Record<string, unknown> {
  const rows = [...entries].sort(([one], [other]) => byCodeUnits(one, other));
  return Object.fromEntries(
    rows.map(([name, { allow, reason, digest, definition }]) => [
      name,
      { allow, ...(reason !== undefined && { reason }), digest, definition: inOrder(definition) },
    ]),
  );
}

/** As RFC 8785 sorts: the same on each machine, whatever its language. */
export function sorted(names: Iterable<string>): string[] {
  return [...names].sort(byCodeUnits);
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** With the keys of all objects sorted. An upstream that gives them in another order changes nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const members = value as Record<string, unknown>;
  return Object.fromEntries(sorted(Object.keys(members)).map((key) => [key, inOrder(members[key])]));
}
