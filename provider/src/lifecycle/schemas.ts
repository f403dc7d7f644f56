/** Schemas for the values of a program. */
import * as v from "valibot";
import type { WireForm } from "../cloudflare/wire";
import { isUnknown } from "./values";

/** Accepts unknown values: in a preview, and in a cascade of replacements. */
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

/** Another key that no two rows of a list may share. */
export interface UniqueMember {
  readonly of: (row: unknown) => unknown;
  /** The fault of a list with a duplicate, followed by the value. */
  readonly twice: string;
}

/** A list whose rows have different keys. */
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
      // Runs even if a row is invalid, so that all failures appear at once.
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
