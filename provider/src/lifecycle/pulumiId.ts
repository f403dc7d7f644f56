/** The ids that Pulumi stores: made, parsed, and understood where the id in an account is asked for. */
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

/** The id of an object in its account, and what is wrong with it there. */
export interface LocalId {
  readonly id: unknown;
  readonly failure?: string;
}

/** Every account id that Cloudflare gives. Other texts with a slash are no ids at all. */
const accountPattern = /^[0-9a-f]{32}$/;

/**
 * The id in the account that a person or program gave, who may also give the id that Pulumi stores: programs of the bridged
 * provider write `docs.id`. It has to be of the same account, if that is known yet.
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
