/** Finds Go and builds with it. */
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findOnPath, outputOf } from "./executable";
import { PulumiUnavailable } from "./pulumiUnavailable";
import type { Recipe } from "./recipe";
import { formatVersion, isAtLeast, parseVersion } from "./version";

/** A Go that is able to build this recipe; otherwise says what to install. */
export async function findGo(recipe: Recipe, environment: NodeJS.ProcessEnv): Promise<string> {
  const { product, words } = recipe;
  const remedy =
    `${words.remedy}, or Go ${recipe.minimumGo} or newer to have ${product} built here once. ` +
    `Then run the same command again.`;

  const go = findOnPath("go", environment);
  if (go === undefined) {
    throw new PulumiUnavailable(`${words.reason}, and no Go to build one with. ${remedy}`);
  }
  const output = await outputOf(go, ["env", "GOVERSION"], isolated(environment), tmpdir());
  const version = output === undefined ? undefined : parseVersion(output);
  if (version === undefined) {
    throw new PulumiUnavailable(`${words.reason}, and ${go} does not tell its version. ${remedy}`);
  }
  const needed = parseVersion(recipe.minimumGo);
  if (needed !== undefined && !isAtLeast(version, needed)) {
    throw new PulumiUnavailable(
      `${words.reason}, and ${go} is Go ${formatVersion(version)}, too old to build ${product}. ${remedy}`,
    );
  }
  return go;
}

/** Builds the binaries into a folder. */
export async function goBuild(
  go: string,
  recipe: Recipe,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  for (const [file, source] of recipe.binaries) {
    await buildOne(go, recipe, [join(folder, file), source], environment);
  }
}

async function buildOne(
  go: string,
  { product, module, goArguments, words }: Recipe,
  [output, source]: readonly [string, string],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const build = spawn(go, [...goArguments, "-o", output, source], {
    cwd: module,
    env: isolated(environment),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let messages = "";
  build.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    messages += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    build.once("error", reject).once("close", resolve);
  });
  if (code !== 0) {
    throw new PulumiUnavailable(
      `Building ${product} with ${go} failed:\n${lastLines(messages, 15)}\n` +
        `If Go could not fetch modules, check \`go env GOPROXY\` and the network and try again. ` +
        `${words.remedy}, and nothing needs to be built.`,
    );
  }
}

/** Neither another toolchain nor a workspace of the user's may change what is built. */
function isolated(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, GOTOOLCHAIN: "local", GOWORK: "off" };
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
