/** Pulumi's ids of objects: made, parsed, and accepted in place of an id in the account. */
import { isUnknown } from "./values";

/** The id that Pulumi stores: `<accountId>/<id>`. */
export function pulumiId(accountId: string, id: string): string {
  return `${accountId}/${id}`;
}

/** The account and the id that {@link pulumiId} joined; undefined for any other text. */
export function parsePulumiId(text: string): { readonly accountId: string; readonly id: string } | undefined {
  const [accountId = "", id = "", ...rest] = text.split("/");
  return accountId === "" || id === "" || rest.length > 0 ? undefined : { accountId, id };
}

/** The id of an object in its account, and its fault there. */
export interface LocalId {
  readonly id: unknown;
  readonly failure?: string;
}

/** The form of Cloudflare's account ids. Any other text with a slash is not an id. */
const accountPattern = /^[0-9a-f]{32}$/;

/**
 * The id in the account, given that id or Pulumi's: programs of the bridged provider pass `docs.id`. Pulumi's id must
 * be of the same account, if that is already known.
 */
export function localId(given: unknown, accountId: unknown): LocalId {
  const parsed = typeof given === "string" ? parsePulumiId(given) : undefined;
  if (parsed === undefined || !(parsed.accountId === accountId || accountPattern.test(parsed.accountId))) {
    return { id: given };
  }
  const isElsewhere = typeof accountId === "string" && !isUnknown(accountId) && accountId !== parsed.accountId;
  return isElsewhere
    ? {
        id: parsed.id,
        failure: `is in account ${parsed.accountId}, not in ${accountId}. Give an id of account ${accountId}.`,
      }
    : { id: parsed.id };
}
