import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { useAccount } from "../../../support/account";
import { hasBrowser, missingBrowser, startBrowser } from "../../../support/browser";
import {
  brokenRules,
  dangerousTags,
  desk,
  isWiderThanItsWindow,
  openReport,
  phone,
  unfoldAll,
  type Opened,
} from "../../../support/reportPage";
import { plain } from "../../../behaviours/examples";
import { plantHostileTexts } from "../hostile";
import { useDriftWorld } from "../world";

jest.setTimeout(120_000);

const account = useAccount();
const world = useDriftWorld(account);

test("the page names nothing outside of itself, and allows its own style and script only", async () => {
  await plantHostileTexts(world());
  const { stdout } = await world().drift(["--format", "html"]);
  expect(stdout).toMatch(
    /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
  );
  expect(dangerousTags(stdout)).toEqual([]);
});

test("a picture shows the tools that agents can call, behind the door of the portal", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  account.cloudflare.editServer("docs", { status: "ready", tools: [{ name: "search" }, { name: "remove" }] });
  account.cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
  const { stdout } = await world().run(["--account", account.cloudflare.accountId, "--format", "html"]);
  const picture = /<ul class="picture">[\s\S]*?<\/ul>/.exec(stdout)?.[0] ?? "";
  const words = picture.replaceAll(/<span class="rails".*?<\/span><\/span><\/span>|<[^>]*>/g, "\n").split(/\s*\n\s*/);
  expect(words.filter((each) => each !== "")).toEqual([
    "Agents",
    "that Access lets in",
    "perhaps 1 of 1 server",
    "portal team (mcp.example.com)",
    "docs",
    "Perhaps reached by: Agents that Access lets in.",
    "2 of 2 tools",
    "tool lock unknown without a stack",
    "Tools",
    "2 of 2 tools of docs (tool lock unknown without a stack)",
    "docs_remove",
    "docs_search",
  ]);
});

if (!hasBrowser) {
  process.stderr.write(`tests/cli/drift/formats/html.test.ts: ${missingBrowser}\n`);
}
const inBrowser = hasBrowser ? describe : describe.skip;

inBrowser(hasBrowser ? "in a browser" : missingBrowser, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function opened(options: BrowserContextOptions = {}, words: readonly string[] = []): Promise<Opened> {
    await world().drift(["--format", "html", "--out", "report.html", ...words]);
    return openReport(browser, join(world().folder, "report.html"), options);
  }

  test("hostile texts run no script, load nothing and stay texts", async () => {
    await plantHostileTexts(world());
    const { page, events } = await opened();
    await unfoldAll(page);
    expect(events).toEqual(["report.html"]);
    expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
    expect(await page.locator("img, svg, iframe, link, b, [onerror], [onload]").count()).toBe(0);
    await expect(page.locator("body").innerText()).resolves.toContain('<script>globalThis.ran = "script"</script>');
  });

  test.each(["light", "dark"] as const)(
    "%s keeps every accessibility rule on a phone and on a desk, without sideways scrolling",
    async (colorScheme) => {
      await plantHostileTexts(world());
      const { page } = await opened({ colorScheme, viewport: phone });
      for (const viewport of [phone, desk]) {
        await page.setViewportSize(viewport);
        await unfoldAll(page);
        expect(await brokenRules(page)).toEqual([]);
        expect(await isWiderThanItsWindow(page)).toBe(false);
      }
    },
  );

  test("with the keyboard alone, groups are opened and findings are searched", async () => {
    await world().up("McpServer", "docs", { ...plain, name: "Docs" });
    account.cloudflare.editServer("docs", { status: "ready", name: "Edited by hand" });
    account.cloudflare.seedServers(60);
    const { page } = await opened();
    await page.keyboard.press("Tab");
    await page.keyboard.type("edited by");
    expect(await page.locator("#shown").innerText()).toBe("1 match");
    expect(await page.locator("li:visible").allInnerTexts()).toEqual([expect.stringContaining("Edited by hand")]);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    const groups = page.locator("details");
    // The long list begins folded, the short one open.
    const isOpen = (await groups.all()).map((group) => group.locator("ul").isVisible());
    expect(await Promise.all(isOpen)).toEqual([true, false, false]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("li:visible").count()).toBe(61);
  });

  test("without scripts everything is there and can be opened", async () => {
    await world().up("McpServer", "docs", { ...plain, name: "Docs" });
    account.cloudflare.editServer("docs", { status: "ready", name: "Edited by hand" });
    const { page } = await opened({ javaScriptEnabled: false });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    expect(await page.locator("main").innerText()).toContain("Edited by hand");
    await page.locator("summary").last().click();
    expect(await page.locator("details").last().locator("li").isVisible()).toBe(true);
  });
});
