import { lookAlikesIn, lookAlikesInName } from "../../../provider/src/text/lookAlikes";

const seen = (found: ReturnType<typeof lookAlikesIn>): string[] =>
  found.map(({ letter, latin, word }) => `${letter} for ${latin} in ${word}`);

test.each<[string, string, string[]]>([
  ["a Cyrillic letter", "s\u0435arch", ["\u0435 for e in s\u0435arch"]],
  ["a Greek letter", "f\u03bfrm", ["\u03bf for o in f\u03bfrm"]],
  ["an Armenian letter", "d\u0585cs", ["\u0585 for o in d\u0585cs"]],
  ["a Cherokee letter", "\u13aadd", ["\u13aa for A in \u13aadd"]],
  ["a phonetic letter", "re\u0251d", ["\u0251 for a in re\u0251d"]],
  ["a letter of full width", "re\uff41d", ["\uff41 for a in re\uff41d"]],
  ["a letter of mathematics", "re\u{1d41a}d", ["\u{1d41a} for a in re\u{1d41a}d"]],
  ["each once for each word", "\u0435x\u0435 \u0435t", ["\u0435 for e in \u0435x\u0435", "\u0435 for e in \u0435t"]],
])("%s among Latin ones is found, in a text and in a name", (_what, text, expected) => {
  expect(seen(lookAlikesIn(text))).toEqual(expected);
  const [word = ""] = text.split(" ");
  expect(seen(lookAlikesInName(word))).toEqual(expected.slice(0, 1));
});

test.each([
  "plain words",
  "Поиск по документам, затем API",
  "Εύρεση σελίδων με API",
  "APIキーとデータ、Ｔシャツ",
  "résumé naïve Übersicht İstanbul ışık",
  "5 µm, 20 Ω, m², Nº 3, 1ª, ΔT, λx",
  "🚀 ship it ❤️",
])("ordinary writing has none: %s", (text) => {
  expect(lookAlikesIn(text)).toEqual([]);
});

test("a name of nothing but look-alikes is found; a name in another script is a name", () => {
  expect(seen(lookAlikesInName("\u0455\u0441\u043e\u0440\u0435"))).toHaveLength(5);
  expect(seen(lookAlikesInName("get_\u0435"))).toEqual(["\u0435 for e in get_\u0435"]);
  expect(lookAlikesInName("поиск")).toEqual([]);
  expect(lookAlikesInName("search")).toEqual([]);
  expect(lookAlikesInName("検索")).toEqual([]);
});
