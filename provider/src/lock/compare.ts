/** The differences between two definitions of one tool or prompt. */
import { definitionFault } from "../cloudflare/readable";
import { isObject } from "../cloudflare/shape";
import { asText } from "../text/asText";
import { anyDifferences, difference, keysOf, memberOf, type Definition, type Difference } from "./difference";
import { pointerTo, same, withoutIgnored } from "./digest";
import { sorted } from "./file";
import { nameFacts } from "./textFacts";
import { schemaDifferences } from "./jsonSchema";

/** The differences, sorted by place. Empty only for definitions with the same digest. */
export function differences(before: Definition, after: Definition, ignore: readonly string[] = []): Difference[] {
  const fault = definitionFault(after) ?? definitionFault(before);
  if (fault !== undefined) {
    return [notComparable(fault)];
  }
  const [one, other] = [withoutIgnored(before, ignore), withoutIgnored(after, ignore)] as [Definition, Definition];
  const found = keysOf(one, other).flatMap((key) => {
    const [was, is] = [memberOf(one, key), memberOf(other, key)];
    const inside = memberDifferences(key, was, is);
    return inside.length > 0 || same(was, is) ? inside : [difference("changed", pointerTo(key), was, is)];
  });
  const places = found.reduce((sum, { pointer }) => sum + pointer.length, 0);
  return places > longestPlaces ? [notComparable("its names are too long to tell the places of its changes")] : found;
}

/** The limit in characters, for all places together. A name of a megabyte can contain a hundred thousand of them. */
const longestPlaces = 16 * 1024 * 1024;

function notComparable(fact: string): Difference {
  return { kind: "notComparable", pointer: "", facts: [fact] };
}

/** Everything to review in a new definition, by the same kinds; a suspicious name comes first. */
export function contentsOf(definition: Definition, ignore: readonly string[] = []): Difference[] {
  const empty = Object.fromEntries(
    ["inputSchema", "outputSchema"].flatMap((key) =>
      isObject(memberOf(definition, key)) ? [[key, { type: "object" }]] : [],
    ),
  );
  const name = memberOf(definition, "name");
  const others = differences({ ...empty, name }, definition, ignore).map((each) => ({
    ...each,
    // Defaults matter only for members that are absent.
    facts: each.facts.filter((fact) => !fact.startsWith(whereLeftOut)),
  }));
  const facts = typeof name === "string" ? nameFacts(name) : [];
  return facts.length === 0 ? others : [{ kind: "added", pointer: pointerTo("name"), after: name, facts }, ...others];
}

function memberDifferences(key: string, before: unknown, after: unknown): Difference[] {
  const pointer = pointerTo(key);
  if ((key === "inputSchema" || key === "outputSchema") && isObject(before) && isObject(after)) {
    return schemaDifferences(before, after, pointer);
  }
  if (key === "arguments" && Array.isArray(before ?? []) && Array.isArray(after ?? [])) {
    return argumentDifferences(before ?? [], after ?? [], pointer);
  }
  if (key === "annotations" && isObject(before ?? {}) && isObject(after ?? {})) {
    return annotationDifferences((before ?? {}) as Definition, (after ?? {}) as Definition, pointer);
  }
  return anyDifferences(before, after, pointer);
}

/** The default of each annotation (specification of MCP). */
const hintDefaults: ReadonlyMap<string, boolean> = new Map([
  ["readOnlyHint", false],
  ["destructiveHint", true],
  ["idempotentHint", false],
  ["openWorldHint", true],
]);
const whereLeftOut = "where it is not given, MCP takes";

function annotationDifferences(before: Definition, after: Definition, pointer: string): Difference[] {
  return keysOf(before, after).flatMap((key): Difference[] => {
    const [one, other] = [memberOf(before, key), memberOf(after, key)];
    const standard = hintDefaults.get(key);
    if (standard === undefined || same(one, other)) {
      return anyDifferences(one, other, pointer + pointerTo(key));
    }
    const isLeftOut = one === undefined || other === undefined;
    const facts = isLeftOut ? [`${whereLeftOut} ${asText(standard)}`] : [];
    return [difference("annotationChanged", pointer + pointerTo(key), one, other, facts)];
  });
}

/** The arguments of a prompt: a list of `{ name, description?, required? }`. */
function argumentDifferences(before: unknown, after: unknown, pointer: string): Difference[] {
  const [one, other] = [byName(before as unknown[]), byName(after as unknown[])];
  if (one === undefined || other === undefined) {
    return anyDifferences(before, after, pointer);
  }
  const found = sorted(new Set([...one.keys(), ...other.keys()])).flatMap((name): Difference[] => {
    const [old, now] = [one.get(name), other.get(name)];
    const place = pointer + pointerTo(name);
    if (old === undefined || now === undefined) {
      const facts = now?.required === true ? ["required"] : [];
      return [difference(old === undefined ? "parameterAdded" : "parameterRemoved", place, old, now, facts)];
    }
    return keysOf(old, now).flatMap((key) => {
      const [was, is] = [memberOf(old, key), memberOf(now, key)];
      return key === "required" && (was === true) !== (is === true)
        ? [difference(is === true ? "madeRequired" : "madeOptional", place, was, is)]
        : anyDifferences(was, is, place + pointerTo(key));
    });
  });
  return found.length > 0 || same(before, after) ? found : [difference("changed", pointer, before, after)];
}

function byName(rows: readonly unknown[]): Map<string, Definition> | undefined {
  const named = rows.flatMap((row) =>
    isObject(row) && typeof row.name === "string" ? [[row.name, row] as const] : [],
  );
  const found = new Map(named);
  return found.size === rows.length ? found : undefined;
}
