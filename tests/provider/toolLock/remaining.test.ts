import { digestOf } from "../../../provider/src/lock/digest";
import { untoldDeviations, withRemaining } from "../../../provider/src/toolLock/remaining";
import { withSeen, type LockMode, type LockSummary } from "../../../provider/src/toolLock/summary";
import { deviation, entry, lockOf, summarized, tool } from "../../support/locks";

const search = tool("search");
const digest = digestOf(search, []);
const other = digestOf(tool("search", { title: "Other" }), []);
const approving = lockOf([search]);
const denying = lockOf([], { tools: new Map([["search", entry(search, { allow: false })]]) });
const blank = lockOf([]);

type Parts = Partial<Record<"open" | "settled", Record<string, string>>>;

function seen({ open = {}, settled = {} }: Parts, mode: LockMode = "enforce"): LockSummary {
  return withSeen(summarized(approving, mode), { open: { tools: open }, settled: { tools: settled } });
}

describe("of what a refresh saw, a lock of now still has", () => {
  test.each<[string, string, typeof approving, object]>([
    ["what is not what it approves", `changed ${other}`, approving, { search: `changed ${other}` }],
    ["not what it approves now", `changed ${digest}`, approving, {}],
    ["not what it denies now", `changed ${digest}`, denying, {}],
    ["what it does not know", `changed ${other}`, blank, { search: `new ${other}` }],
    ["what it knows otherwise", `new ${other}`, denying, { search: `changed ${other}` }],
    ["what a row shows otherwise", `shown ${other}`, approving, { search: `changed ${other}` }],
    ["not what a row shows as it is approved", `shown ${digest}`, approving, {}],
    ["what is gone and approved", "gone", approving, { search: "gone" }],
    ["not what is gone and denied", "gone", denying, {}],
    ["what is of another upstream", `void ${digest}`, approving, { search: `void ${digest}` }],
    ["not what is denied, of any upstream", `void ${digest}`, denying, {}],
    ["not what is of the upstream of now", `void ${digest}`, { ...approving, hostname: "https://x.example.com" }, {}],
    ["what is unreadable", "unreadable none: deep", approving, { search: "unreadable none: deep" }],
    ["nothing of a row's words", "described otherwise", approving, {}],
  ])("%s: %s", (_what, text, lock, expected) => {
    for (const part of ["open", "settled"] as const) {
      const now = withRemaining(summarized(lock), seen({ [part]: { search: text } }));
      expect(now.__record.settled?.tools ?? {}).toEqual(expected);
      expect(now.__record.open).toBeUndefined();
    }
  });

  test("nothing where there was no lock before", () => {
    expect(withRemaining(summarized(approving), undefined)).toEqual(summarized(approving));
  });
});

describe("untold before this step", () => {
  const open = { search: `changed ${other}` };
  const settled = { late: `new ${other}` };
  const both = [`tools search changed ${other}`, `tools late new ${other}`].map(deviation);

  test.each<[LockMode, LockMode, object[]]>([
    ["enforce", "enforce", both.slice(0, 1)],
    ["report", "report", both],
    ["report", "enforce", both],
    ["enforce", "report", both],
  ])("is what is open in mode %s, and from then on in mode %s", (before, now, expected) => {
    expect(untoldDeviations(summarized(approving, now), seen({ open, settled }, before))).toEqual(expected);
  });

  test("is nothing where there was no lock", () => {
    expect(untoldDeviations(summarized(approving), undefined)).toEqual([]);
  });
});
