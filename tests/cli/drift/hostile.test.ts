import type { Report } from "../../../provider/src/cli/drift/report";
import { useAccount } from "../../support/account";
import { shownBy } from "../../support/markdown";
import { hostileTexts, plantHostileTexts } from "./hostile";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);

/** Of a stack, whose findings it reaches, and of the account alone, with its inventory. */
async function looks(format: string, isTerminal = false): Promise<string[]> {
  await plantHostileTexts(world());
  const words = ["--format", format];
  const ofStack = await world().drift(words, { isTerminal });
  const ofAccount = await world().run(words, { isTerminal });
  expect([ofStack.code, ofAccount.code]).toEqual([7, 7]);
  return [ofStack.stdout, ofAccount.stdout];
}

/** What moves the cursor, colours, hides or turns around text. */
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ud800](?![\udc00-\udfff])/;

test("text: nothing reaches the terminal, each finding stays on its lines, and a megabyte is cut", async () => {
  for (const text of await looks("text")) {
    expect(text).not.toMatch(unseen);
    expect(text.length).toBeLessThan(100_000);
    // Nothing from outside begins a line, where spreadsheets and pipelines read formulas and commands.
    expect(text.split("\n").filter((line) => /^\s*(?:[=+@]|::|# Heading)/.test(line))).toEqual([]);
    expect(text).toContain("(1,000,000 characters)");
  }
});

test("JSON: every character comes back, and none reaches the terminal", async () => {
  const [stack = "", all = ""] = await looks("json");
  expect(`${stack}${all}`).not.toMatch(unseen);
  const { inventory } = JSON.parse(all) as Report;
  expect(inventory.servers.map(({ name }) => name).slice(1)).toEqual(hostileTexts);
  const { findings } = JSON.parse(stack) as Report;
  expect(findings.flatMap(({ differences = [] }) => differences).map(({ found }) => found)).toEqual([
    hostileTexts.at(-1),
    hostileTexts[0],
  ]);
});

test("Markdown: there is no link, image, mention or tag but our own, and it fits a comment", async () => {
  for (const text of await looks("markdown")) {
    expect(text).not.toMatch(unseen);
    expect(text.length).toBeLessThan(65_536);
    const { kinds, tags, words } = shownBy(text);
    expect([...kinds].filter((kind) => /^(?:link|image|table|fence|code_block)/.test(kind))).toEqual([]);
    const ours = /^(?:<details><summary>[^<]+(?:<code>[a-z-]+<\/code>[^<]+)?<\/summary>|<\/details>|<\/?code>)$/;
    expect(tags.filter((tag) => !ours.test(tag))).toEqual([]);
    expect(tags.filter((tag) => tag.startsWith("<details>"))).toHaveLength(
      tags.filter((tag) => tag === "</details>").length,
    );
    expect(words.filter((each) => /evil|ran|everyone|HYPERLINK|Heading/.test(each))).toEqual([]);
  }
});

test("SARIF: no text is a link or has a placeholder", async () => {
  for (const text of await looks("sarif")) {
    expect(text).not.toMatch(unseen);
    const { runs } = JSON.parse(text) as { runs: { results: { message: { text: string } }[] }[] };
    const messages = (runs[0]?.results ?? []).map(({ message }) => message.text);
    expect(messages.filter((message) => /(?<!\\)\]\(/.test(message))).toEqual([]);
    expect(messages.filter((message) => /(?<!\{)(?:\{\{)*\{(?!\{)/.test(message))).toEqual([]);
    expect(Math.max(...messages.map(({ length }) => length))).toBeLessThan(2_000);
  }
});
