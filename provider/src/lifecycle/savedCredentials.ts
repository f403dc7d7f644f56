/** The remedy for rejected credentials from state. It depends on the command. */
import { savedCredentialsRemedy } from "../cloudflare/errors";
import type { PulumiCommand } from "./pulumiCommand";

/** The steps of a command that does not check the resource in a program. */
export type UncheckedStep = "read" | "delete";

/** `provider` is the name of the explicit provider that has the credentials, if any. */
export function adviceOnSaved(
  command: PulumiCommand | undefined,
  step: UncheckedStep,
  provider: string | undefined,
): string | undefined {
  if (command === undefined) {
    return savedCredentialsRemedy;
  }
  const { name, runsProgram } = command;
  if (name === "up" && step === "delete") {
    return adviceOnRemoved(provider);
  }
  if (runsProgram) {
    // These are the current credentials, unless the program lacks the provider.
    return provider === undefined ? undefined : adviceOnRemoved(provider);
  }
  const subject = name === "up" || name === "preview" ? `The refresh of \`pulumi ${name}\`` : `\`pulumi ${name}\``;
  return `${subject} uses the credentials that the last \`pulumi up\` saved. Add \`--run-program\` to use the current ones.`;
}

function adviceOnRemoved(provider: string | undefined): string {
  return provider === undefined
    ? "If no resource of the program uses stack config, Pulumi used the credentials in state. Declare one such resource again, then run `pulumi up`."
    : `If the program no longer declares provider "${provider}", Pulumi used its credentials in state. Declare it again with a valid token, then run \`pulumi up\`.`;
}
