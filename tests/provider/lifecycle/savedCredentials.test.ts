import type { PulumiCommand } from "../../../provider/src/lifecycle/pulumiCommand";
import { adviceOnSaved, type UncheckedStep } from "../../../provider/src/lifecycle/savedCredentials";

const runsProgram = true;
const noProgram = false;

test.each<[PulumiCommand["name"], boolean, UncheckedStep, string | undefined, RegExp | undefined]>([
  [
    "refresh",
    noProgram,
    "read",
    undefined,
    /^`pulumi refresh` uses the credentials .* Add `--run-program` to use the current ones\.$/,
  ],
  [
    "refresh",
    noProgram,
    "read",
    "second",
    /^`pulumi refresh` uses the credentials .* Add `--run-program` to use the current ones\.$/,
  ],
  [
    "destroy",
    noProgram,
    "read",
    undefined,
    /^`pulumi destroy` uses the credentials .* Add `--run-program` to use the current ones\.$/,
  ],
  [
    "destroy",
    noProgram,
    "delete",
    "second",
    /^`pulumi destroy` uses the credentials .* Add `--run-program` to use the current ones\.$/,
  ],
  [
    "up",
    noProgram,
    "read",
    undefined,
    /^The refresh of `pulumi up` uses the credentials .* Add `--run-program` to use the current ones\.$/,
  ],
  [
    "preview",
    noProgram,
    "read",
    "second",
    /^The refresh of `pulumi preview` uses the credentials .* Add `--run-program`/,
  ],
  ["up", noProgram, "delete", "second", /^If the program no longer declares provider "second", .* Declare it again/],
  ["up", noProgram, "delete", undefined, /^If no resource of the program uses stack config, /],
  ["up", runsProgram, "read", "second", /^If the program no longer declares provider "second"/],
  ["refresh", runsProgram, "read", "second", /^If the program no longer declares provider "second"/],
  ["destroy", runsProgram, "delete", "second", /^If the program no longer declares provider "second"/],
  ["refresh", runsProgram, "read", undefined, undefined],
  ["destroy", runsProgram, "delete", undefined, undefined],
])("pulumi %s, with its program %p, a %s with provider %s: %p", (name, runs, step, provider, expected) => {
  const advice = adviceOnSaved({ name, runsProgram: runs }, step, provider);
  if (expected === undefined) {
    expect(advice).toBeUndefined();
    return;
  }
  expect(advice).toMatch(expected);
  expect(advice?.includes("--run-program")).toBe(!runs && !(name === "up" && step === "delete"));
});

test("of a command that is not known covers all of them", () => {
  expect(adviceOnSaved(undefined, "read", undefined)).toBe(
    "A refresh or destroy uses the credentials that the last `pulumi up` saved. Add `--run-program` to use the current ones.",
  );
});
