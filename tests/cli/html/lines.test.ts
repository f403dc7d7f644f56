import { mergeLines, type Answer, type LineKind, type Picture } from "../../../provider/src/cli/html/lines";
import { say, visible } from "../../../provider/src/text/shown";

/** Each source, and its answer for each server. */
function picture(...sources: readonly (readonly [kind: LineKind, name: string, answers: string])[]): Picture {
  const letters: Readonly<Record<string, Answer>> = { y: "yes", n: "no", d: "depends", u: "unknown" };
  const count = sources[0]?.[2].length ?? 0;
  return {
    door: { name: say``, about: [], tone: "quiet" },
    sources: sources.map(([kind, name]) => ({ kind, who: say`Who`, name: visible(name) })),
    stops: Array.from({ length: count }, (_, index) => ({
      name: say``,
      answers: sources.map(([, , answers]) => letters[answers[index] ?? ""] ?? "no"),
      facts: [],
      words: [],
      tools: [],
    })),
  };
}

function drawn(all: Picture): string[] {
  const { lines, stops } = mergeLines(all);
  return lines.map(
    ({ letter, name }, index) => `${letter} ${name}: ${stops.map(({ answers }) => answers[index]?.[0]).join("")}`,
  );
}

test("few lines stay as they are, in the order of the person, people and machines", () => {
  const all = picture(["machine", "robot", "yn"], ["people", "staff", "yy"], ["asked", "alice", "dn"]);
  expect(drawn(all)).toEqual(["@ alice: dn", "A staff: yy", "B robot: yn"]);
});

test("of many, those who reach most keep a line, and one more stands for all others at their best", () => {
  const all = picture(
    ["people", "one", "ynnn"],
    ["people", "most", "yyyy"],
    ["people", "two", "nyyn"],
    ["people", "perhaps", "nddu"],
    ["people", "rest", "nnud"],
    ["people", "nobody", "nnnn"],
    ["machine", "robot", "ynnn"],
    ["machine", "cron", "nyyn"],
    ["machine", "bot", "nnny"],
  );
  expect(drawn(all)).toEqual([
    "A most: yyyy",
    "B perhaps: nddu",
    "C two: nyyn",
    "+ 3 more, named at each server: ynud",
    "D cron: nyyn",
    "+ 2 more, named at each server: ynny",
  ]);
});

test("the picture is never wider than seven lines", () => {
  const many = (kind: LineKind) => Array.from({ length: 300 }, (_, index) => [kind, `${kind} ${index}`, "y"] as const);
  expect(drawn(picture(["asked", "alice", "y"], ...many("people"), ...many("machine")))).toHaveLength(7);
});
