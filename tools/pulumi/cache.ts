/** The cache of Pulumi builds, which every checkout of a user shares. */
import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

import type { Recipe } from "./recipe";
import { isDead } from "./turn";

const building = ".building-";

/** Where builds are kept, shared by all checkouts of this user. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const configured = environment.XDG_CACHE_HOME ?? "";
  const base = isAbsolute(configured) ? configured : join(environment.HOME ?? homedir(), ".cache");
  return join(base, "pulumi-cloudflare-mcp");
}

/** A build grows here and is renamed as a whole: a folder under its final name is always complete. */
export function createWorkshop(finished: string): string {
  const workshop = `${finished}${building}${randomUUID()}`;
  mkdirSync(workshop);
  return workshop;
}

/** Copies the language host and the launcher to the binary's side. */
export function addCompanions(recipe: Recipe, workshop: string): void {
  for (const [name, source] of recipe.companions) {
    const target = join(workshop, name);
    copyFileSync(source, target);
    chmodSync(target, 0o755);
  }
}

/** Gives the workshop its final name, unless another process has done so first. */
export function publish(workshop: string, finished: string): void {
  try {
    renameSync(workshop, finished);
  } catch (failure) {
    if (!existsSync(finished)) {
      throw failure;
    }
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** Removes what builds that were killed have left behind. */
export function removeDeadWorkshops(cache: string): void {
  const workshops = readdirSync(cache).filter((name) => name.includes(building));
  for (const workshop of workshops.map((name) => join(cache, name)).filter(isDead)) {
    rmSync(workshop, { recursive: true, force: true });
  }
}
