/** The inputs of a build with Go, such as our own build of Pulumi, and the name of its folder in the cache. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { minimumPulumi } from "./installedPulumi";
import { PulumiUnavailable } from "./pulumiUnavailable";

/** What is built once on a machine. */
export interface Product {
  /** Name of the finished folder: changes whenever something that goes into it changes. */
  readonly name: string;
  /** As messages say it: "Pulumi 3.259.0". */
  readonly product: string;
  /** Why it is built, and how to do without. */
  readonly words: { readonly reason: string; readonly duration: string; readonly remedy: string };
}

/** Everything that goes into a build with Go. */
export interface Recipe extends Product {
  /** The oldest Go that can build it, as go.mod says. */
  readonly minimumGo: string;
  /** The folder of go.mod. */
  readonly module: string;
  readonly goArguments: readonly string[];
  /** File name to the Go package that it is built from. */
  readonly binaries: ReadonlyMap<string, string>;
  /** What lies beside the binaries: file name to the file it is copied from. */
  readonly companions: ReadonlyMap<string, string>;
}

/** What a recipe is made from: the module's files are read for the rest. */
export interface Ingredients extends Omit<Recipe, "minimumGo" | "name"> {
  /** Begins the name of the finished folder. */
  readonly title: string;
  /** The files of the module that are compiled, beside go.mod and go.sum. */
  readonly sources: readonly string[];
}

export function makeRecipe({ title, sources, ...recipe }: Ingredients): Recipe {
  const { module, goArguments, companions } = recipe;
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${goArguments.join(" ")}`);
  const files = ["go.mod", "go.sum", ...sources].map((name) => join(module, name));
  for (const file of [...files, ...companions.values()]) {
    hash.update(`\0${basename(file)}\0`).update(readBuilt(file));
  }
  const minimumGo = pinned(readFileSync(join(module, "go.mod"), "utf8"), /^go (\S+)/m);
  return { ...recipe, minimumGo, name: `${title}-${hash.digest("hex").slice(0, 12)}` };
}

/** Our own build of Pulumi. `version` is that of its command line, as go.mod pins it. */
export function readRecipe(): Recipe & { readonly version: string } {
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
  const recipe = makeRecipe({
    title: `pulumi-${version}`,
    product: `Pulumi ${version}`,
    words: {
      reason: "There is no usable Pulumi on PATH",
      duration: "4 to 8 minutes on 2 cores",
      remedy: `Install Pulumi ${minimumPulumi} or newer (its documentation: "Download & install")`,
    },
    module,
    sources: ["tools.go"],
    goArguments,
    binaries: new Map([["pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"]]),
    companions: new Map([
      ["pulumi-language-nodejs", join(module, "bin", "pulumi-language-nodejs")],
      ["languageHost.cjs", join(tools, "dist", "pulumi", "languageHost.js")],
      ["pulumi-resource-pulumi-nodejs", join(module, "bin", "pulumi-resource-pulumi-nodejs")],
    ]),
  });
  return { ...recipe, version };
}

/** This file runs from tools/dist, and in tests from its source: both lie below the folder we look for. */
export function findRepository(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "tools", "pulumi", "go.mod"))) {
    if (folder === dirname(folder)) {
      throw new Error(`There is no tools/pulumi/go.mod above ${__dirname}.`);
    }
    folder = dirname(folder);
  }
  return folder;
}

export function pinned(goModule: string, pattern: RegExp): string {
  const found = pattern.exec(goModule)?.[1];
  if (found === undefined) {
    throw new Error(`go.mod has no line that matches ${String(pattern)}.`);
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
