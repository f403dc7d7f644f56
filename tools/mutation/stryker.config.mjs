// @ts-check
/**
 * Stryker's configuration: mutants break the code in thousands of small ways, and some test must fail for each.
 *
 * It works room by room, because a room's own tests take seconds where all tests take minutes.
 */
import { mutate, title } from "../dist/mutation/rooms.mjs";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate,
  plugins: [new URL("../dist/mutation/runner.mjs", import.meta.url).pathname],
  testRunner: "circus",
  coverageAnalysis: "perTest",
  // What runs once, when a file is loaded, are the tables. Each of their mutants would need a new process.
  ignoreStatic: true,
  tempDirName: "dist/mutation/sandbox",
  cleanTempDir: "always",
  incremental: true,
  incrementalFile: `dist/mutation/${title}.incremental.json`,
  reporters: ["clear-text", "progress-append-only", "html"],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: `dist/mutation/${title}.html` },
  thresholds: { high: 95, low: 90, break: 90 },
};
