/** Language hosts for programs in Python, Go and YAML, and generated SDKs: tests run on machines without an installed Pulumi. */
import { join } from "node:path";

import type { ProgressStream } from "../pulumi/progress";
import { provideBuild } from "../pulumi/provideBuild";
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

/** Folders for PATH: in front of Pulumi's own for code generation, behind it for programs in JavaScript. */
export async function provideLanguages(
  environment: NodeJS.ProcessEnv = process.env,
  progress: ProgressStream = process.stderr,
): Promise<{ readonly hosts: string; readonly yaml: string }> {
  return {
    hosts: await provideBuild(readHosts(), environment, progress),
    yaml: await provideBuild(readYaml(), environment, progress),
  };
}
