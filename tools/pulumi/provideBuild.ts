/** Provides a build with Go, from the cache or built now. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { addCompanions, cacheFolder, createWorkshop, publish, removeDeadWorkshops } from "./cache";
import { findGo, goBuild } from "./go";
import { whileWorking } from "./progress";
import type { ProgressStream } from "./progress";
import type { Recipe } from "./recipe";
import { takeTurn } from "./turn";
import type { Turn } from "./turn";

/** The folder of a build: from the cache, or built now. */
export async function provideBuild(
  recipe: Recipe,
  environment: NodeJS.ProcessEnv,
  progress: ProgressStream,
): Promise<string> {
  const { product, words } = recipe;
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
    (owner) => progress.write(`Process ${owner} is building ${product} already; waiting for it.\n`),
  );
  if (turn !== undefined) {
    try {
      removeDeadWorkshops(cache);
      progress.write(
        `${words.reason}: building ${product} once, ${words.duration}, into ${finished}. ` +
          `${words.remedy} to skip this.\n`,
      );
      await whileWorking(progress, `building ${product}`, () =>
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
    await goBuild(go, recipe, workshop, environment);
    addCompanions(recipe, workshop);
    publish(workshop, finished);
  } catch (failure) {
    rmSync(workshop, { recursive: true, force: true });
    throw failure;
  }
}
