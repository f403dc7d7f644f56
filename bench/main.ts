/** `npm run bench`: compares this package with its alternatives on the real engine. Method: docs/internals/performance.md. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "#plugin";
import { resolvePulumi } from "#pulumi";
import { compare, type Size } from "./comparison";
import { definitions, providers, type Contestant } from "./contestants";
import { EmulatorProcess } from "./emulatorProcess";
import { summarize, type SummaryRow } from "./summary";
import { tablesOf } from "./table";

const repository = resolve(__dirname, "../..");

const help = `Usage: npm run bench -- [--sizes N,…] [--repetitions N,…] [--only NAME,…] [--definitions] [--json FILE]

  --sizes 1,100,1000        numbers of servers
  --repetitions 5,3,1       how often each size is measured; the last number is that of all further sizes
  --only ours,handwritten   fewer contestants
  --definitions             servers with 30 tools: all of them in state, or their digests
  --json FILE               also write each measurement, and medians, spreads and ratios, to a file
`;

interface Plan {
  readonly contestants: readonly Contestant[];
  readonly sizes: readonly Size[];
  /** To take over servers needs more calls than to create them. */
  readonly isLimitKnown: boolean;
  readonly jsonFile: string | undefined;
}

async function main(): Promise<void> {
  const plan = readPlan();
  if (plan === undefined) {
    process.stdout.write(help);
    return;
  }
  if (process.platform !== "linux") {
    throw new Error("CPU and memory are read from /proc, which only Linux has.");
  }
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interruption.abort(new Error(`Ended by ${signal}.`));
    });
  }
  const pulumi = await resolvePulumi();
  // First on PATH is the language host that belongs to this Pulumi.
  Object.assign(process.env, pulumi.environment);
  const place = mkdtempSync(join(tmpdir(), "bench-"));
  const { folder: plugin } = await bundle(repository, join(place, "plugin"));
  const emulator = await EmulatorProcess.start();
  try {
    const surroundings = { pulumiCommand: pulumi.command, emulator, plugin, interrupted: interruption.signal };
    const machine = { node: process.version, pulumi: pulumi.version, cores: cpus().length, day: today() };
    const names = plan.contestants.map(({ name }) => name);
    let summary: readonly SummaryRow[] = [];
    const say = (line: string): void => {
      process.stderr.write(`${line}\n`);
    };
    await compare(surroundings, plan.contestants, plan.sizes, say, (runs) => {
      summary = summarize(runs, names, plan);
      // After each run: hours of measuring are not to be lost because something ended it.
      if (plan.jsonFile !== undefined) {
        writeFileSync(plan.jsonFile, `${JSON.stringify({ machine, summary, runs }, undefined, 2)}\n`);
      }
    });
    console.log(`Node ${machine.node}, Pulumi ${machine.pulumi}, ${machine.cores} cores, ${machine.day}`);
    console.log(`Median (lowest to highest)\n\n${tablesOf(summary)}`);
  } finally {
    await emulator.stop();
    rmSync(place, { recursive: true });
  }
}

/** Undefined when help is wanted. */
function readPlan(): Plan | undefined {
  const { values } = parseArgs({
    options: {
      sizes: { type: "string" },
      repetitions: { type: "string" },
      only: { type: "string" },
      definitions: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const sizes = numbers("sizes", values.sizes ?? (values.definitions ? "300" : "1,100,1000"));
  const repetitions = numbers("repetitions", values.repetitions ?? (values.definitions ? "2" : "5,3,1"));
  return {
    contestants: chosen(values.definitions ? definitions : providers, values.only?.split(",")),
    sizes: sizes.map((servers, index) => ({ servers, repetitions: repetitions[index] ?? repetitions.at(-1) ?? 1 })),
    isLimitKnown: !values.definitions,
    // npm starts scripts at the root, wherever it was called.
    jsonFile: values.json === undefined ? undefined : resolve(process.env.INIT_CWD ?? "", values.json),
  };
}

function numbers(option: string, text: string): number[] {
  const read = text.split(",").map(Number);
  if (!read.every((number) => Number.isInteger(number) && number > 0)) {
    throw new Error(`--${option} takes whole numbers with commas between them, not "${text}".`);
  }
  return read;
}

function chosen(contestants: readonly Contestant[], names: readonly string[] | undefined): readonly Contestant[] {
  const unknown = names?.find((name) => !contestants.some((contestant) => contestant.name === name));
  if (unknown !== undefined) {
    const possible = contestants.map(({ name }) => name).join(", ");
    throw new Error(`--only takes some of ${possible}, not "${unknown}".`);
  }
  return contestants.filter(({ name }) => names?.includes(name) ?? true);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
