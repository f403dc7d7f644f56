/** An examination: the resources, accounts and waivers that the options of `drift` select. */
import { resolve } from "node:path";
import { environmentAccount } from "../../configuration";
import type { KindName } from "../../kinds";
import { projectFolder } from "../../lock/locate";
import { say, visible } from "../../text/shown";
import { UsageError } from "../exitCodes";
import { readJsonFile } from "../json";
import type { Shell } from "../shell";
import { exportState, openStack } from "../stack";
import type { Progress } from "../terminal";
import { Connections } from "./connections";
import type { DriftOptions } from "./options";
import type { Scope } from "./report";
import { readResources, type StateResource } from "./state";
import { readWaivers, type Waiver } from "./waivers";

export interface Examination {
  readonly scope: Scope;
  /** Undefined without a stack. */
  readonly resources: readonly StateResource[] | undefined;
  readonly connections: Connections;
  /** An account to read, even without a resource in it. */
  readonly account: string | undefined;
  readonly strict: boolean;
  readonly waivers: readonly Waiver[];
  /** The stack that declares each object of other stacks, by `toDeclarationKey`. */
  readonly others: ReadonlyMap<string, string>;
  /** Ids of unmanaged objects to ignore. */
  readonly ignored: ReadonlySet<string>;
  readonly progress: Progress;
}

export async function planExamination(shell: Shell, options: DriftOptions, progress: Progress): Promise<Examination> {
  const { state, strict = false, waivers, alsoStack = [], ignore = [] } = options;
  const isStack =
    options.stack !== undefined ||
    (state === undefined && options.account === undefined && projectFolder(shell.folder) !== undefined);
  const common = {
    strict,
    waivers: waivers === undefined ? [] : readWaivers(resolve(shell.folder, waivers)),
    others: await listDeclarations(shell, alsoStack, progress),
    ignored: new Set(ignore),
    progress,
  };
  if (isStack) {
    return { ...common, ...(await planStack(shell, options.stack, progress)) };
  }
  const connections = new Connections(shell, undefined);
  if (state !== undefined) {
    const resources = readResources(readJsonFile(resolve(shell.folder, state), state), state);
    return { ...common, scope: { kind: "state", file: state }, resources, connections, account: undefined };
  }
  const account = options.account ?? environmentAccount(shell.environment);
  if (account === undefined) {
    throw new UsageError(
      "Nothing to compare: there is no Pulumi project in this folder, and no account is set. Run this in a project, or pass --account.",
    );
  }
  return { ...common, scope: { kind: "account" }, resources: undefined, connections, account };
}

async function planStack(
  shell: Shell,
  name: string | undefined,
  progress: Progress,
): Promise<Pick<Examination, "scope" | "resources" | "connections" | "account">> {
  progress.say(say`reading the stack`);
  const stack = await openStack(shell, name);
  const resources = readResources(await stack.exported(), "The state of the stack");
  const connections = new Connections(shell, stack.configuration);
  return {
    scope: { kind: "stack", name: stack.name ?? readStackName(resources) },
    resources,
    connections,
    account: connections.account ?? (resources.length === 0 ? environmentAccount(shell.environment) : undefined),
  };
}

/** `urn:pulumi:<stack>::…` */
function readStackName(resources: readonly { readonly urn: string }[]): string | null {
  return resources[0]?.urn.split("::")[0]?.split(":")[2] ?? null;
}

async function listDeclarations(
  shell: Shell,
  stacks: readonly string[],
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const declared = new Map<string, string>();
  for (const name of stacks) {
    progress.say(say`reading stack ${visible(name)}`);
    for (const { kind, id, external } of readResources(await exportState(shell, name), `The state of stack ${name}`)) {
      if (!external) {
        declared.set(toDeclarationKey(kind, id), `stack ${name}`);
      }
    }
  }
  return declared;
}

/** A server and a portal can have the same id. */
export function toDeclarationKey(kind: KindName, id: string): string {
  return `${kind} ${id}`;
}
