/**
 * Runs the commands of a document as a reader would: in the shell, in the folder of a stack.
 *
 * Programs in `bin` stand in for those that a test must not run.
 */
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import type { Emulator } from "cloudflare-mcp-emulator";
import { outcomeOf, type Outcome } from "./pulumi";
import { environmentOf, type TestStack } from "./stack";

export interface BlockOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Below that of the stack: where a `cd` of an earlier block led. */
  readonly folder?: string;
}

export function runBlock(
  cloudflare: Emulator,
  stack: TestStack,
  text: string,
  environment: NodeJS.ProcessEnv = {},
  folder = "",
): Promise<Outcome> {
  const { PULUMI_COMMAND_FOR_TESTS: command = "", PATH: path = "" } = process.env;
  const child = spawn("bash", ["-euo", "pipefail", "-c", text], {
    cwd: join(stack.workspace.folder, folder),
    env: {
      ...process.env,
      ...stack.workspace.environment,
      ...environmentOf(cloudflare),
      PATH: [join(stack.workspace.folder, "bin"), dirname(command), path].join(delimiter),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return outcomeOf(child);
}
