/** The ids that Pulumi stores, made and parsed. */

/** The id that Pulumi stores: `<accountId>/<id>`. */
export function pulumiId(accountId: string, id: string): string {
  return `${accountId}/${id}`;
}

/** The account and the id that {@link pulumiId} joined; undefined for any other text. */
export function parsePulumiId(text: string): { readonly accountId: string; readonly id: string } | undefined {
  const [accountId = "", id = "", ...rest] = text.split("/");
  return accountId === "" || id === "" || rest.length > 0 ? undefined : { accountId, id };
}
