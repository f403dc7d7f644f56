/**
 * The digest of a definition: SHA-256 over RFC 8785 (canonical JSON) of the definition exactly as Cloudflare stores it,
 * with every member that it has. Whatever a reader could not see, such as another normal form of the same letters,
 * still makes another digest.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { definitionFault } from "../cloudflare/readable";
import { asText } from "../text/asText";

export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * Members that change by themselves can be left out by JSON pointers (RFC 6901) into the definition.
 *
 * A definition for which there is no canonical form gives "none: " and the reason. That equals no digest of a lock file,
 * so such a definition cannot be approved.
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

/** What counts of a definition. All pointers are resolved in the definition as it was given. */
export function withoutIgnored(definition: unknown, ignore: readonly string[]): unknown {
  return ignore.length === 0 ? definition : without(definition, treeOf(ignore));
}

/** Whether two values of definitions are the same to a digest. */
export function same(one: unknown, other: unknown): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

const fingerprints = new WeakMap<object, string>();

/**
 * A text that is the same for the same values. That of an object or list is kept, so that a comparison that goes down
 * level by level does not read what is below again at each. Definitions are never changed.
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
  // No text of a value that is no object looks like this.
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

/** The other way round. */
export function pointerTo(...steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${asText(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** What is left out, by step; `whole` ends a pointer. */
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
