/** A report as a page in a real browser: what it did besides showing itself, and what is wrong with it. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

/** What went on in a page besides showing it. */
export interface Opened {
  readonly page: Page;
  readonly events: readonly string[];
}

export async function openReport(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const events: string[] = [];
  page.on("console", (message) => events.push(message.text()));
  page.on("pageerror", (error) => events.push(error.message));
  page.on("dialog", (dialog) => {
    events.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => events.push(basename(new URL(request.url()).pathname)));
  await page.goto(pathToFileURL(file).href);
  return { page, events };
}

export async function unfoldAll(page: Page): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
}

/** Rules of accessibility that the page breaks, each with an element. Fails if contrast could not be judged at all. */
export async function brokenRules(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>("axe.run()");
  expect(results.passes.map(({ id }) => id)).toContain("color-contrast");
  return results.violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
}

export async function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}

/** Tags with something that could load or run, and elements that no report has. */
export function dangerousTags(html: string): string[] {
  const tags = [...html.matchAll(/<([a-z0-9]+)([^>]*)>/g)].map(([tag, name = "", attributes = ""]) => ({
    tag,
    name,
    attributes,
  }));
  return tags
    .filter(
      ({ name, attributes }) =>
        /\b(?:src|href|style|on\w+)=/.test(attributes) || ["img", "svg", "iframe", "link", "b"].includes(name),
    )
    .map(({ tag }) => tag);
}
