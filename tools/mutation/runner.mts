/** The test runner for Stryker: runs the tests of a mutant in Stryker's own process. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from "@stryker-mutator/api/test-runner";
import { folders, tests as chosenTests } from "./rooms.mjs";
import { TestFile, type Result } from "./testFile.mjs";

/** What the broken code asks: which mutant is on, and which test runs now. */
type Context = { -readonly [Name in keyof InstrumenterContext]?: InstrumenterContext[Name] | undefined };
const globals = globalThis as unknown as Record<string, Context | undefined>;
const context = (globals[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/** The nearest come first: most mutants end there. */
const testFiles = chosenTests.flatMap((start) =>
  filesIn("tests").filter((file) => file.startsWith(start) && file.endsWith(".test.ts")),
);

class Runner implements TestRunner {
  readonly #sources = folders.flatMap(filesIn).filter((file) => file.endsWith(".ts"));
  readonly #loaded = new Map<string, TestFile>();

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const file of testFiles) {
      const results = await this.#load(file).run({
        onTest: (name) => {
          context.currentTestId = name === undefined ? undefined : idOf(file, name);
        },
      });
      tests.push(...results.map((result) => resultOf(file, result)));
    }
    const { mutantCoverage = { static: {}, perTest: {} } } = context;
    context.mutantCoverage = undefined;

    // A test that fails when it runs again would seem to find every mutant.
    for (const [file, loaded] of this.#loaded) {
      const failed = (await loaded.run({})).filter(({ failure }) => failure !== undefined);
      tests.push(...failed.map((result) => resultOf(file, result)));
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    context.hitLimit = hitLimit;
    context.hitCount = 0;
    const tests: TestResult[] = [];
    const named = namesByFile(testFilter);
    for (const file of testFiles) {
      const names = named.get(file);
      if (names === undefined) {
        continue;
      }
      const results = await this.#broken(file, names, activeMutant.id);
      tests.push(...results.map((result) => resultOf(file, result)));
      const endless = determineHitLimitReached(context.hitCount, hitLimit);
      if (endless !== undefined) {
        this.#loaded.clear();
        return toMutantRunResult(endless);
      }
      if (tests.some(({ status }) => status === TestStatus.Failed)) {
        break;
      }
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests }, false);
  }

  /**
   * What an earlier mutant left behind must not seem to be found with this one: where a test fails without any mutant too,
   * only what the file says when it is loaded anew counts.
   */
  async #broken(file: string, names: ReadonlySet<string>, mutant: string): Promise<Result[]> {
    const results = await this.#runWith(mutant, file, names);
    const failed = results.find(({ failure }) => failure !== undefined);
    if (failed === undefined || !(await this.#fails(file, failed.name))) {
      return results;
    }
    this.#loaded.delete(file);
    return this.#runWith(mutant, file, names);
  }

  async #runWith(mutant: string, file: string, names: ReadonlySet<string>): Promise<Result[]> {
    const loaded = this.#load(file);
    context.activeMutant = mutant;
    try {
      return await loaded.run({ names, bail: true });
    } finally {
      context.activeMutant = undefined;
    }
  }

  async #fails(file: string, name: string): Promise<boolean> {
    const results = await this.#load(file).run({ names: new Set([name]) });
    return results.some(({ failure }) => failure !== undefined);
  }

  #load(file: string): TestFile {
    const loaded = this.#loaded.get(file) ?? new TestFile(absolute(file), this.#sources.map(absolute));
    this.#loaded.set(file, loaded);
    return loaded;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "circus", Runner)];

/** Relative to the copy of the project that the mutants are in, where Stryker has this process work. */
function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.map((file) => join(folder, file)).sort();
}

function absolute(file: string): string {
  return join(process.cwd(), file);
}

const separator = " › ";

function idOf(file: string, name: string): string {
  return `${file}${separator}${name}`;
}

function namesByFile(ids: readonly string[]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const id of ids) {
    const end = id.indexOf(separator);
    const file = id.slice(0, end);
    files.set(file, (files.get(file) ?? new Set()).add(id.slice(end + separator.length)));
  }
  return files;
}

function resultOf(file: string, { name, milliseconds, failure }: Result): TestResult {
  const result = { id: idOf(file, name), name: idOf(file, name), fileName: file, timeSpentMs: milliseconds };
  return failure === undefined
    ? { ...result, status: TestStatus.Success }
    : { ...result, status: TestStatus.Failed, failureMessage: failure };
}
