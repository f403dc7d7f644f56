/** Programs in other languages on the real engine: their hosts, their SDKs and the built plugin. */
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { provideLanguages, type Languages } from "../../tools/languages/provideLanguages";
import { repository } from "../docs/tree";
import { outcomeOf, succeed } from "./pulumi";
import type { TestStack } from "./stack";

export type Language = "yaml" | "python" | "go" | "nodejs";

const schema = join(repository, "provider", "schema", "schema.json");

/** The hosts of other languages for the tests of one file, built once on a machine. */
export function useLanguages(): Languages {
  let provided: Languages | undefined;
  beforeAll(async () => {
    provided = await provideLanguages();
  }, 600_000);
  const get = (name: keyof Languages): string => {
    if (provided === undefined) {
      throw new Error("Language hosts are there only while a test runs.");
    }
    return provided[name];
  };
  return {
    get hosts() {
      return get("hosts");
    },
    get yaml() {
      return get("yaml");
    },
    get python() {
      return get("python");
    },
  };
}

/** What makes Pulumi find the hosts. For programs in JavaScript its own comes first, for their generated code ours. */
export function environmentFor({ hosts, yaml, python }: Languages, language: Language): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? "").split(delimiter);
  const folders = language === "nodejs" ? [hosts, ...path] : [...path, hosts, yaml];
  return {
    PATH: folders.join(delimiter),
    VIRTUAL_ENV: python,
    // Where the SDK is installed, seen from the program.
    PYTHONPATH: join("sdks", "installed"),
    GOTOOLCHAIN: "local",
  };
}

/** Generates the SDK of the plugin beside a program and installs it there, as its reader does. `folder` has the program. */
export async function generateSdk(
  { workspace }: TestStack,
  language: Language,
  { python }: Languages,
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  await succeed(workspace, ["package", "gen-sdk", schema, "--language", language, "--out", "sdks"], { environment });
  if (language === "python") {
    const words = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"];
    const installed = spawn(join(python, "bin", "python3"), [...words, "--target", "sdks/installed", "./sdks/python"], {
      cwd: folder,
    });
    const { code, stderr } = await outcomeOf(installed);
    if (code !== 0) {
      throw new Error(stderr);
    }
  }
}

/** Puts a built plugin where the examples of a checkout have it. */
export function linkPlugin(stack: TestStack, plugin: string): void {
  const target = join(stack.workspace.folder, "dist", "plugin");
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(plugin, target);
}
