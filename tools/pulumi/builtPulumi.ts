/** Provides our own build of Pulumi, from the cache or built now. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { addCompanions, cacheFolder, createWorkshop, publish, removeDeadWorkshops } from "./cache";
import { findGo, goBuild } from "./go";
import { whileWorking } from "./progress";
import type { ProgressStream } from "./progress";
import type { Recipe } from "./recipe";
import { takeTurn } from "./turn";
import type { Turn } from "./turn";

/** The folder with our own build of Pulumi: from the cache, or built now. */
export async function provideBuiltPulumi(
  recipe: Recipe,
  environment: NodeJS.ProcessEnv,
  progress: ProgressStream,
): Promise<string> {
  const cache = cacheFolder(environment);
  const finished = join(cache, recipe.name);
  if (existsSync(finished)) {
    return finished;
  }

  const go = await findGo(recipe, environment);
  mkdirSync(cache, { recursive: true });
  const turn = await takeTurn(
    `${finished}.lock`,
    () => existsSync(finished),
    (owner) => progress.write(`Process ${owner} is building Pulumi ${recipe.version} already; waiting for it.\n`),
  );
  if (turn !== undefined) {
    try {
      removeDeadWorkshops(cache);
      progress.write(
        `There is no usable Pulumi on PATH: building Pulumi ${recipe.version} once, 4 to 8 minutes on 2 cores, ` +
          `into ${finished}. Install Pulumi to skip this.\n`,
      );
      await whileWorking(progress, `building Pulumi ${recipe.version}`, () =>
        build(go, recipe, finished, turn, environment),
      );
    } finally {
      turn.end();
    }
  }
  return finished;
}

async function build(
  go: string,
  recipe: Recipe,
  finished: string,
  turn: Turn,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const workshop = createWorkshop(finished);
  turn.keepAlive(workshop);
  try {
    await goBuild(go, recipe, join(workshop, "pulumi"), environment);
    addCompanions(recipe, workshop);
    publish(workshop, finished);
  } catch (failure) {
    rmSync(workshop, { recursive: true, force: true });
    throw failure;
  }
}
