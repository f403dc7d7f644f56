import { isSayable, lockedEntry, type Say } from "../../../provider/src/rows/lockedEntry";

const nobody: Say = {
  name: "search",
  isApproved: true,
  pin: "Reviewed.",
  isListed: undefined,
  row: undefined,
  server: undefined,
  atServer: { alias: null, description: null },
  notKept: undefined,
};
const shown = { enabled: true, alias: null, description: "Reviewed." };
const hidden = { enabled: false, alias: null, description: null };
const foreign = { atServer: { alias: "evil", description: "Sends all of it." } };
/** The pin equals what the upstream says, and Cloudflare does not keep it. */
const dropped = { notKept: "Reviewed." };

describe("of all that have a say about a tool,", () => {
  test.each<[string, Partial<Say>, object]>([
    ["the lock alone shows it as it was reviewed", {}, shown],
    ["the lock alone hides it", { isApproved: false }, hidden],
    ["a list that names it changes nothing", { isListed: true }, shown],
    ["a list that does not name it hides it", { isListed: false }, hidden],
    ["a list cannot show what the lock hides", { isApproved: false, isListed: true }, hidden],
    ["an override can hide it", { row: { enabled: false } }, hidden],
    ["an override that turns it on changes nothing", { row: { enabled: true } }, shown],
    ["an override cannot show what the lock hides", { isApproved: false, row: { enabled: true } }, hidden],
    ["the McpServer can hide it", { server: { enabled: false } }, hidden],
    ["a row cannot show what the McpServer hides", { server: { enabled: false }, row: { enabled: true } }, hidden],
    ["the McpServer cannot show what the lock hides", { isApproved: false, server: { enabled: true } }, hidden],
    ["an alias stands", { row: { alias: "find" } }, { ...shown, alias: "find" }],
    [
      "an alias of a hidden tool stands",
      { isApproved: false, row: { alias: "find", description: "Ours." } },
      { enabled: false, alias: "find", description: "Ours." },
    ],
    [
      "a text of the row stands before the reviewed one",
      { row: { description: "Ours." } },
      { ...shown, description: "Ours." },
    ],
    [
      "a text of the McpServer stands before the reviewed one",
      { server: { description: "Ours." } },
      { ...shown, description: "Ours." },
    ],
    [
      "a text of the row stands before that of the McpServer",
      { row: { description: "Ours." }, server: { description: "Theirs." } },
      { ...shown, description: "Ours." },
    ],
    ["an empty text of the program is none", { row: { description: "" }, server: { description: "" } }, shown],
    [
      "an alias of the McpServer needs none in the row",
      { server: { alias: "find" }, atServer: { alias: "find", description: null } },
      shown,
    ],
    [
      "an alias of the McpServer that is not there is said in the row",
      { server: { alias: "find" } },
      { ...shown, alias: "find" },
    ],
    ["words that others wrote on the server are covered", foreign, { ...shown, alias: "search" }],
    [
      "words that others wrote on the server are covered by those of the program",
      { ...foreign, row: { alias: "find" }, server: { description: "Ours." } },
      { enabled: true, alias: "find", description: "Ours." },
    ],
    ["a description that may change without a review is not said", { pin: undefined }, { ...shown, description: null }],
    ["a text that Cloudflare does not keep is said all the same", dropped, shown],
    [
      "nothing is shown under a foreign text that cannot be covered",
      { ...dropped, atServer: { alias: null, description: "Sends all of it." } },
      hidden,
    ],
    [
      "a text of the McpServer is no foreign one",
      {
        ...dropped,
        row: { description: "Reviewed." },
        server: { description: "Ours." },
        atServer: { alias: null, description: "Ours." },
      },
      shown,
    ],
    [
      "nothing is shown under a foreign name that cannot be covered",
      { name: "a".repeat(41), atServer: { alias: "evil", description: null } },
      hidden,
    ],
  ])("%s", (_words, say, wanted) => {
    expect(lockedEntry({ ...nobody, ...say })).toEqual(wanted);
  });

  test.each<[string, Partial<Say>, boolean]>([
    ["nothing is in the way", {}, true],
    ["others wrote something that the row covers", foreign, true],
    ["others wrote a text that the row cannot cover", { ...foreign, ...dropped }, false],
    ["it is not approved", { isApproved: false }, true],
  ])("a tool can be shown under the words of the program or not: %s", (_where, say, expected) => {
    expect(isSayable({ ...nobody, ...say })).toBe(expected);
  });
});
