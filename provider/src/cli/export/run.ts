/** Runs `export`: reads an account and writes it as a project into a folder. */
import { lstatSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openAccount } from "../account";
import { readPackageVersion } from "../commandLine";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import { kindNames, listObjects, registry } from "../registry";
import type { Shell } from "../shell";
import { startProgress } from "../terminal";
import { formatCount, printable } from "../text";
import { fileNames, writeFiles } from "./project";
import { exportAccount, type ExportedAccount } from "./exportedResources";

export interface ExportOptions {
  readonly out: string;
  readonly account?: string;
  readonly force?: true;
}

export async function runExport(shell: Shell, { out, account, force }: ExportOptions): Promise<ExitCode> {
  const progress = startProgress(shell);
  const { accountId, client, context } = await openAccount(shell, { account, progress });
  const folder = prepareFolder({ out, from: shell.folder, names: fileNames, replaces: force === true });
  progress.say("reading servers and portals");
  const { objects, unread } = await listObjects({ client, accountId, context });
  progress.end();
  const exported = exportAccount({ accountId, objects, unread });
  folder.write(writeFiles(exported, { version: readPackageVersion() }));
  shell.out.write(
    [
      `${countResources(exported)} written to ${printable(out)}.`,
      ...summarizeGaps(exported),
      `The next steps are in ${printable(folder.pathOf("README.md"))}.`,
      "",
    ].join("\n"),
  );
  for (const { named, reason } of unread) {
    shell.err.write(`error: ${printable(`${named} could not be read: ${reason}.`)}\n`);
  }
  return unread.length > 0 ? exitCodes.failed : exitCodes.nothingFound;
}

/** `5 servers and 2 portals` */
function countResources({ resources }: ExportedAccount): string {
  return kindNames
    .map((kind) => formatCount(resources.filter((each) => each.kind === kind).length, registry[kind].noun))
    .join(" and ");
}

function summarizeGaps({ resources, impossible }: ExportedAccount): string[] {
  const credentials = resources.reduce((sum, resource) => sum + resource.credentials.length, 0);
  const leftOut = resources.reduce((sum, resource) => sum + resource.leftOut.length, impossible.length);
  return [
    ...(credentials > 0
      ? [`${formatCount(credentials, "credential")} can be set later; until then Cloudflare keeps what it has.`]
      : []),
    ...(leftOut > 0 ? [`${formatCount(leftOut, "part")} could not be written: index.ts says which, and why.`] : []),
  ];
}

interface Folder {
  /** As a person would type it. */
  pathOf(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
}

interface FolderOptions {
  /** As typed, relative to `from`. */
  readonly out: string;
  readonly from: string;
  /** The files to write. */
  readonly names: readonly string[];
  readonly replaces: boolean;
}

/** Refuses existing files before anything is read or written. */
function prepareFolder({ out, from, names, replaces }: FolderOptions): Folder {
  const folder = resolve(from, out);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`${out} is not a folder.`);
  }
  const existing = names.filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
  if (existing.length > 0 && !replaces) {
    throw new UsageError(
      `${out} has ${existing.toSorted().join(", ")} already. Choose another folder, or replace them with --force.`,
    );
  }
  return {
    pathOf: (name) => join(out, name),
    write: (files) => {
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        // A file appears as a whole or not at all. A link is replaced, not its target.
        const written = join(folder, `.${name}.new`);
        writeFileSync(written, text);
        renameSync(written, join(folder, name));
      }
    },
  };
}
