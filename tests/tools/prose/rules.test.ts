import { findFaults } from "../../../tools/prose/rules";

const sentence = (words: number): string => `${"word ".repeat(words - 1)}word.`;
const rulesOf = (text: string, kind: "sentences" | "cell" = "sentences"): string[] =>
  findFaults({ place: "page.md:1", text, kind }).map(({ rule }) => rule);

test("a sentence may have 30 words and no more", () => {
  expect(rulesOf(sentence(30))).toEqual([]);
  expect(rulesOf(sentence(31))).toEqual(["a sentence over 30 words"]);
});

test("each sentence counts by itself", () => {
  expect(rulesOf(`W${sentence(30).slice(1)} W${sentence(30).slice(1)}`)).toEqual([]);
});

test("a table cell may have 120 characters and no more", () => {
  const cell = "abcd ".repeat(24).trim();
  expect(rulesOf(`${cell}e`, "cell")).toEqual([]);
  expect(rulesOf(`${cell}ef`, "cell")).toEqual(["a table cell over 120 characters"]);
});

test.each([
  ["The previous ones are put back.", "restore"],
  ["It holds Cloudflare against lock files.", "compare with"],
  ["This is right as far as we know.", "say which part"],
  ["All but for one.", "except"],
  ["Its lock goes along.", "comes with"],
  ["Declare what is there now.", "the existing …"],
  ["What stands there is a default.", "name the subject"],
  ["Done. Who has the token can do it.", "name the subject"],
])("%s", (text, instead) => {
  expect(rulesOf(text)).toEqual([expect.stringContaining(instead)]);
});

test.each(["What does it cost?", "Put the token into the config.", "Compare it with what the lock says."])(
  "%s is fine",
  (text) => {
    expect(rulesOf(text)).toEqual([]);
  },
);
