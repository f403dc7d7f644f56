import { isAdopting } from "../../../provider/src/lifecycle/identity";
import { listOf } from "../../../provider/src/lifecycle/schemas";

test.each([
  [[], ""],
  [["a"], '"a"'],
  [["a", "b"], '"a" or "b"'],
  [["a", "b", "c"], '"a", "b" or "c"'],
])("the values %j are listed as %s", (values, words) => {
  expect(listOf(values)).toBe(words);
});

test.each<[string, unknown, string | undefined, boolean]>([
  ["by the program", true, undefined, true],
  ["not by the text true", "true", undefined, false],
  ["not without either", undefined, undefined, false],
  ["by its id in the environment", false, "account/docs", true],
  ["by one of several", undefined, "account/other, account/docs ,x/y", true],
  ["not by a part of its id", undefined, "docs,account,account/docs2", false],
  ["not by nothing", undefined, "", false],
])("a server is adopted %s", (_how, adopt, listed, expected) => {
  const environment = listed === undefined ? {} : { CLOUDFLARE_MCP_ADOPT: listed };
  expect(isAdopting({ environment }, adopt, "account", "docs")).toBe(expected);
});
