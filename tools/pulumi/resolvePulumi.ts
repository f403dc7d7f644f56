/** Chooses the Pulumi to use: an installed one, or our own build. */
import { delimiter, join } from "node:path";

import { provideBuild } from "./provideBuild";
import { findInstalledPulumi } from "./installedPulumi";
import type { ProgressStream } from "./progress";
import { readRecipe } from "./recipe";

export interface Pulumi {
  /** Absolute path of the binary. */
  readonly command: string;
  readonly version: string;
  readonly source: "path" | "built";
  /** What its process needs beside the environment it would have anyway. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The Pulumi in force: one that is installed, else our own build of the pinned version, from the cache or made now. */
export async function resolvePulumi(
  environment: NodeJS.ProcessEnv = process.env,
  progress: ProgressStream = process.stderr,
): Promise<Pulumi> {
  const installed = await findInstalledPulumi(environment);
  if (installed.state === "usable") {
    return { command: installed.command, version: installed.version, source: "path", environment: {} };
  }

  const recipe = readRecipe();
  if (installed.state === "unusable") {
    progress.write(
      `Passing over ${installed.command}: ${installed.reason}. Using Pulumi ${recipe.version} instead; ` +
        `upgrade or remove the installed one to be rid of this notice.\n`,
    );
  }
  const folder = await provideBuild(recipe, environment, progress);
  return {
    command: join(folder, "pulumi"),
    version: recipe.version,
    source: "built",
    // First on PATH, so that the language host of a Pulumi that was passed over is not found before ours.
    environment: { PATH: [folder, environment.PATH ?? ""].join(delimiter) },
  };
}
