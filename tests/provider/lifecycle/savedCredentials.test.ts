import type { PulumiCommand } from "../../../provider/src/lifecycle/pulumiCommand";
import { adviceOnSaved, type UncheckedStep } from "../../../provider/src/lifecycle/savedCredentials";

const runsProgram = true;
const noProgram = false;

test.each<[PulumiCommand["name"], boolean, UncheckedStep, string | undefined, RegExp | undefined]>([
  ["refresh", noProgram, "read", undefined, /^`pulumi refresh` uses those .* add `--run-program` to use today's\.$/],
  ["refresh", noProgram, "read", "second", /^`pulumi refresh` uses those .* add `--run-program` to use today's\.$/],
  ["destroy", noProgram, "read", undefined, /^`pulumi destroy` uses those .* add `--run-program` to use today's\.$/],
  ["destroy", noProgram, "delete", "second", /^`pulumi destroy` uses those .* add `--run-program` to use today's\.$/],
  [
    "up",
    noProgram,
    "read",
    undefined,
    /^The refresh of `pulumi up` uses those .* add `--run-program` to use today's\.$/,
  ],
  ["preview", noProgram, "read", "second", /^The refresh of `pulumi preview` uses those .* add `--run-program`/],
  ["up", noProgram, "delete", "second", /^If the program no longer has that provider, .* restore provider "second"/],
  ["up", noProgram, "delete", undefined, /^If no resource of the program uses stack config any more, /],
  ["up", runsProgram, "read", "second", /^If the program no longer has that provider/],
  ["refresh", runsProgram, "read", "second", /^If the program no longer has that provider/],
  ["destroy", runsProgram, "delete", "second", /^If the program no longer has that provider/],
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
    "A refresh or destroy uses those that the last `pulumi up` saved: add `--run-program` to use today's.",
  );
});
