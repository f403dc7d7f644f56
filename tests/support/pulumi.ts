/** Pulumi projects for tests, run by the Pulumi that `engineSetup.ts` found. */
import { createWorkspace as create, type Workspace, type WorkspaceOptions } from "../../bench/workspace";

export { outcomeOf, succeed, type Outcome, type Workspace } from "../../bench/workspace";

/** A project for a test, run by the Pulumi that the set-up of the jest project found. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const command = process.env.PULUMI_COMMAND_FOR_TESTS;
  if (command === undefined) {
    throw new Error("Tests with Pulumi belong to the jest project `engine`, whose set-up provides it.");
  }
  return create(command, options);
}
