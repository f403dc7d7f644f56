/** `npm run pulumi -- <arguments>`: runs the Pulumi of this repository in the folder where npm was called. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

import { PulumiUnavailable } from "./pulumiUnavailable";
import { resolvePulumi } from "./resolvePulumi";
import type { Pulumi } from "./resolvePulumi";

async function main(): Promise<number> {
  try {
    return await run(await resolvePulumi(), process.argv.slice(2));
  } catch (failure) {
    if (failure instanceof PulumiUnavailable) {
      console.error(failure.message);
      return 1;
    }
    throw failure;
  }
}

async function run(pulumi: Pulumi, pulumiArguments: readonly string[]): Promise<number> {
  const child = spawn(pulumi.command, pulumiArguments, {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, ...pulumi.environment },
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to Pulumi too, and a second one would make it give up its orderly end.
      if (signal !== "SIGINT" || !process.stdin.isTTY) {
        child.kill(signal);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      // What a shell would say of a process that a signal has ended.
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

void main().then((code) => {
  process.exitCode = code;
});
