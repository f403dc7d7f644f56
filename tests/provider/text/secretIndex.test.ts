import fc from "fast-check";
import { redact } from "../../../provider/src/text/redact";
import { keyOf, keyOfRun, SecretIndex } from "../../../provider/src/text/secretIndex";
import { formsOf } from "../../support/apiClient";

const secret = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_-]{6,40}$/),
  fc.string({ minLength: 6, maxLength: 20, unit: "binary" }),
  fc.constantFrom("a-b-c-d-e", "pass word é€😀", '"quoted\\text"', "line\nbreak one", `${"long".repeat(60)}!`),
);

/** Encodings that only change some characters, or all of them. */
const more = (text: string): string[] => [
  Array.from(text).map((character) => `&#${character.codePointAt(0) ?? 0};`).join(""),
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  [...Buffer.from(text.toWellFormed())].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  text.toUpperCase(),
];

test("of many secrets the same is removed as of each alone, in every form", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(secret, { minLength: 40, maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.string({ maxLength: 10 })), { maxLength: 5 }),
      (secrets, parts) => {
        const text = parts
          .map(([which, form, between]) => {
            const one = secrets[which % secrets.length] ?? "";
            const forms = [...formsOf(one), ...more(one)];
            return `${between}${forms[form % forms.length] ?? ""}`;
          })
          .join("");
        const longestFirst = secrets.toSorted((one, other) => other.length - one.length);
        const alone = longestFirst.reduce((rest, one) => redact(rest, [one]), text);
        expect(redact(text, secrets)).toBe(alone);
      },
    ),
    { numRuns: 200 },
  );
});

test("thousands of secrets cost a look at each character of a text", () => {
  const secrets = Array.from({ length: 5_000 }, (_, index) => `secret-number-${index}-${"x".repeat(index % 30)}`);
  const texts = Array.from({ length: 5_000 }, (_, index) => `server-${index}_tool, a text of any upstream`);
  texts.push(`quotes ${encodeURIComponent(secrets[4_711] ?? "")}`);
  expect(texts.filter((text) => redact(text, secrets) !== text)).toEqual([texts.at(-1)]);
});

test("a secret without a run of six letters or digits is always looked for", () => {
  expect(keyOfRun("a-b-c-d-e")).toBeUndefined();
  expect(keyOfRun("ab-CDEFGHIJ-x")).toBe("cdefgh");
  expect(keyOf("%41%42%43")).toBe("%41%42");
  const index = new SecretIndex([["cdefgh"], undefined, ["abcdef", "cdefgh"]]);
  expect(index.candidates("nothing")).toEqual([1]);
  expect(index.candidates("xCDEFGHx")).toEqual([0, 1, 2]);
  expect(index.candidates("")).toEqual([1]);
});
