/** Reads a stack with `pulumi`: its configuration and state, with unencrypted secrets in memory only. */
import { spawn } from "node:child_process";
import type { ConfigurationSource } from "../configuration";
import { isObject, ownMember } from "../lifecycle/values";
import { UsageError } from "./exitCodes";
import { parseJson } from "./json";
import { projectFolder } from "../lock/locate";
import type { Shell } from "./shell";

export interface Stack {
  /** The requested name; undefined for the selected stack. */
  readonly name: string | undefined;
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
  readonly configuration: ConfigurationSource;
  /** The deployment in the form of `pulumi stack export`, with unencrypted secrets. */
  exported(): Promise<unknown>;
}

/** The stack of that name, or the selected one, of the project around the current folder. */
export async function openStack(shell: Shell, name?: string): Promise<Stack> {
  const folder = findProject(shell);
  const pulumi = (...words: string[]): Promise<unknown> =>
    runPulumi(shell, folder, [...words, ...formatStackFlag(name)]);
  const values = await pulumi("config", "--json", "--show-secrets");
  shell.secrets.add(listSecretValues(values));
  return {
    name,
    folder,
    configuration: { get: (key) => readValue(values, key) },
    exported: () => pulumi("stack", "export", "--show-secrets"),
  };
}

/** The secrets in the config. */
function listSecretValues(values: unknown): string[] {
  return Object.values(isObject(values) ? values : {}).flatMap((entry) =>
    isObject(entry) && entry.secret === true && typeof entry.value === "string" ? [entry.value] : [],
  );
}

/** `{ "cloudflare:apiToken": { "value": "…", "secret": true } }` */
function readValue(values: unknown, key: string): string | undefined {
  const entry = isObject(values) ? ownMember(values, key) : undefined;
  const value = isObject(entry) ? entry.value : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The state of another stack. Its secrets stay encrypted, because they are not needed. */
export async function exportState(shell: Shell, name: string): Promise<unknown> {
  return runPulumi(shell, findProject(shell), ["stack", "export", ...formatStackFlag(name)]);
}

function formatStackFlag(name: string | undefined): string[] {
  return name === undefined ? [] : ["--stack", name];
}

function findProject(shell: Shell): string {
  const folder = projectFolder(shell.folder);
  if (folder === undefined) {
    throw new UsageError(
      "There is no Pulumi.yaml in this folder or above it. Run the command inside a Pulumi project, or name an account with --account if the command has that option.",
    );
  }
  return folder;
}

export class PulumiMissing extends Error {
  override readonly name = "PulumiMissing";
  constructor() {
    super("`pulumi` is not on PATH, and the command needs it to read a stack.");
  }
}

/** A failure of Pulumi, with a reason for each line of its message. */
class PulumiError extends Error {
  override readonly name = "PulumiError";
  readonly reasons: readonly string[];
  constructor(what: string, said: string) {
    super(`${what} ${said}`);
    const [first = "", ...others] = said.split("\n");
    this.reasons = [`${what} ${first}`, ...others];
  }
}

/** The JSON output of a Pulumi command. It can contain secrets; the errors of Pulumi do not. */
async function runPulumi(shell: Shell, folder: string, words: readonly string[]): Promise<unknown> {
  const child = spawn("pulumi", [...words, "--non-interactive"], {
    cwd: folder,
    env: { ...shell.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT" ? new PulumiMissing() : new Error(`\`pulumi\` could not be started: ${error.message}`),
      );
    });
    child.once("close", resolve);
  });
  const command = `\`pulumi ${words.filter((word) => word !== "--show-secrets").join(" ")}\``;
  if (code !== 0) {
    throw new PulumiError(`${command} failed:`, Buffer.concat(stderr).toString("utf8").trim());
  }
  return parseJson(Buffer.concat(stdout).toString("utf8"), `What ${command} prints`);
}
