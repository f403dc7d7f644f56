/** Measures one Pulumi command: time, CPU, memory, requests and the size of its state. */
import { statSync } from "node:fs";
import type { EmulatorProcess } from "./emulatorProcess";
import { cpuOfEndedChildren, ProviderWatch } from "./providerProcess";
import { succeed, type Workspace } from "./workspace";

/** What one command took. */
export interface Figures {
  readonly wallSeconds: number;
  /** Of Pulumi and of every process that it started. */
  readonly cpuSeconds: number;
  readonly providerCpuSeconds: number;
  readonly providerPeakMegabytes: number;
  /** Calls that reached the API. */
  readonly calls: number;
  /** Size of the stack's state afterwards. */
  readonly stateBytes: number;
}

/** Runs one Pulumi command to its end. Nothing else may end a child process meanwhile: its CPU would be counted. */
export async function measure(
  workspace: Workspace,
  emulator: EmulatorProcess,
  words: readonly string[],
): Promise<Figures> {
  await emulator.forgetCalls();
  const watch = new ProviderWatch(workspace.folder);
  const cpuBefore = cpuOfEndedChildren();
  const began = performance.now();
  let wallSeconds, provider;
  try {
    await succeed(workspace, words, { environment: emulator.environment });
  } finally {
    wallSeconds = (performance.now() - began) / 1000;
    provider = watch.stop();
  }
  if (provider === undefined) {
    throw new Error(`No provider process was seen during pulumi ${words.join(" ")}.`);
  }
  return {
    wallSeconds,
    cpuSeconds: cpuOfEndedChildren() - cpuBefore,
    providerCpuSeconds: provider.cpuSeconds,
    providerPeakMegabytes: provider.peakMegabytes,
    calls: await emulator.calls(),
    stateBytes: statSync(workspace.stateFile).size,
  };
}
