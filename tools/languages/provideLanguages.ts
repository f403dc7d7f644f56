/** Language hosts for programs in Python, Go and YAML, and generated SDKs: tests run on machines without an installed Pulumi. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { findOnPath } from "../pulumi/executable";
import type { ProgressStream } from "../pulumi/progress";
import { provideBuild, provideProduct } from "../pulumi/provideBuild";
import { PulumiUnavailable } from "../pulumi/pulumiUnavailable";
import { findRepository, makeRecipe, type Recipe } from "../pulumi/recipe";

const goArguments = ["build", "-mod=readonly", "-trimpath", "-tags=osusergo grpcnotrace", "-ldflags=-s -w"];

const words = {
  reason: "Tests of other languages need language hosts",
  duration: "2 to 4 minutes on 2 cores",
  remedy: "Run other tests",
};

/** Python and Go, and the code generators of these and of Node.js. */
function readHosts(): Recipe {
  const module = join(findRepository(), "tools", "languages");
  const names = ["python", "go", "nodejs"].map((language) => `pulumi-language-${language}`);
  return makeRecipe({
    title: "languages",
    product: "language hosts",
    words,
    module,
    sources: ["host/main.go", "host/host.go", "host/language.go"],
    goArguments,
    // The file name tells the binary which language it is.
    binaries: new Map(names.map((name) => [name, "./host"])),
    companions: new Map([["runPython.py", join(module, "host", "runPython.py")]]),
  });
}

/** The official host for YAML: a Go module with Pulumi packages of its own. */
function readYaml(): Recipe {
  return makeRecipe({
    title: "yaml",
    product: "the language host for YAML",
    words,
    module: join(findRepository(), "tools", "languages", "yaml"),
    sources: ["tools.go"],
    goArguments,
    binaries: new Map([["pulumi-language-yaml", "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"]]),
    companions: new Map(),
  });
}

/** Pulumi's SDK for Python and what generated SDKs need, in a virtual environment. */
async function providePython(environment: NodeJS.ProcessEnv, progress: ProgressStream): Promise<string> {
  const requirements = join(findRepository(), "tools", "languages", "requirements.txt");
  const product = {
    name: `python-${createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)}`,
    product: "an environment for Python",
    words,
  };
  return provideProduct(product, environment, progress, () => {
    const python = findOnPath("python3", environment);
    if (python === undefined) {
      throw new PulumiUnavailable(`${words.reason}, and there is no python3 on PATH. ${words.remedy}.`);
    }
    return async (workshop: string) => {
      await run(python, ["-m", "venv", workshop], environment);
      const interpreter = join(workshop, "bin", "python3");
      await run(interpreter, ["-m", "pip", "install", "--quiet", "--requirement", requirements], environment);
    };
  });
}

async function run(command: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, words, { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    messages += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code !== 0) {
    throw new PulumiUnavailable(`${command} ${words.join(" ")} failed:\n${messages}`);
  }
}

export interface Languages {
  /** The hosts for Python and Go, which also generate code for Node.js. */
  readonly hosts: string;
  readonly yaml: string;
  /** The virtual environment of programs in Python. */
  readonly python: string;
}

export async function provideLanguages(
  environment: NodeJS.ProcessEnv = process.env,
  progress: ProgressStream = process.stderr,
): Promise<Languages> {
  return {
    hosts: await provideBuild(readHosts(), environment, progress),
    yaml: await provideBuild(readYaml(), environment, progress),
    python: await providePython(environment, progress),
  };
}
