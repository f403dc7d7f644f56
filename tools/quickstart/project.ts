/** The Pulumi project of the quickstart, and the commands that run in it. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Pulumi } from "../pulumi/resolvePulumi";
import { tellingPart } from "./excerpt";
import type { Narrator } from "./narrator";

/** What a person would not type: nobody is asked, and less is shown. */
const unattended: Readonly<Record<string, readonly string[]>> = {
  up: ["--yes", "--skip-preview", "--suppress-progress", "--suppress-outputs"],
  refresh: ["--suppress-progress"],
  destroy: ["--yes", "--skip-preview", "--suppress-progress"],
};

/** How long Pulumi may take to end in order after an interruption. */
const graceMilliseconds = 5_000;

/** A Pulumi project of the story: runs commands in it and shows what they print. */
export class Project {
  constructor(
    private readonly pulumi: Pulumi,
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly tell: Narrator,
    private readonly interrupted: AbortSignal,
  ) {}

  /** Runs a command and shows it. Any other exit code than the expected one (0) is an error. */
  async run(...words: string[]): Promise<number>;
  async run(options: { expect: number }, ...words: string[]): Promise<number>;
  async run(first: string | { expect: number }, ...rest: string[]): Promise<number> {
    const [expected, words] = typeof first === "string" ? [0, [first, ...rest]] : [first.expect, rest];
    this.tell.command(`pulumi ${words.join(" ")}`);
    const code = await this.start([...words, ...(unattended[words[0] ?? ""] ?? [])], (line) => {
      const part = tellingPart(line);
      if (part !== undefined) {
        this.tell.line(part);
      }
    });
    if (code !== expected) {
      throw new Error(`pulumi ${words.join(" ")} ended with exit code ${code}, not ${expected}.`);
    }
    return code;
  }

  /** Runs a command whose output is of no interest unless it fails. */
  async quietly(...words: string[]): Promise<void> {
    const lines: string[] = [];
    const code = await this.start(words, (line) => lines.push(line));
    if (code !== 0) {
      throw new Error(`pulumi ${words[0] ?? ""} ended with exit code ${code}:\n${lines.join("\n")}`);
    }
  }

  private async start(words: readonly string[], onLine: (line: string) => void): Promise<number> {
    this.interrupted.throwIfAborted();
    const child = spawn(this.pulumi.command, [...words, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: { ...process.env, ...this.pulumi.environment, ...this.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // Of its own group, so that Ctrl-C reaches it once, from here.
      detached: true,
    });
    let impatience: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill("SIGINT");
      impatience = setTimeout(() => {
        killGroup(child.pid);
      }, graceMilliseconds);
    };
    this.interrupted.addEventListener("abort", stop);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", onLine);
    }
    try {
      return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => {
          resolve(code ?? 1);
        });
      });
    } finally {
      this.interrupted.removeEventListener("abort", stop);
      clearTimeout(impatience);
      if (this.interrupted.aborted) {
        // Also what Pulumi started itself.
        killGroup(child.pid);
      }
      this.interrupted.throwIfAborted();
    }
  }
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) {
      process.kill(-leader, "SIGKILL");
    }
  } catch {
    // Nobody is left in it.
  }
}
