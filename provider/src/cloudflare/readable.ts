/**
 * Replaces unreadable parts of an answer with a mark before anything recurses over it. The mark is plain JSON, so it
 * survives state. An upstream that publishes such a mark makes only its own definition unreadable.
 */
import type { Rounded } from "./jsonText";
import { isObject, jsonFault, type Fields } from "./shape";
import type { WireField } from "./wire";

/**
 * The maximum length of an answer. It protects the memory, because a parsed text can take thirty times its size. A list
 * page over the limit is read in smaller pages. One object can be longer than a page.
 */
export const largestAnswer = { page: 50 * 1024 * 1024, object: 64 * 1024 * 1024 } as const;

/** The key of a mark; its value is the reason. */
const unreadableKey = "pulumi-cloudflare-mcp:unreadable";

/** No tool schema is nested this deeply, and recursive libraries would crash. */
const deepestDefinition = 100;

/**
 * The maximum size: the characters of all texts and keys, plus one for each value. Larger definitions fit neither a
 * review nor a lock file.
 */
const largestDefinition = 8 * 1024 * 1024;

/** A mark stays small, so it drops longer names. */
const longestName = 1_000;

/** Why a definition, or the mark in its place, is unreadable. Undefined if it is readable. */
export function definitionFault(definition: unknown, rounded?: Rounded): string | undefined {
  if (isMarked(definition)) {
    const reason = definition[unreadableKey];
    return typeof reason === "string" ? reason : foreignMark;
  }
  const fault = jsonFault(definition, deepestDefinition, { largest: largestDefinition, rounded });
  return fault && `it ${fault}`;
}

function isMarked(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && Object.hasOwn(value, unreadableKey);
}

/** The reason in place of a mark's own text, which an upstream might have chosen. */
const foreignMark = "it has the mark of a definition that could not be read";

/** An object of an answer with a mark in place of each unreadable part. */
export function readableObject(fields: Fields, object: unknown, rounded: Rounded | undefined): unknown {
  return isObject(object)
    ? Object.fromEntries(
        Object.entries(object).map(([name, value]) => {
          const type = Object.hasOwn(fields, name) ? fields[name]?.form.type : undefined;
          return [name, readableMember(type, value, rounded)];
        }),
      )
    : object;
}

type FormType = WireField["form"]["type"];

function readableMember(type: FormType | undefined, value: unknown, rounded: Rounded | undefined): unknown {
  if (Array.isArray(value) && type === "definitions") {
    return value.map((definition: unknown) => readableDefinition(definition, rounded));
  }
  if (Array.isArray(value) && type === "overrides") {
    return value.filter(isNamed).map((row: unknown) => readableObject({}, row, rounded));
  }
  if (Array.isArray(value) && type === "mappings") {
    return value.map((row: unknown) => readableObject(mappedFields, row, rounded));
  }
  return readablePart(value);
}

/** The members of a portal's rows that are lists. */
const mappedFields: Fields = {
  tools: { form: { type: "definitions" }, returned: true },
  prompts: { form: { type: "definitions" }, returned: true },
  updated_tools: { form: { type: "overrides" }, returned: true },
  updated_prompts: { form: { type: "overrides" }, returned: true },
};

/** Cloudflare creates an override for each tool by itself, even for one without a name. */
function isNamed(row: unknown): boolean {
  return isObject(row) && typeof row.name === "string";
}

function readableDefinition(definition: unknown, rounded: Rounded | undefined): unknown {
  const reason = isMarked(definition) ? foreignMark : definitionFault(definition, rounded);
  if (reason === undefined) {
    return definition;
  }
  const name = isObject(definition) ? definition.name : undefined;
  return { ...(typeof name === "string" && name.length <= longestName && { name }), [unreadableKey]: reason };
}

/** Only definitions are compared exactly; other numbers can be rounded. */
function readablePart(value: unknown): unknown {
  const fault = jsonFault(value, deepestDefinition);
  return fault === undefined ? value : { [unreadableKey]: `it ${fault}` };
}
