import { judgeBy } from "../../../provider/src/cloudflare/readForm";
import { applicationForm, recordForm, type ReadObject } from "../../../provider/src/cloudflare/wire";

const flaw = (form: ReadObject, object: unknown, id?: string): string | undefined => judgeBy(form).flaw(object, id);

test.each<[string, ReadObject, unknown]>([
  ["an object with what is required", recordForm, { id: "a", name: "a.example.com", type: "A" }],
  ["members that are null", recordForm, { id: "a", name: "a", type: "A", content: null, meta: null }],
  ["members that nobody knows, of any form", recordForm, { id: "a", name: "a", type: "A", ttl: "soon", extra: [[{}]] }],
  ["a rule of any kind", applicationForm, { id: "a", policies: [{ include: [{ moon_phase: { full: true } }] }] }],
  ["a decision and a type of any name", applicationForm, { id: "a", type: "moon", policies: [{ decision: "maybe" }] }],
])("%s is worked with", (_what, form, object) => {
  expect(flaw(form, object)).toBeUndefined();
});

test.each<[string, unknown]>([
  ["it should be an object", null],
  ["it should be an object", ["a"]],
  ["it has no id", {}],
  ["its id has another form", { id: 7 }],
  ["its domain has another form", { id: "a", domain: ["a.example.com"] }],
  ["its allowed_idps[1] has another form", { id: "a", allowed_idps: ["b", null] }],
  ["its policies has another form", { id: "a", policies: {} }],
  ["its policies[0] has another form", { id: "a", policies: [null] }],
  ["its policies[1].include[0] has another form", { id: "a", policies: [{}, { include: ["everyone"] }] }],
  ["its policies[0].precedence has another form", { id: "a", policies: [{ precedence: "1" }] }],
  ["its oauth_configuration.enabled has another form", { id: "a", oauth_configuration: { enabled: "yes" } }],
])("%s: %j", (words, object) => {
  expect(flaw(applicationForm, object)).toBe(words);
});

test("an answer about another object has a flaw", () => {
  expect(flaw(applicationForm, { id: "b" }, "a")).toBe('it is about "b"');
});

test("a member nested too deep is marked before anything recurses over it, and then has another form", () => {
  let policies: unknown = [];
  for (let depth = 0; depth < 1_000; depth += 1) {
    policies = [policies];
  }
  const { readable, flaw: flawOf } = judgeBy(applicationForm);
  expect(flawOf(readable({ id: "a", policies }, undefined))).toBe("its policies has another form");
});
