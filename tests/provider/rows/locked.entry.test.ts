import { lockedEntry, type Say } from "../../../provider/src/rows/locked";

describe("of all that have a say about a tool,", () => {
  const nobody: Say = {
    isApproved: true,
    reviewed: "Reviewed.",
    isListed: undefined,
    override: undefined,
    keptAlias: null,
    serverDescription: null,
  };
  const shown = { enabled: true, alias: null, description: "Reviewed." };
  const hidden = { enabled: false, alias: null, description: null };

  test.each<[string, Partial<Say>, object]>([
    ["the lock alone shows it as it was reviewed", {}, shown],
    ["the lock alone hides it", { isApproved: false }, hidden],
    ["a list that names it changes nothing", { isListed: true }, shown],
    ["a list that does not name it hides it", { isListed: false }, hidden],
    ["a list cannot show what the lock hides", { isApproved: false, isListed: true }, hidden],
    ["an override can hide it", { override: { enabled: false } }, hidden],
    ["an override that turns it on changes nothing", { override: { enabled: true } }, shown],
    ["an override cannot show what the lock hides", { isApproved: false, override: { enabled: true } }, hidden],
    ["an alias stands", { override: { alias: "find" } }, { ...shown, alias: "find" }],
    [
      "a text of the row stands before the reviewed one",
      { override: { description: "Ours." } },
      { ...shown, description: "Ours." },
    ],
    [
      "a text of the server is not covered by the reviewed one",
      { serverDescription: "Ours." },
      { ...shown, description: null },
    ],
    [
      "a text of the row covers that of the server",
      { serverDescription: "Theirs.", override: { description: "Ours." } },
      { ...shown, description: "Ours." },
    ],
    ["an alias that nobody manages is kept", { keptAlias: "find" }, { ...shown, alias: "find" }],
    [
      "the program's alias stands before it",
      { keptAlias: "find", override: { alias: "look" } },
      { ...shown, alias: "look" },
    ],
    ["a tool without a description gets none", { reviewed: undefined }, { ...shown, description: null }],
    ["an empty description is none", { reviewed: "" }, { ...shown, description: null }],
  ])("%s", (_words, say, wanted) => {
    expect(lockedEntry({ ...nobody, ...say })).toEqual(wanted);
  });
});
