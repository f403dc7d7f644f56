/** Takes one stack from creation to destruction and measures each step. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { declarationsOf, type Contestant } from "./contestants";
import { withOneRenamed } from "./declarations";
import type { EmulatorProcess } from "./emulatorProcess";
import { measure, type Figures } from "./measure";
import { steps, type StepName } from "./steps";
import { createWorkspace } from "./workspace";

/** Where the measuring happens. */
export interface Surroundings {
  readonly pulumiCommand: string;
  readonly emulator: EmulatorProcess;
  /** The folder of the native plugin. */
  readonly plugin: string;
  /** Aborted when somebody asked to stop. */
  readonly interrupted: AbortSignal;
}

export type StepFigures = Readonly<Partial<Record<StepName, Figures>>>;

/** Lives the life of one stack, from nothing to nothing, and returns what each step took. */
export async function run(
  { pulumiCommand, emulator, plugin, interrupted }: Surroundings,
  contestant: Contestant,
  servers: number,
  names: readonly StepName[],
): Promise<StepFigures> {
  const declarations = declarationsOf(contestant, servers);
  for (const server of contestant.existing(declarations.servers)) {
    await emulator.seed(server);
  }
  const workspace = await createWorkspace(pulumiCommand, {
    files: {
      "Pulumi.yaml": `name: test\nruntime: nodejs\nplugins:\n  providers: [{ name: cloudflare-mcp, path: ${plugin} }]\n`,
      // Compiled before: what is compared is the providers, not how long TypeScript takes.
      "index.js": readFileSync(join(__dirname, "programs", `${contestant.program}.js`), "utf8"),
      "package.json": '{ "name": "bench", "main": "index.js" }',
      "servers.json": JSON.stringify(declarations),
    },
  });
  const figures: Partial<Record<StepName, Figures>> = {};
  try {
    for (const name of names) {
      interrupted.throwIfAborted();
      if (name === "rename one") {
        const renamed = { ...declarations, servers: withOneRenamed(declarations.servers) };
        workspace.write("servers.json", JSON.stringify(renamed));
      }
      figures[name] = await measure(workspace, emulator, steps[name].words);
    }
  } finally {
    workspace.remove();
  }
  return figures;
}
