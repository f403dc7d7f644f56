/** Global set-up of the jest project `engine`: finds or builds Pulumi once. */
import { resolvePulumi } from "../../tools/pulumi/resolvePulumi";

/** Finds or builds Pulumi once, before the tests that need it start side by side. */
export default async function engineSetup(): Promise<void> {
  const pulumi = await resolvePulumi();
  process.env.PULUMI_COMMAND_FOR_TESTS = pulumi.command;
  Object.assign(process.env, pulumi.environment);
}
