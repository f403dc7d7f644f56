/**
 * The lock file of one server: the reviewed definitions of its tools and prompts, and the decisions about them.
 *
 * It is made for review: sorted, so that equal content is equal text, and with invisible characters written as
 * `\u200b`.
 */
import { visibleJson } from "../text/characters";

/**
 * A name, not an address: it is the same wherever the file is, and nobody fetches it. The number is the version of the
 * format, so that an older release refuses a file that it would misread.
 */
export const lockSchemaId = "urn:pulumi-cloudflare-mcp:tool-lock:1";

/** The review of one tool or prompt. */
export interface LockEntry {
  readonly allow: boolean;
  readonly reason?: string | undefined;
  /** The digest of the definition (`digestOf`). */
  readonly digest: string;
  /** The definition exactly as Cloudflare stored it at the review. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Maps, not objects: an upstream chooses the names, and `__proto__` and `constructor` are possible. */
export type LockEntries = ReadonlyMap<string, LockEntry>;

export interface LockFile {
  readonly server: string;
  /** The URL of the server (see upstream.ts). Undefined in a blank file, which approves nothing. */
  readonly hostname: string | undefined;
  /** JSON pointers to the parts of each definition that can change without a review. */
  readonly ignore: readonly string[];
  readonly tools: LockEntries;
  readonly prompts: LockEntries;
}

/** Cloudflare's names of the two lists of a server. */
export const catalogues = ["tools", "prompts"] as const;
export type Catalogue = (typeof catalogues)[number];

/** The lock of an empty file, or of `{}`: it approves nothing. */
export function blankLock(server: string): LockFile {
  return { server, hostname: undefined, ignore: [], tools: new Map(), prompts: new Map() };
}

/** The text of a lock file. Equal locks have equal texts; parsing the text returns the lock. */
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

/** The order of RFC 8785: the same on each machine, in any language. */
export function sorted(names: Iterable<string>): string[] {
  return [...names].sort(byCodeUnits);
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Sorts the keys of all objects, so that another order from the upstream changes nothing. */
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
