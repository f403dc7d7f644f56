/**
 * Finds the `pulumi` command that started this process. The engine does not tell a provider which command it runs, or
 * whether the program takes part; the command line of the parent process does.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { asText } from "../text/asText";

export interface PulumiCommand {
  readonly name: "up" | "preview" | "refresh" | "destroy" | "import";
  /** Whether a refresh or destroy runs the program, and so uses its current configuration (`--run-program`). */
  readonly runsProgram: boolean;
}

/** Commands that start a provider, and their aliases. */
const names: ReadonlyMap<string, PulumiCommand["name"]> = new Map([
  ["up", "up"],
  ["update", "up"],
  ["preview", "preview"],
  ["pre", "preview"],
  ["refresh", "refresh"],
  ["destroy", "destroy"],
  ["down", "destroy"],
  ["dn", "destroy"],
  ["import", "import"],
]);

/** A shell can stand between `pulumi` and this process. */
const mostParents = 4;

interface ParentProcess {
  readonly parent: number;
  readonly words: readonly string[];
}

/** Undefined if the command line is unreadable, or no parent is `pulumi`. */
export function readPulumiCommand(
  environment: Readonly<Record<string, string | undefined>>,
  start = process.ppid,
  read: (pid: number) => ParentProcess | undefined = readProcess,
): PulumiCommand | undefined {
  let pid = start;
  for (let count = 0; count < mostParents; count++) {
    const found = read(pid);
    const [program = "", ...words] = found?.words ?? [];
    if (found === undefined || /^pulumi(\.exe)?$/.test(basename(program))) {
      return parseCommand(words, environment);
    }
    pid = found.parent;
  }
  return undefined;
}

function parseCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PulumiCommand | undefined {
  const name = words.map((word) => names.get(word)).find((found) => found !== undefined);
  if (name === undefined) {
    return undefined;
  }
  const flag = words.findLast((word) => /^--run-program(=|$)/.test(word));
  const value = flag === undefined ? (environment.PULUMI_RUN_PROGRAM ?? "false") : (flag.split("=")[1] ?? "true");
  return { name, runsProgram: /^(1|t|true)$/i.test(value) };
}

function readProcess(pid: number): ParentProcess | undefined {
  try {
    return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
  } catch {
    // Windows has no such command, and a container can hide its processes. The command is then unknown.
    return undefined;
  }
}

function fromProc(pid: number): ParentProcess {
  // After the program name in parentheses come its state and its parent.
  const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { parent: Number(parent), words: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0") };
}

function fromPs(pid: number): ParentProcess {
  const text = execFileSync("ps", ["-o", "ppid=,command=", "-p", asText(pid)], { encoding: "utf8", timeout: 2_000 });
  const [parent, ...words] = text.trim().split(/\s+/);
  return { parent: Number(parent), words };
}
