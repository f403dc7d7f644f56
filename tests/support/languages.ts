/** Programs in other languages on the real engine: their hosts, their SDKs and the built plugin. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { provideLanguages, type Languages } from "../../tools/languages/provideLanguages";
import { outcomeOf } from "./pulumi";

export type Language = "yaml" | "python" | "go" | "nodejs";

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

/** Installs a generated SDK beside a program in Python, as `pip install --requirement` does. */
export async function installSdk({ python }: Languages, folder: string): Promise<void> {
  const words = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"];
  const child = spawn(join(python, "bin", "python3"), [...words, "--target", "sdks/installed", "./sdks/python"], {
    cwd: folder,
  });
  const { code, stderr } = await outcomeOf(child);
  if (code !== 0) {
    throw new Error(stderr);
  }
}
