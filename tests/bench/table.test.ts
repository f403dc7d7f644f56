import { rotated, type Run } from "../../bench/comparison";
import type { Figures } from "../../bench/measure";
import { stepNames } from "../../bench/steps";
import { summarize } from "../../bench/summary";
import { tablesOf } from "../../bench/table";

function runOf(contestant: string, repetition: number, servers: number, figures: Partial<Figures>): Run {
  const all: Figures = {
    wallSeconds: 1,
    cpuSeconds: 1,
    providerCpuSeconds: 1,
    providerPeakMegabytes: 100,
    calls: 0,
    stateBytes: 1024,
    ...figures,
  };
  return { contestant, repetition, servers, steps: Object.fromEntries(stepNames.map((name) => [name, all])) };
}

const runs = [
  runOf("ours", 0, 150, { wallSeconds: 2, calls: 150 }),
  runOf("bare", 0, 150, { wallSeconds: 1 }),
  runOf("bare", 1, 150, { wallSeconds: 4 }),
  runOf("ours", 1, 150, { wallSeconds: 4, calls: 150 }),
];

const summary = summarize(runs, ["ours", "bare"], { isLimitKnown: true });

/** The line of a step in the table with this title, as cells. */
function line(title: string, step: string): string[] {
  const table = tablesOf(summary).split(title)[1] ?? "";
  const found = table.split("\n").find((text) => text.startsWith(`| ${step} `));
  return (found ?? "").split("|").map((cell) => cell.trim());
}

test("a row has the median and the spread of each contestant, and ratios of runs that were side by side", () => {
  expect(line("150 servers: wall time", "step")).toEqual(["", "step", "ours", "bare", "ours / bare", ""]);
  expect(line("150 servers: wall time", "up")).toEqual([
    "",
    "up",
    "3.00 (2.00 to 4.00)",
    "2.50 (1.00 to 4.00)",
    "1.50 (1.00 to 2.00)",
    "",
  ]);
});

test("one number is enough when all runs came to the same", () => {
  expect(line("150 servers: peak memory", "up")).toEqual(["", "up", "100", "100", "1.00", ""]);
});

test("calls are shown with the fewest possible, but not for a provider that makes no calls", () => {
  expect(line("150 servers: calls", "step")).toEqual(["", "step", "ours", "bare", "limit", "ours / limit", ""]);
  expect(line("150 servers: calls", "refresh")).toEqual(["", "refresh", "150", "0", "2", "75.00", ""]);
  expect(line("150 servers: calls", "destroy")).toEqual(["", "destroy", "150", "0", "150", "1.00", ""]);
  expect(line("150 servers: calls", "preview")).toEqual(["", "preview", "150", "0", "0", "-", ""]);
});

test("without a known limit there is none in the table", () => {
  const rows = summarize(runs, ["ours", "bare"], { isLimitKnown: false });
  expect(tablesOf(rows)).not.toContain("limit");
});

test("each size has its own tables, and one server is one server", () => {
  const rows = summarize([...runs, runOf("ours", 0, 1, {})], ["ours"], { isLimitKnown: true });
  const titles = tablesOf(rows).match(/^\d.*(?=: wall)/gm);
  expect(titles).toEqual(["150 servers", "1 server"]);
});

test("no contestant always comes first", () => {
  expect([0, 1, 2, 3].map((by) => rotated(["a", "b", "c"], by).join(""))).toEqual(["abc", "bca", "cab", "abc"]);
});
