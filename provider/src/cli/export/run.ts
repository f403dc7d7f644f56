/** Runs `export`: reads an account and writes it as a project into a folder. */
import { lstatSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Memory } from "../../lifecycle/memory";
import { joined, say, visible, type Shown } from "../../text/shown";
import { openAccount } from "../account";
import { readPackageVersion } from "../commandLine";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import { refuseUnsafeFile, refuseUnsafeFolder, writeWholeFile, type Target } from "../files";
import { kindNames, listObjects, registry } from "../registry";
import type { Shell } from "../shell";
import { startProgress } from "../terminal";
import { formatCount } from "../text";
import { fileNames, writeFiles } from "./project";
import { exportAccount, type ExportedAccount } from "./exportedResources";

export interface ExportOptions {
  readonly out: string;
  readonly account?: string;
  readonly stack?: string;
  readonly force?: true;
}

export async function runExport(shell: Shell, { out, account, stack, force }: ExportOptions): Promise<ExitCode> {
  const progress = startProgress(shell);
  const { accountId, client, context } = await openAccount(shell, { account, stack, progress });
  const folder = prepareFolder({ out, from: shell.folder, names: fileNames, replaces: force === true });
  progress.say(say`reading servers and portals`);
  const { objects, unread } = await listObjects({ client, accountId, context });
  progress.end();
  const memory = new Memory();
  shell.secrets.add(
    objects.McpServer.flatMap((server) => registry.McpServer.definition.secrets?.({ ...server }, memory) ?? []),
  );
  const exported = exportAccount({ accountId, objects, unread, secrets: shell.secrets.list });
  folder.write(writeFiles(exported, { version: readPackageVersion() }));
  shell.out.write(
    joined([
      say`${countResources(exported)} written to ${visible(out)}.`,
      ...summarizeGaps(exported),
      say`The next steps are in ${visible(folder.pathOf("README.md"))}.`,
      say``,
    ]),
  );
  for (const { named, reason } of unread) {
    shell.err.write(shell.secrets.redactShown(say`error: ${visible(named)} could not be read: ${visible(reason)}.\n`));
  }
  return unread.length > 0 ? exitCodes.failed : exitCodes.nothingFound;
}

/** `5 servers and 2 portals` */
function countResources({ resources }: ExportedAccount): Shown {
  const counts = kindNames.map((kind) =>
    formatCount(resources.filter((each) => each.kind === kind).length, registry[kind].noun),
  );
  return joined(counts, " and ");
}

function summarizeGaps({ resources, impossible }: ExportedAccount): Shown[] {
  const all = resources.flatMap(({ credentials }) => credentials);
  const urls = all.filter(({ name }) => name === "hostname").length;
  const credentials = all.length - urls;
  const leftOut = resources.reduce((sum, resource) => sum + resource.leftOut.length, impossible.length);
  return [
    ...(urls > 0
      ? [
          say`${formatCount(urls, "URL")} with a query must be set before the import, and import.json has it unencrypted.`,
        ]
      : []),
    ...(credentials > 0
      ? [say`${formatCount(credentials, "credential")} can be set later; until then, Cloudflare keeps its own.`]
      : []),
    ...(leftOut > 0 ? [say`${formatCount(leftOut, "part")} could not be written: index.ts has the reasons.`] : []),
  ];
}

interface Folder {
  /** The path as a person would type it. */
  pathOf(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
}

interface FolderOptions {
  /** The folder as typed, relative to `from`. */
  readonly out: string;
  readonly from: string;
  readonly names: readonly string[];
  readonly replaces: boolean;
}

/** Refuses existing files and unsafe places before anything is read or written. */
function prepareFolder({ out, from, names, replaces }: FolderOptions): Folder {
  const folder = resolve(from, out);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`${out} is not a folder.`);
  }
  refuseUnsafeFolder({ path: folder, name: out, within: resolve(from) });
  const existing = names.filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
  if (existing.length > 0 && !replaces) {
    throw new UsageError(
      `${out} already contains ${existing.toSorted().join(", ")}. Choose another folder, or replace the files with --force.`,
    );
  }
  const pathOf = (name: string): string => join(out, name);
  const toTarget = (name: string): Target => ({ path: join(folder, name), name: pathOf(name), within: folder });
  names.forEach((name) => {
    refuseUnsafeFile(toTarget(name));
  });
  return {
    pathOf,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        writeWholeFile(toTarget(name), text);
      }
    },
  };
}
