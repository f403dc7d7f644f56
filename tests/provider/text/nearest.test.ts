import { nearest, suggestName } from "../../../provider/src/text/nearest";
import { sourcesBelow } from "../../docs/tree";

const quote = (name: string): string => `"${name}"`;

test.each([
  ["serch", ["search", "ping"], "search"],
  ["saerch", ["ping", "search"], "search"],
  ["falg", ["flag", "other"], "flag"],
  ["delete_all", ["remove_all", "list"], "remove_all"],
  ["hostnaxyz", ["name", "hostname"], "hostname"],
])("%s is likely one of %j: %s", (name, names, near) => {
  expect(nearest(name, names)).toBe(near);
});

test.each([
  ["search", ["ping"]],
  ["deploy_service", ["list_issues", "get"]],
  ["x", ["ping"]],
  ["read", ["send"]],
  ["get", ["put"]],
  ["hostwxyz", ["hostname"]],
  ["search", []],
])("%s resembles none of %j, and none is suggested", (name, names) => {
  expect(nearest(name, names)).toBeUndefined();
});

test("a suggestion is the likely name, or else the names that exist, or nothing where none exist", () => {
  expect(suggestName("serch", ["search", "ping"], quote)).toBe(' Did you mean "search"?');
  expect(suggestName("deploy", ["search", "ping"], quote)).toBe(' The names are: "search", "ping".');
  expect(suggestName("search", [], quote)).toBe("");
});

test("a long list of names is cut, and counted", () => {
  const names = Array.from({ length: 10 }, (_, index) => `tool-${index}`);
  expect(suggestName("elsewhere", names, quote)).toMatch(/"tool-7" and 2 more\.$/);
});

test("no other source decides what is near", () => {
  expect(sourcesBelow("provider/src").match(/from "fastest-levenshtein"/g)).toHaveLength(1);
});
