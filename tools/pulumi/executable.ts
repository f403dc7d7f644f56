/** Finds executables on PATH and reads their output. */
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

/** Absolute path of the first executable of this name on PATH. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** What a command prints when it is run in a folder, or undefined if it fails. */
export async function outputOf(
  command: string,
  commandArguments: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, commandArguments, { env: environment, cwd: folder });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
