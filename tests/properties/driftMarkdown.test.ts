/** Whatever Cloudflare answers: what a pull request shows of it is that text, and nothing that the text made of itself. */
import fc from "fast-check";
import { formatCodeSpan, formatMarkdownReport } from "../../provider/src/cli/drift/formats/markdown";
import { countFindings, type Report } from "../../provider/src/cli/drift/report";
import { ruleIds, rules } from "../../provider/src/cli/drift/rules";
import { visible } from "../../provider/src/text/shown";
import { shownBy } from "../support/markdown";

const runs = Number(process.env.SEQUENCES ?? 1_000);

const marks = fc.constantFrom(
  ...[
    "`",
    "``",
    "`````",
    " ",
    "  ",
    "\\",
    "|",
    "\n",
    "\r\n",
    "\t",
    "\u2028",
    "\u202e",
    "\u001b[31m",
    "\ud800",
    "😀",
    "❤️",
  ],
  ...["<b>", "</details>", "<!--", "-->", "&lt;", "&#96;", "<https://evil.example.com>", "https://evil.example.com"],
  ...["@everyone", "#1", "[a](b)", "![a](b)", "**", "$x$", "- ", "# ", "~~~", "```\n", "    "],
);
const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: marks }, fc.string({ unit: "binary", maxLength: 5 })))
  .map((parts) => parts.join(""));

test("a code span shows exactly its text, what cannot be seen written out, wherever it stands", () => {
  const seen = { asItIs: 0, writtenOut: 0 };
  fc.assert(
    fc.property(hostile, hostile, (...texts) => {
      const [one, other] = [visible(texts[0]), visible(texts[1])];
      const expected = [one, other].map((text) => (text === "" ? " " : text));
      seen[expected[0] === texts[0] ? "asItIs" : "writtenOut"] += 1;
      const places = [
        `## Drift of stack ${formatCodeSpan(one)}\n\n${formatCodeSpan(other)}\n`,
        `- ${formatCodeSpan(one)}: ${formatCodeSpan(other)}\n`,
        `- a\n  - ${formatCodeSpan(one)}\n  - ${formatCodeSpan(other)}\n`,
        `<details><summary>Servers (2)</summary>\n\n- ${formatCodeSpan(one)}\n- ${formatCodeSpan(other)}\n\n</details>\n`,
      ];
      for (const place of places) {
        const { code, words, tags, kinds } = shownBy(place);
        expect(code).toEqual(expected);
        expect(words.filter((each) => !["Drift of stack", ":", "a"].includes(each))).toEqual([]);
        expect(tags.filter((tag) => !/^<details><summary>Servers \(2\)<\/summary>$|^<\/details>$/.test(tag))).toEqual(
          [],
        );
        const known = [
          "heading",
          "inline",
          "paragraph",
          "bullet_list",
          "list_item",
          "html_block",
          "text",
          "code_inline",
        ];
        expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
      }
    }),
    { numRuns: runs },
  );
  expect(seen.asItIs).toBeGreaterThan(0);
  expect(seen.writtenOut).toBeGreaterThan(0);
});

/** The worst that there can be of each text: short, long, of what is written out, of what lengthens the fences. */
const huge = fc.oneof(
  hostile,
  fc.constantFrom("`", "x", "\u202e", "<").map((character) => character.repeat(600)),
);
const count = fc.constantFrom(0, 1, 3, 60);
const lists = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.tuple(value, count).map(([one, length]) => Array.from({ length }, () => one));
const difference = fc.record({ path: huge, declared: huge, found: huge });
const findings = fc
  .tuple(
    ...ruleIds.map((rule) =>
      lists(
        fc.record(
          {
            rule: fc.constant(rule),
            level: fc.constant(rules[rule].level),
            subject: fc.record({ kind: fc.constant("server" as const), id: huge, resource: huge }),
            message: huge,
            differences: lists(difference),
            waived: fc.record({ until: fc.constant("2026-01-15"), why: huge }),
          },
          { requiredKeys: ["rule", "level", "subject", "message"] },
        ),
      ),
    ),
  )
  .map((each) => each.flat());
const tool = fc.record({
  name: huge,
  calledAs: huge,
  approval: fc.constantFrom("approved" as const, "denied" as const, "none" as const),
  certain: fc.boolean(),
});
const report: fc.Arbitrary<Report> = fc
  .record({
    scope: fc.oneof(
      fc.record({ kind: fc.constant("stack" as const), name: huge }),
      fc.record({ kind: fc.constant("state" as const), file: huge }),
      fc.constant({ kind: "account" as const }),
    ),
    accounts: lists(fc.record({ id: huge, servers: fc.nat(), portals: fc.nat() })),
    findings,
    exposure: lists(
      fc.record({
        accountId: huge,
        portalId: huge,
        hostname: huge,
        serverId: huge,
        lock: huge,
        lockFile: huge,
        tools: lists(tool),
        hidden: fc.nat(),
      }),
    ),
    inventory: fc.record({
      servers: lists(
        fc.record({
          ...{ accountId: huge, id: huge, name: huge, hostname: huge, authType: huge, status: huge },
          ...{ authenticationStatus: huge, tools: fc.nat(), declaredBy: huge },
        }),
      ),
      portals: lists(
        fc.record({
          ...{ accountId: huge, id: huge, name: huge, hostname: huge, servers: lists(huge), declaredBy: huge },
        }),
      ),
    }),
  })
  .map((parts) => ({
    ...parts,
    version: 1,
    checkedAt: "2026-01-15T00:00:00.000Z",
    compared: 1,
    summary: countFindings(parts.findings),
  }));

test("whatever is in a report, it fits a comment, and of each kind of finding something is seen", () => {
  const seen = { cut: 0, whole: 0 };
  fc.assert(
    fc.property(report, (each) => {
      const text = formatMarkdownReport(each);
      expect(text.length).toBeLessThan(65_536);
      seen[text.includes("which this has no room for") ? "cut" : "whole"] += 1;
      const sections = text.split(/^(?=### |<details>)/m).slice(1);
      expect(sections.filter((section) => !/^- `/m.test(section))).toEqual([]);
    }),
    { numRuns: Math.max(1, Math.floor(runs / 40)) },
  );
  expect(seen.cut).toBeGreaterThan(0);
});
