/** Bundles the plugin into a folder that needs Node.js and nothing else. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { cmdScript, executableName, shellScript } from "./launchers";
import { noticesFor } from "./notices";

export interface Bundle {
  readonly folder: string;
  readonly version: string;
  /** Of the script, in bytes. */
  readonly size: number;
}

/** `folder` is replaced as a whole. */
export async function bundle(repository: string, folder: string): Promise<Bundle> {
  const provider = join(repository, "provider");
  const { version } = JSON.parse(readFileSync(join(provider, "package.json"), "utf8")) as { readonly version: string };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const script = join(folder, "bundle.js");
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [join(provider, "dist/plugin/main.js")],
    outfile: script,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    // They are in one file for all packages.
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
  });

  // Also says that the script is CommonJS, whatever a folder above says.
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: executableName, version, private: true })}\n`);
  copyFileSync(join(repository, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), noticesFor(repository, Object.keys(metafile.inputs)));
  copyFileSync(join(provider, "schema/schema.json"), join(folder, "schema.json"));
  writeFileSync(join(folder, executableName), shellScript);
  chmodSync(join(folder, executableName), 0o755);
  writeFileSync(join(folder, `${executableName}.cmd`), cmdScript);
  return { folder, version, size: readFileSync(script).length };
}
