import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Pulumi } from "../pulumi/resolvePulumi";
import type { Narrator } from "./narrator";

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
    // What a person would not type is not shown.
    this.tell.command(
      `pulumi ${words.filter((word) => !["--yes", "--skip-preview", "--suppress-progress"].includes(word)).join(" ")}`,
    );
    const { code } = await this.start(words, (line) => {
      this.tell.line(line);
    });
    if (code !== expected) {
      throw new Error(`pulumi ${words.join(" ")} ended with exit code ${code}, not ${expected}.`);
    }
    return code;
  }

  /** Runs a command whose output is of no interest unless it fails. */
  async quietly(...words: string[]): Promise<void> {
    const lines: string[] = [];
    const { code } = await this.start(words, (line) => lines.push(line));
    if (code !== 0) {
      throw new Error(`pulumi ${words[0] ?? ""} ended with exit code ${code}:\n${lines.join("\n")}`);
    }
  }

  private async start(words: string[], onLine: (line: string) => void): Promise<{ code: number }> {
    this.interrupted.throwIfAborted();
    const child = spawn(this.pulumi.command, [...words, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: { ...process.env, ...this.pulumi.environment, ...this.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // Of its own group, so that Ctrl-C reaches it once, from here.
      detached: true,
    });
    const stop = (): void => {
      child.kill("SIGINT");
    };
    this.interrupted.addEventListener("abort", stop);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        if (line.trim() !== "") {
          onLine(line);
        }
      });
    }
    try {
      return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => {
          resolve({ code: code ?? 1 });
        });
      });
    } finally {
      this.interrupted.removeEventListener("abort", stop);
      this.interrupted.throwIfAborted();
    }
  }
}
