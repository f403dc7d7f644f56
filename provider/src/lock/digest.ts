/**
 * The digest of a definition: SHA-256 over its canonical JSON (RFC 8785), exactly as Cloudflare stores it, with every
 * member. Differences that a reader cannot see, such as another normal form of the same letters, change the digest too.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { definitionFault } from "../cloudflare/readable";
import { asText } from "../text/asText";

export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * JSON pointers (RFC 6901) leave out members that change by themselves.
 *
 * A definition without a canonical form gives "none: " and the reason. That equals no digest in a lock file, so such a
 * definition cannot be approved.
 */
export function digestOf(definition: unknown, ignore: readonly string[] = []): string {
  const fault = definitionFault(definition);
  if (fault !== undefined) {
    return `none: ${fault}`;
  }
  return `sha256:${createHash("sha256")
    .update(canonicalize(withoutIgnored(definition, ignore)) ?? "")
    .digest("hex")}`;
}

/** The part of a definition that the digest covers. All pointers are resolved in the original definition. */
export function withoutIgnored(definition: unknown, ignore: readonly string[]): unknown {
  return ignore.length === 0 ? definition : without(definition, treeOf(ignore));
}

/** Whether two values have the same digest. */
export function same(one: unknown, other: unknown): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

const fingerprints = new WeakMap<object, string>();

/**
 * A text that equal values share. The texts of objects and lists are cached, so that a comparison does not read nested
 * values again at each level. Definitions are never changed.
 */
export function fingerprintOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const known = fingerprints.get(value);
  if (known !== undefined) {
    return known;
  }
  const hash = createHash("sha256").update(Array.isArray(value) ? "[" : "{");
  const members = Array.isArray(value)
    ? value.map((item: unknown) => fingerprintOf(item) ?? "null")
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, member]) => `${JSON.stringify(key)}:${fingerprintOf(member) ?? "null"}`);
  for (const member of members) {
    hash.update(member).update(",");
  }
  // No other value has such a text.
  const fingerprint = `#${hash.digest("base64")}`;
  fingerprints.set(value, fingerprint);
  return fingerprint;
}

/** `/_meta/a~1b` as `_meta`, `a/b`. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Converts steps to a pointer. */
export function pointerTo(...steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${asText(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The ignored members, as a tree of steps; `whole` marks the end of a pointer. */
interface Ignored {
  isWhole: boolean;
  readonly inside: Map<string, Ignored>;
}

function treeOf(pointers: readonly string[]): Ignored {
  const root: Ignored = { isWhole: false, inside: new Map() };
  for (const pointer of pointers) {
    let node = root;
    for (const step of pointerSteps(pointer)) {
      const next: Ignored = node.inside.get(step) ?? { isWhole: false, inside: new Map() };
      node.inside.set(step, next);
      node = next;
    }
    node.isWhole = true;
  }
  return root;
}

function without(value: unknown, { inside }: Ignored): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const members = Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const ignored = inside.get(key);
    if (ignored === undefined) {
      return [[key, member] as const];
    }
    return ignored.isWhole ? [] : [[key, without(member, ignored)] as const];
  });
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}
