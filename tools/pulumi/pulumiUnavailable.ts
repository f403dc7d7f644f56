/** The error for a machine on which no Pulumi can be found or built. */

/** No Pulumi can be had. The message is all that the user needs: show it without a stack. */
export class PulumiUnavailable extends Error {
  override readonly name = "PulumiUnavailable";
}
