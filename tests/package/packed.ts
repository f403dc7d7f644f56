/** The package as `npm publish` would send it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../docs/tree";

const run = promisify(execFile);

export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

export interface Packed {
  /** Where the tarball is. */
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly PackedFile[];
}

/** Packs what `npm run build` compiled into a folder. */
export async function packInto(folder: string): Promise<Packed> {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: join(repository, "provider"),
  });
  const [packed] = JSON.parse(stdout) as [{ filename: string; size: number; files: PackedFile[] }];
  return { tarball: join(folder, packed.filename), size: packed.size, files: packed.files };
}
