/** Finds an installed Pulumi that is recent enough. */
import { tmpdir } from "node:os";

import { findOnPath, outputOf } from "./executable";
import { formatVersion, isAtLeast, parseVersion } from "./version";
import type { Version } from "./version";

/** The oldest engine that compares the inputs a dynamic provider's `read` returns: without it drift is not seen. */
const minimum: Version = [3, 216, 0];

export const minimumPulumi = formatVersion(minimum);

export type InstalledPulumi =
  | { state: "absent" }
  | { state: "unusable"; command: string; reason: string }
  | { state: "usable"; command: string; version: string };

/** The `pulumi` on PATH, which brings its own language host. */
export async function findInstalledPulumi(environment: NodeJS.ProcessEnv): Promise<InstalledPulumi> {
  const command = findOnPath("pulumi", environment);
  if (command === undefined) {
    return { state: "absent" };
  }
  const quiet = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const output = await outputOf(command, ["version"], quiet, tmpdir());
  const version = output === undefined ? undefined : parseVersion(output);
  if (version === undefined) {
    return { state: "unusable", command, reason: "it does not tell its version" };
  }
  if (!isAtLeast(version, minimum)) {
    const reason = `it is version ${formatVersion(version)}, and ${minimumPulumi} or newer is needed`;
    return { state: "unusable", command, reason };
  }
  return { state: "usable", command, version: formatVersion(version) };
}
