import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { useAccount } from "../../../support/account";
import { hasBrowser, missingBrowser, startBrowser } from "../../../support/browser";
import { plain } from "../../../behaviours/examples";
import { plantHostileTexts } from "../hostile";
import { useDriftWorld } from "../world";

jest.setTimeout(120_000);

const account = useAccount();
const world = useDriftWorld(account);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const openAll = 'document.querySelectorAll("details").forEach((each) => { each.open = true; })';
const phone = { width: 360, height: 740 };

test("the page names nothing outside of itself, and allows its own style and script only", async () => {
  await plantHostileTexts(world());
  const { stdout } = await world().drift(["--format", "html"]);
  expect(stdout).toMatch(
    /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
  );
  const tags = [...stdout.matchAll(/<([a-z0-9]+)([^>]*)>/g)].map(([, name = "", attributes = ""]) => ({
    name,
    attributes,
  }));
  expect(tags.filter(({ attributes }) => /\b(?:src|href|style|on\w+)=/.test(attributes))).toEqual([]);
  expect(tags.filter(({ name }) => ["img", "svg", "iframe", "link", "b"].includes(name))).toEqual([]);
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

  /** What went on in a page besides showing it. */
  interface Opened {
    readonly page: Page;
    readonly events: readonly string[];
  }

  async function opened(options: BrowserContextOptions = {}, words: readonly string[] = []): Promise<Opened> {
    await world().drift(["--format", "html", "--out", "report.html", ...words]);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const events: string[] = [];
    page.on("console", (message) => events.push(message.text()));
    page.on("pageerror", (error) => events.push(error.message));
    page.on("dialog", (dialog) => {
      events.push(dialog.message());
      void dialog.dismiss();
    });
    page.on("request", (request) => events.push(request.url().replace(/^file:.*\//, "")));
    await page.goto(pathToFileURL(join(world().folder, "report.html")).href);
    return { page, events };
  }

  async function isWiderThanItsWindow(page: Page): Promise<boolean> {
    return page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  test("hostile texts run no script, load nothing and stay texts", async () => {
    await plantHostileTexts(world());
    const { page, events } = await opened();
    await page.evaluate(openAll);
    expect(events).toEqual(["report.html"]);
    expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
    expect(await page.locator("img, svg, iframe, link, b, [onerror], [onload]").count()).toBe(0);
    await expect(page.locator("body").innerText()).resolves.toContain('<script>globalThis.ran = "script"</script>');
  });

  test.each(["light", "dark"] as const)(
    "no rule of accessibility is broken in %s, on a phone and on a desk, and nothing has to be scrolled sideways",
    async (colorScheme) => {
      await plantHostileTexts(world());
      const { page } = await opened({ colorScheme, viewport: phone });
      for (const viewport of [phone, { width: 1280, height: 900 }]) {
        await page.setViewportSize(viewport);
        await page.evaluate(openAll);
        await page.evaluate(axe);
        const results = await page.evaluate<AxeResults>("axe.run()");
        expect(results.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
        expect(results.passes.map(({ id }) => id)).toContain("color-contrast");
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
