/** How values are checked that a program gives. */
import * as v from "valibot";
import type { WireForm } from "../cloudflare/wire";
import { isUnknown } from "./values";

/** Lets a value pass that is not known yet: in a preview, and in the cascade of a replacement. */
export function known(schema: v.GenericSchema): v.GenericSchema {
  return v.lazy((value) => (isUnknown(value) ? v.unknown() : schema));
}

export const booleanSchema = known(v.boolean("must be true or false"));

export function textSchema(form: WireForm): v.GenericSchema {
  if (form.type !== "string") {
    return v.never();
  }
  const { minLength = 0, maxLength = Infinity, pattern, patternInWords, enum: values } = form;
  if (values !== undefined) {
    return known(v.picklist(values, `must be ${listOf(values)}`));
  }
  return known(
    v.pipe(
      v.string("must be a string"),
      v.minLength(minLength, "must not be empty"),
      v.maxLength(maxLength, (issue) => `must have at most ${maxLength} characters; it has ${issue.received}`),
      v.check((text) => pattern === undefined || text === "" || new RegExp(pattern).test(text), patternInWords),
    ),
  );
}

/** What else no two rows of a list have in common. */
export interface UniqueMember {
  readonly of: (row: unknown) => unknown;
  /** What a list does that has one twice, before the value. */
  readonly twice: string;
}

/** A list in which no two rows have the same key. */
export function setSchema(
  row: v.GenericSchema,
  message: string,
  keyOf: (row: unknown) => unknown,
  others: readonly UniqueMember[] = [],
): v.GenericSchema {
  const repeated = (list: readonly unknown[], of: UniqueMember["of"]): string[] => {
    const values = list.map(of).filter((value): value is string => typeof value === "string" && !isUnknown(value));
    const seen = new Set<string>();
    return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
  };
  return known(
    v.pipe(
      v.array(row, message),
      // Also when something is wrong with a row: all failures come at once.
      v.rawCheck(({ dataset, addIssue }) => {
        for (const { of, twice } of [{ of: keyOf, twice: "has more than one row for" }, ...others]) {
          const found = Array.isArray(dataset.value) ? repeated(dataset.value, of) : [];
          if (found.length > 0) {
            addIssue({ message: `${twice} ${listOf(found)}` });
          }
        }
      }),
    ),
  );
}

/** `"a", "b" or "c"` */
export function listOf(values: readonly string[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}
