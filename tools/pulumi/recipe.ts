/** The inputs of our own build of Pulumi, and the name of its folder in the cache. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { PulumiUnavailable } from "./pulumiUnavailable";

/** Everything that goes into our own build of Pulumi. */
export interface Recipe {
  /** Version of the Pulumi command line, as go.mod pins it. */
  readonly version: string;
  /** The oldest Go that can build it, as go.mod says. */
  readonly minimumGo: string;
  /** The folder of go.mod. */
  readonly module: string;
  readonly goArguments: readonly string[];
  /** What lies beside the binary: file name to the file it is copied from. */
  readonly companions: ReadonlyMap<string, string>;
  /** Name of the finished folder: changes whenever one of the above changes. */
  readonly name: string;
}

export function readRecipe(): Recipe {
  const tools = join(findRepository(), "tools");
  const module = join(tools, "pulumi");
  const goModule = readFileSync(join(module, "go.mod"), "utf8");
  const version = pinned(goModule, /^\s*(?:require )?github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m);
  const goArguments = [
    "build",
    "-mod=readonly",
    "-trimpath",
    "-tags=osusergo grpcnotrace",
    // Without its version Pulumi refuses plug-ins that ask for a minimum.
    `-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
  ];
  const companions = new Map([
    ["pulumi-language-nodejs", join(module, "bin", "pulumi-language-nodejs")],
    ["languageHost.cjs", join(tools, "dist", "pulumi", "languageHost.js")],
    ["pulumi-resource-pulumi-nodejs", join(module, "bin", "pulumi-resource-pulumi-nodejs")],
  ]);

  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${goArguments.join(" ")}`);
  const files = ["go.mod", "go.sum", "tools.go"].map((name) => join(module, name));
  for (const file of [...files, ...companions.values()]) {
    hash.update(`\0${basename(file)}\0`).update(readBuilt(file));
  }
  const name = `pulumi-${version}-${hash.digest("hex").slice(0, 12)}`;

  return { version, minimumGo: pinned(goModule, /^go (\S+)/m), module, goArguments, companions, name };
}

/** This file runs from tools/dist, and in tests from its source: both lie below the folder we look for. */
function findRepository(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "tools", "pulumi", "go.mod"))) {
    if (folder === dirname(folder)) {
      throw new Error(`There is no tools/pulumi/go.mod above ${__dirname}.`);
    }
    folder = dirname(folder);
  }
  return folder;
}

function pinned(goModule: string, pattern: RegExp): string {
  const found = pattern.exec(goModule)?.[1];
  if (found === undefined) {
    throw new Error(`tools/pulumi/go.mod has no line that matches ${String(pattern)}.`);
  }
  return found;
}

function readBuilt(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new PulumiUnavailable(`${file} is missing. Run \`npm run build\` first.`);
  }
}
