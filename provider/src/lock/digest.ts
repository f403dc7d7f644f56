/**
 * The digest of a definition: SHA-256 over RFC 8785 (canonical JSON) of the definition exactly as Cloudflare stores it,
 * with every member that it has. Whatever a reader could not see, such as another normal form of the same letters,
 * still makes another digest.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { jsonFault } from "../cloudflare/shape";

/** No schema of a tool is nested like this; a library that recurses would end at some depth with a crash. */
const deepest = 100;

export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * Members that change by themselves can be left out by JSON pointers (RFC 6901) into the definition.
 *
 * A definition for which there is no canonical form gives "none: " and the reason. That equals no digest of a lock file,
 * so such a definition cannot be approved.
 */
export function digestOf(definition: unknown, ignore: readonly string[] = []): string {
  const fault = faultOf(definition);
  if (fault !== undefined) {
    return `none: ${fault}`;
  }
  return `sha256:${createHash("sha256")
    .update(canonicalize(withoutIgnored(definition, ignore)) ?? "")
    .digest("hex")}`;
}

/** What counts of a definition. */
export function withoutIgnored(definition: unknown, ignore: readonly string[]): unknown {
  return ignore.reduce((rest, pointer) => without(rest, pointerSteps(pointer)), definition);
}

/** Whether two values of definitions are the same to a digest. */
export function same(one: unknown, other: unknown): boolean {
  return canonicalize(one) === canonicalize(other);
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
  return steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Why there is no canonical form of a value. */
export function faultOf(value: unknown): string | undefined {
  const fault = jsonFault(value, deepest);
  return fault && `it ${fault}`;
}

function without(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || step === undefined || !Object.hasOwn(value, step)) {
    return value;
  }
  const members = Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    if (key !== step) {
      return [[key, member] as const];
    }
    return rest.length === 0 ? [] : [[key, without(member, rest)] as const];
  });
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}
