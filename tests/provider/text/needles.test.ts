import fc from "fast-check";
import { Needles } from "../../../provider/src/text/needles";
import { redact } from "../../../provider/src/text/redact";

const needle = fc.string({ minLength: 6, maxLength: 12, unit: fc.constantFrom("a", "b", "é", "😀", "-") });

test("every needle of a text is among the candidates, and of many needles few others", () => {
  fc.assert(
    fc.property(fc.uniqueArray(needle, { maxLength: 60 }), fc.array(fc.tuple(fc.nat(), fc.string())), (all, parts) => {
      const chosen = parts.map(([which, between]) => `${between}${all[which % all.length] ?? ""}`);
      const candidates = new Set(new Needles(all, 6).candidates(chosen.join("")));
      expect(all.filter((each) => chosen.join("").includes(each) && !candidates.has(each))).toEqual([]);
    }),
  );
  const many = Array.from({ length: 1_000 }, (_, index) => `${index}-secret`);
  expect(new Needles(many, 6).candidates("a 123-secret here")).toEqual(["123-secret", "23-secret", "3-secret"]);
});

test("there are none of none, and all of few", () => {
  expect([new Needles([], 6).isEmpty, new Needles([], 6).candidates("text")]).toEqual([true, []]);
  expect(new Needles(["needle"], 6).candidates("no")).toEqual(["needle"]);
});

test("thousands of secrets cost a look at each character of a text", () => {
  const secrets = Array.from({ length: 5_000 }, (_, index) => `secret-number-${index}-${"x".repeat(index % 30)}`);
  const texts = Array.from({ length: 5_000 }, (_, index) => `server-${index}_tool, a text of any upstream`);
  texts.push(`quotes ${encodeURIComponent(secrets[4_711] ?? "")}`);
  expect(texts.filter((text) => redact(text, secrets) !== text)).toEqual([texts.at(-1)]);
});
