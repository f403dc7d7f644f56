/** Runs `drift`: finds what to compare, has it compared, writes the report. */
import { readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { environmentAccount } from "../../configuration";
import { coloursFor } from "../colours";
import { exitCodeOf, UsageError, type ExitCode } from "../exitCodes";
import { readJsonFile } from "../json";
import { progressOf, type Progress } from "../progress";
import { projectFolder } from "../../lock/locate";
import type { Shell } from "../shell";
import { exportedState, openStack } from "../stack";
import { visible } from "../text";
import type { DriftOptions } from "./command";
import { Connections } from "./connections";
import { declarationKey, type Examination } from "./examination";
import { examine } from "./examine";
import { write } from "./formats/write";
import { summaryWords } from "./formats/words";
import type { Report } from "./report";
import { resourcesOf } from "./state";
import { readWaivers } from "./waivers";

export async function drift(shell: Shell, options: DriftOptions): Promise<ExitCode> {
  const progress = progressOf(shell);
  let report: Report;
  try {
    report = await examine(shell, await examinationOf(shell, options, progress));
  } finally {
    progress.end();
  }
  const text = write(report, options.format, {
    colours: coloursFor(shell, options.out === undefined ? shell.out : { ...shell.out, isTerminal: false }),
    file: options.state ?? "Pulumi.yaml",
    textOf: (file) => projectText(shell, file),
  });
  if (options.out === undefined) {
    shell.out.write(text);
  } else {
    writeFileSync(resolve(shell.folder, options.out), text);
    shell.err.write(`${summaryWords(report)} The report is in ${visible(options.out)}.\n`);
  }
  const { findings, unread } = report.summary;
  return exitCodeOf({ found: findings > 0, failed: unread > 0 });
}

async function examinationOf(shell: Shell, options: DriftOptions, progress: Progress): Promise<Examination> {
  const { state, strict = false, waivers, alsoStack = [], ignore = [] } = options;
  const isStack =
    options.stack !== undefined ||
    (state === undefined && options.account === undefined && projectFolder(shell.folder) !== undefined);
  const common = {
    strict,
    waivers: waivers === undefined ? [] : readWaivers(resolve(shell.folder, waivers)),
    others: await declaredBy(shell, alsoStack, progress),
    ignored: new Set(ignore),
    progress,
  };
  if (isStack) {
    progress.say("reading the stack");
    const stack = await openStack(shell, options.stack);
    const resources = resourcesOf(await stack.exported());
    const connections = new Connections(shell, stack.configuration);
    return {
      ...common,
      scope: { kind: "stack", name: stack.name ?? stackNameOf(resources) },
      resources,
      connections,
      account: connections.account ?? (resources.length === 0 ? environmentAccount(shell.environment) : undefined),
    };
  }
  const connections = new Connections(shell, undefined);
  if (state !== undefined) {
    const resources = resourcesOf(readJsonFile(resolve(shell.folder, state), state));
    return { ...common, scope: { kind: "state", file: state }, resources, connections, account: undefined };
  }
  const account = options.account ?? environmentAccount(shell.environment);
  if (account === undefined) {
    throw new UsageError(
      "What shall be looked at? Run this inside of a Pulumi project, or give --stack, --state or --account, or set CLOUDFLARE_ACCOUNT_ID.",
    );
  }
  return { ...common, scope: { kind: "account" }, resources: undefined, connections, account };
}

/** `urn:pulumi:<stack>::…` */
function stackNameOf(resources: readonly { readonly urn: string }[]): string | null {
  return resources[0]?.urn.split("::")[0]?.split(":")[2] ?? null;
}

async function declaredBy(
  shell: Shell,
  stacks: readonly string[],
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const declared = new Map<string, string>();
  for (const name of stacks) {
    progress.say(`reading stack ${name}`);
    for (const { kind, id, external } of resourcesOf(await exportedState(shell, name))) {
      if (!external) {
        declared.set(declarationKey(kind, id), `stack ${name}`);
      }
    }
  }
  return declared;
}

/** What is outside of the project has no place in its repository, and is not looked at. */
function projectText(shell: Shell, file: string): string | undefined {
  if (isAbsolute(file)) {
    return undefined;
  }
  try {
    return readFileSync(resolve(projectFolder(shell.folder) ?? shell.folder, file), "utf8");
  } catch {
    return undefined;
  }
}
