/** What identifies an object: its account and its id, and whether an existing one is taken over. */
import { configuredAccount, environmentAccount } from "../configuration";
import type { Host } from "./host";
import { pulumiId } from "./pulumiId";
import { isSet, type Properties } from "./values";

/** The refusal to read what is not there. */
export function missing(noun: string, id: string, accountId: string): Error {
  return new Error(`There is no ${noun} "${id}" in account ${accountId}.`);
}

/**
 * The account: argument, stack config, the one in state, environment, in this order. An environment never moves what
 * exists.
 */
export function resolveAccount(
  host: Pick<Host, "configuration" | "environment">,
  inputs: Properties,
  before: Properties,
): { id?: unknown; failure?: string } {
  const declared = inputs.accountId ?? configuredAccount(host.configuration);
  if (isSet(declared)) {
    return { id: declared };
  }
  const environment = environmentAccount(host.environment);
  const stored = before.accountId;
  if (isSet(stored)) {
    return environment === undefined || environment === stored
      ? { id: stored }
      : {
          id: stored,
          failure: `is ${String(stored)} in state, but CLOUDFLARE_ACCOUNT_ID names ${environment}. An environment variable does not move a server to another account: unset it, or set accountId or cloudflare:accountId if that is what you want.`,
        };
  }
  return environment === undefined
    ? {
        failure:
          "is not known. Set it here, by `pulumi config set cloudflare:accountId …`, or by CLOUDFLARE_ACCOUNT_ID: docs/token.md.",
      }
    : { id: environment };
}

/** Adopts the listed objects in one run, without a change of the program: `<accountId>/<id>,…` */
export const adoptVariable = "CLOUDFLARE_MCP_ADOPT";

export function isAdopting(host: Pick<Host, "environment">, adopt: unknown, accountId: unknown, id: unknown): boolean {
  if (typeof accountId !== "string" || typeof id !== "string") {
    return adopt === true;
  }
  const listed = (host.environment[adoptVariable] ?? "").split(",").map((entry) => entry.trim());
  return adopt === true || listed.includes(pulumiId(accountId, id));
}
