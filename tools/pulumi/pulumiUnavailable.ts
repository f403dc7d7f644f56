/** No Pulumi can be had. The message is all that the user needs: show it without a stack. */
export class PulumiUnavailable extends Error {
  override readonly name = "PulumiUnavailable";
}
