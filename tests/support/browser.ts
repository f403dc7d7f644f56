/** A real Chromium, if the machine has one; nothing downloads it. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const executable = places.find((path) => path !== undefined && existsSync(path));

/** What a test is called that no browser was there for: it is listed as skipped, never as passed. */
export const missingBrowser =
  "SKIPPED, no browser here: install Debian's package chromium, or set CHROMIUM to the path of a Chrome";

export const hasBrowser = executable !== undefined;

export function startBrowser(): Promise<Browser> {
  if (executable === undefined) {
    throw new Error(missingBrowser);
  }
  const offline = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
  return chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu", ...offline] });
}
