/**
 * Judges an answer part by part, before anything recurses over it: a definition or member that cannot be judged is
 * replaced by a mark, and the rest goes on.
 *
 * The mark is plain JSON, so it survives every copy into state and back. An upstream that writes it makes its own
 * definition unreadable, and nothing else.
 */
import type { Rounded } from "./jsonText";
import { isObject, jsonFault, type Fields } from "./shape";
import type { WireField } from "./wire";

/**
 * How long the text of an answer may be, in bytes: it protects the memory, of which a parsed text can take thirty times as
 * much. A page of a list that is longer is read in smaller pages. One object may be longer than a page.
 */
export const largestAnswer = { page: 50 * 1024 * 1024, object: 64 * 1024 * 1024 } as const;

/** The member that a mark has; its value says why. */
const unreadableKey = "pulumi-cloudflare-mcp:unreadable";

/** No schema of a tool is nested like this; a library that recurses would end at some depth with a crash. */
const deepestDefinition = 100;

/** In characters of all its texts and keys, and one for each value. Larger ones fit neither a review nor a lock file. */
const largestDefinition = 8 * 1024 * 1024;

/** Longer ones are not kept in a mark: it is to be small. */
const longestName = 1_000;

/** Why a definition, or the mark in its place, cannot be judged. Undefined for one that can. */
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

/** The reason for a mark that is not ours. An upstream chooses no words of ours. */
const foreignMark = "it has the mark of a definition that could not be read";

/** An object of an answer with a mark in place of each part that cannot be judged. */
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

/** Cloudflare makes an override for each tool by itself, also for one to which its upstream gave no name. */
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

/** What is no definition is not compared exactly, so its numbers may be rounded. */
function readablePart(value: unknown): unknown {
  const fault = jsonFault(value, deepestDefinition);
  return fault === undefined ? value : { [unreadableKey]: `it ${fault}` };
}
