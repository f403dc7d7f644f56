import { textHunks, type Hunk } from "../../../provider/src/lock/textHunks";

/** The two sides as text, with what changed in brackets. */
const sides = (hunks: readonly Hunk[]): [string, string][] =>
  hunks.map(({ before, after }) => {
    const text = (side: Hunk["before"]): string =>
      side.map((piece) => (piece.isChanged ? `[${piece.text}]` : piece.text)).join("");
    return [text(before), text(after)];
  });

const long = "0123456789".repeat(13);

test.each<[string, string, string, [string, string][]]>([
  ["a word", "It reads all.", "It writes all.", [["It [reads] all.", "It [writes] all."]]],
  ["the beginning", "One two", "Two two", [["[One] two", "[Two] two"]]],
  ["the end", "a b", "a c", [["a [b]", "a [c]"]]],
  ["something that is added", "a c", "a b c", [["a c", "a [b ]c"]]],
  ["two places near each other", "a x b y c", "a 1 b 2 c", [["a [x] b [y] c", "a [1] b [2] c"]]],
  [
    "two places with much between them",
    `x ${long} y`,
    `1 ${long} 2`,
    [
      [`[x] ${long.slice(0, 59)}…`, `[1] ${long.slice(0, 59)}…`],
      [`…${`${long} `.slice(-60)}[y]`, `…${`${long} `.slice(-60)}[2]`],
    ],
  ],
  [
    "what is before and after it, cut",
    `${long} x ${long}`,
    `${long} y ${long}`,
    [[`…${`${long} `.slice(-60)}[x] ${long.slice(0, 59)}…`, `…${`${long} `.slice(-60)}[y] ${long.slice(0, 59)}…`]],
  ],
  [
    "what is after the last place, cut as anywhere",
    `x ${long.slice(0, 100)}`,
    `y ${long.slice(0, 100)}`,
    [[`[x] ${long.slice(0, 59)}…`, `[y] ${long.slice(0, 59)}…`]],
  ],
  [
    "two places with as much between them as both show",
    `x ${long.slice(0, 118)} a`,
    `y ${long.slice(0, 118)} b`,
    [[`[x] ${long.slice(0, 118)} [a]`, `[y] ${long.slice(0, 118)} [b]`]],
  ],
  ["nothing", "same", "same", []],
])("%s", (_what, before, after, expected) => {
  expect(sides(textHunks(before, after))).toEqual(expected);
});

test("a context of just so many characters is not cut", () => {
  const context = `${"x".repeat(59)} `;
  expect(sides(textHunks(`${context}a`, `${context}b`))).toEqual([[`${context}[a]`, `${context}[b]`]]);
  expect(sides(textHunks(`a ${"x".repeat(59)}`, `b ${"x".repeat(59)}`))).toEqual([
    [`[a] ${"x".repeat(59)}`, `[b] ${"x".repeat(59)}`],
  ]);
});

test("a character outside of the basic plane is not cut in half", () => {
  const [[before] = [""]] = sides(textHunks(`x ${"😀".repeat(80)}`, `y ${"😀".repeat(80)}`));
  expect(before.isWellFormed()).toBe(true);
});

test("texts that have next to nothing in common are shown whole", () => {
  const words = (prefix: string): string =>
    Array.from({ length: 2_000 }, (_, index) => `${prefix}${String(index)}`).join(" ");
  const [before, after] = [words("a"), words("b")];
  expect(textHunks(before, after)).toEqual([
    { before: [{ text: before, isChanged: true }], after: [{ text: after, isChanged: true }] },
  ]);
});
