import { formatVersion, isAtLeast, parseVersion } from "../../tools/pulumi/version";

test.each([
  ["v3.259.0", "3.259.0"],
  ["v3.260.0-alpha.1234+dirty", "3.260.0"],
  ["go1.26.8", "1.26.8"],
  ["go1.26", "1.26.0"],
  ["go1.25rc2", "1.25.0"],
  ["devel go1.27-0123abc", "1.27.0"],
])("%s is %s", (text, version) => {
  const parsed = parseVersion(text);
  expect(parsed && formatVersion(parsed)).toBe(version);
});

test("a text without a version has none", () => {
  expect(parseVersion("command not found")).toBeUndefined();
});

test.each([
  [[3, 216, 0], true],
  [[3, 216, 1], true],
  [[3, 1000, 0], true],
  [[4, 0, 0], true],
  [[3, 215, 99], false],
  [[2, 999, 0], false],
] as const)("%s is at least 3.216.0: %s", (version, expected) => {
  expect(isAtLeast(version, [3, 216, 0])).toBe(expected);
});
