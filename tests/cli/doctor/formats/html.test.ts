import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { formatHtml } from "../../../../provider/src/cli/doctor/formats/html";
import type { Report } from "../../../../provider/src/cli/doctor/report";
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
import { asked, healthy, hostile, large, ordinary } from "../exampleReports";

jest.setTimeout(120_000);

test.each(Object.entries({ ordinary, asked, large, hostile, healthy }))(
  "the page of the %s report names nothing outside of itself, and allows its own style and script only",
  (_name, report) => {
    const html = formatHtml(report);
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
    );
    expect(dangerousTags(html)).toEqual([]);
  },
);

test("the answer comes first, then what is wrong with its fix, then the picture, then what is fine", () => {
  const html = formatHtml(ordinary);
  const places = [
    "The portal does not work for somebody: 2 problems.",
    "Turn Proxy status on",
    "it is hidden from everybody",
    "Who reaches what",
    "Servers without a finding",
  ].map((words) => html.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test("one sentence says that all is well", () => {
  expect(formatHtml(healthy)).toContain("Nothing is wrong with the portal and its 1 server.");
});

test("80 servers of 40 tools make a page that can be mailed, whose servers begin folded", () => {
  const html = formatHtml(large);
  expect(html.length).toBeLessThan(1_000_000);
  expect(html.match(/<li class="stop">/g)).toHaveLength(80);
  // The portal, and the servers whose sync failed as one.
  expect(html.match(/<details[^>]* open/g)).toHaveLength(2);
});

if (!hasBrowser) {
  process.stderr.write(`tests/cli/doctor/formats/html.test.ts: ${missingBrowser}\n`);
}
const inBrowser = hasBrowser ? describe : describe.skip;

inBrowser(hasBrowser ? "in a browser" : missingBrowser, () => {
  const folder = mkdtempSync(join(tmpdir(), "doctor-page-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser.close();
  });

  function opened(report: Report, options: BrowserContextOptions = {}): Promise<Opened> {
    const file = join(folder, "report.html");
    writeFileSync(file, formatHtml(report));
    return openReport(browser, file, options);
  }

  test("hostile texts run no script, load nothing and stay texts", async () => {
    const { page, events } = await opened(hostile);
    await unfoldAll(page);
    expect(events).toEqual(["report.html"]);
    expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
    expect(await page.locator("img, svg, iframe, link, b, [onerror], [onload]").count()).toBe(0);
    expect(await page.locator(".picture").innerText()).toContain('<script>globalThis.ran = "script"</script>');
  });

  const pages = Object.entries({ asked, large, hostile, healthy }).flatMap(([name, report]) =>
    (["light", "dark"] as const).map((scheme) => [name, scheme, report] as const),
  );
  test.each(pages)(
    "the %s report in %s breaks no rule of accessibility, and nothing has to be scrolled sideways",
    async (name, colorScheme, report) => {
      const { page } = await opened(report, { colorScheme });
      for (const viewport of [phone, desk]) {
        await page.setViewportSize(viewport);
        // axe looks at each of 3,200 tools for minutes.
        if (name !== "large") {
          await unfoldAll(page);
        }
        expect(await brokenRules(page)).toEqual([]);
        expect(await isWiderThanItsWindow(page)).toBe(false);
      }
    },
  );

  test("the picture says in words who reaches each server", async () => {
    const { page } = await opened(asked);
    const names = await page.locator(".stop summary .unseen").allTextContents();
    expect(names).toEqual([
      'Reached by: Person alice@example.com; People email addresses of example.com; Machines service token "robot".',
      'Reached by: People group "Support". Perhaps reached by: Person alice@example.com.',
      'Perhaps reached by: Person alice@example.com; People email addresses of example.com; People group "Support". Not known for: Machines service token "robot".',
      "Reached by nobody.",
    ]);
  });

  test("each line ends at the last server that it reaches, and its dots carry its letter", async () => {
    const { page } = await opened(ordinary, { viewport: desk });
    const drawn = await page.evaluate<string[][]>(`
      [...document.querySelectorAll(".stop .rails")].map((rails) =>
        [...rails.children].map((rail) => {
          const isDrawn = getComputedStyle(rail, "::before").display !== "none";
          return (rail.textContent || ".") + (isDrawn ? "|" : "");
        }),
      )`);
    expect(drawn).toEqual([
      ["A|", ".|", "C|"],
      [".|", "B|", ".|"],
      ["A|", "B|", "?|"],
      [".", ".", "."],
    ]);
  });

  test("with the keyboard alone, a tool is found, with who reaches it", async () => {
    const { page } = await opened(asked);
    await page.keyboard.press("Tab");
    await page.keyboard.type("delete_customer");
    expect(await page.locator("#shown").innerText()).toBe("1 match");
    const row = page.locator("li.stop:visible");
    expect(await row.count()).toBe(1);
    expect(await row.innerText()).toMatch(/crm[\s\S]*People: group "Support"[\s\S]*crm_delete_customer \(new\)/);
    expect(await page.locator("code.wanted").allTextContents()).toEqual(["crm_delete_customer (new)"]);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    expect(await page.locator("li.stop:visible").count()).toBe(4);
    await page.locator("li.stop summary").first().focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("li.stop details").first().getAttribute("open")).toBe("");
    const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).toBe("solid");
  });

  test("on paper nothing is folded, and dots keep their letters", async () => {
    const { page } = await opened(asked);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    const adjust = await page.evaluate<string>('getComputedStyle(document.querySelector(".dot.yes")).printColorAdjust');
    expect(adjust).toBe("exact");
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator("details:not([open])").count()).toBeGreaterThan(3);
  });

  test("without scripts everything is there and can be opened", async () => {
    const { page } = await opened(ordinary, { javaScriptEnabled: false });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    await page.locator("li.stop summary").first().click();
    expect(await page.locator("li.stop .tools").first().isVisible()).toBe(true);
  });
});
