/** The packed package, installed in a folder outside this repository, as users have it. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { textOf } from "../docs/tree";
import { packInto } from "../package/packed";

const run = promisify(execFile);

/** How packages are laid out: all at the top, or each with only what it asked for. */
export type Layout = "npm" | "pnpm";

export interface ConsumerOptions {
  readonly layout: Layout;
  /** The version of @pulumi/pulumi. */
  readonly sdk: string;
  /** Undefined is the one that runs this. */
  readonly nodeVersion?: string;
}

export interface Consumer {
  readonly packages: string;
  /** What puts the asked Node.js before all others. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs a program that the packages bring, and gives what it printed. */
  readonly bin: (name: string, words: readonly string[], folder: string) => Promise<string>;
}

const { devDependencies } = JSON.parse(textOf("package.json")) as {
  devDependencies: Readonly<Record<"typescript" | "@types/node", string>>;
};

export async function installConsumer(folder: string, options: ConsumerOptions): Promise<Consumer> {
  const { tarball } = await packInto(folder);
  write(join(folder, "program"), {
    "@pulumi/pulumi": options.sdk,
    "@types/node": devDependencies["@types/node"],
    "pulumi-cloudflare-mcp": `file:${tarball}`,
    typescript: devDependencies.typescript,
  });
  const program = join(folder, "program");
  const quiet = ["--ignore-scripts", "--prefer-offline"];
  if (options.layout === "npm") {
    await run("npm", ["install", ...quiet], { cwd: program });
  } else {
    await run("npm", ["exec", "--yes", "--package=pnpm@10", "--", "pnpm", "install", ...quiet], { cwd: program });
  }

  const packages = join(program, "node_modules");
  const environment = options.nodeVersion === undefined ? {} : await installNode(folder, options.nodeVersion);
  return {
    packages,
    environment,
    bin: async (name, words, from) => {
      const { stdout } = await run(join(packages, ".bin", name), words, {
        cwd: from,
        env: { ...process.env, ...environment },
      });
      return stdout;
    },
  };
}

async function installNode(folder: string, version: string): Promise<NodeJS.ProcessEnv> {
  const place = join(folder, "node");
  write(place, { node: version });
  await run("npm", ["install", "--prefer-offline"], { cwd: place });
  const bin = join(place, "node_modules/node/bin");
  return { PATH: [bin, process.env.PATH ?? ""].join(delimiter) };
}

function write(folder: string, dependencies: Readonly<Record<string, string>>): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
}
