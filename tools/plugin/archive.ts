/** The archives that Pulumi installs: one for each platform, all with the same files. */
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { executableName } from "./launchers";

/** As Pulumi names them. */
export const platforms = ["darwin", "linux", "windows"].flatMap((system) =>
  ["amd64", "arm64"].map((processor) => `${system}-${processor}`),
);

/** Gives the paths of the archives. */
export function archive(folder: string, version: string, target: string): string[] {
  const files = platforms.map((platform) => join(target, `${executableName}-v${version}-${platform}.tar.gz`));
  const [first = "", ...others] = files;
  execFileSync("tar", ["-czf", first, "-C", folder, "."]);
  for (const file of others) {
    copyFileSync(first, file);
  }
  return files;
}
