/** Provides what has to be built once on a machine: from the cache, or built now. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { addCompanions, cacheFolder, createWorkshop, publish, removeDeadWorkshops } from "./cache";
import { findGo, goBuild } from "./go";
import { whileWorking } from "./progress";
import type { ProgressStream } from "./progress";
import type { Product, Recipe } from "./recipe";
import { takeTurn } from "./turn";
import type { Turn } from "./turn";

/** The folder of a build with Go. */
export async function provideBuild(
  recipe: Recipe,
  environment: NodeJS.ProcessEnv,
  progress: ProgressStream,
): Promise<string> {
  return provideProduct(recipe, environment, progress, async () => {
    const go = await findGo(recipe, environment);
    return async (workshop) => {
      await goBuild(go, recipe, workshop, environment);
      addCompanions(recipe, workshop);
    };
  });
}

type Build = (workshop: string) => Promise<void>;

/** `prepare` looks for what the build needs, before anything is said or written, and returns the build. */
export async function provideProduct(
  { name, product, words }: Product,
  environment: NodeJS.ProcessEnv,
  progress: ProgressStream,
  prepare: () => Build | Promise<Build>,
): Promise<string> {
  const cache = cacheFolder(environment);
  const finished = join(cache, name);
  if (existsSync(finished)) {
    return finished;
  }

  const build = await prepare();
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
      await whileWorking(progress, `building ${product}`, () => make(finished, turn, build));
    } finally {
      turn.end();
    }
  }
  return finished;
}

async function make(finished: string, turn: Turn, build: Build): Promise<void> {
  const workshop = createWorkshop(finished);
  turn.keepAlive(workshop);
  try {
    await build(workshop);
    publish(workshop, finished);
  } catch (failure) {
    rmSync(workshop, { recursive: true, force: true });
    throw failure;
  }
}
