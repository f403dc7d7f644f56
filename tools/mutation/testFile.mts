/**
 * A test file that loads once into this process and runs as often as needed.
 *
 * Jest loads everything again for each run, which takes seconds where the tests take milliseconds. With thousands of
 * mutants that matters.
 */
import { createRequire } from "node:module";
import { jestExpect } from "@jest/expect";
import type { Circus } from "@jest/types";
import type * as JestCircus from "jest-circus";
import { fn, spyOn } from "jest-mock";
import { Registry } from "./sources.mjs";

export interface Result {
  readonly name: string;
  readonly milliseconds: number;
  readonly failure: string | undefined;
}

export interface RunOptions {
  /** All, if undefined. */
  readonly names?: ReadonlySet<string>;
  /** Ends with the first that fails. */
  readonly bail?: boolean;
  /** Is told which test runs now. */
  readonly onTest?: (name: string | undefined) => void;
}

/** A broken program may wait for ever. */
const timeLimit = 10_000;
const nothing = /(?!)/;

// Its form for `import` lacks `resetState`.
const circus = createRequire(import.meta.url)("jest-circus") as typeof JestCircus;
const { describe, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
const jest = { fn, spyOn, setTimeout: () => undefined };
Object.assign(globalThis, { describe, test, beforeAll, beforeEach, afterAll, afterEach, expect: jestExpect, jest });

// What nobody waited for belongs to the test that runs now.
for (const name of ["uncaughtException", "unhandledRejection"]) {
  process.on(name, (error: unknown) => {
    const { currentlyRunningTest, unhandledErrors } = circus.getState();
    (currentlyRunningTest?.errors ?? unhandledErrors).push([error, new Error(name)]);
  });
}

export class TestFile {
  readonly #registry = new Registry();
  readonly #state: Circus.State;
  readonly #tests: readonly Circus.TestEntry[];

  /** `sources` are loaded first: what they do then counts for no test, also where it is a test that loads them. */
  constructor(path: string, sources: readonly string[]) {
    circus.resetState();
    this.#state = circus.getState();
    this.#state.testTimeout = timeLimit;
    for (const file of [...sources, path]) {
      this.#registry.load(file);
    }
    this.#tests = testsOf(this.#state.rootDescribeBlock);
  }

  async run({ names, bail = false, onTest = () => undefined }: RunOptions): Promise<Result[]> {
    const state = circus.setState(this.#state);
    state.unhandledErrors = [];
    state.testNamePattern = names === undefined ? null : patternOf(names);
    for (const entry of this.#tests) {
      Object.assign(entry, { errors: [], duration: null, status: null, invocations: 0 });
    }
    const listener: Circus.EventHandler = (event) => {
      if (event.name === "test_started") {
        onTest(nameOf(event.test));
      } else if (event.name === "test_done") {
        onTest(undefined);
        if (bail && event.test.errors.length > 0) {
          state.testNamePattern = nothing;
        }
      }
    };
    circus.addEventHandler(listener);
    try {
      await this.#registry.use(() => circus.run());
    } finally {
      circus.removeEventHandler(listener);
    }
    return this.#tests.flatMap((entry) => {
      const [failure] = [entry.errors, state.unhandledErrors].flat().map(textOf);
      const { duration } = entry;
      return typeof duration === "number" ? [{ name: nameOf(entry), milliseconds: duration, failure }] : [];
    });
  }
}

function testsOf(block: Circus.DescribeBlock): Circus.TestEntry[] {
  return block.children.flatMap((child) => (child.type === "test" ? [child] : testsOf(child)));
}

/** The titles from the outermost on, as jest-circus joins them for its pattern of names. */
function nameOf(entry: Circus.TestEntry | Circus.DescribeBlock): string {
  const outer = entry.parent?.parent === undefined ? "" : `${nameOf(entry.parent)} `;
  return `${outer}${entry.name}`;
}

function patternOf(names: ReadonlySet<string>): RegExp {
  const alternatives = [...names].map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^(?:${alternatives.join("|")})$`);
}

function textOf(error: unknown): string {
  const [first] = Array.isArray(error) ? (error as unknown[]) : [error];
  return first instanceof Error ? (first.stack ?? first.message) : String(first);
}
