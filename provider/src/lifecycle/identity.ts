/** What identifies an object (its account and id), and whether an existing one is adopted. */
import * as v from "valibot";
import { accountIdForm } from "../cloudflare/wire";
import { configuredAccount, configuredAccountOrigin, environmentAccount } from "../configuration";
import { asText } from "../text/asText";
import type { Host } from "./host";
import { pulumiId } from "./pulumiId";
import { textSchema } from "./schemas";
import { isSet, type Properties } from "./values";

/** The error for reading an object that does not exist. */
export function missing(noun: string, id: string, accountId: string): Error {
  return new Error(`There is no ${noun} "${id}" in account ${accountId}.`);
}

const accountIdSchema = textSchema(accountIdForm);

/** The fault of an account id, if it is set and known. */
export function accountIdFault(value: string | undefined): string | undefined {
  return value === undefined ? undefined : v.safeParse(accountIdSchema, value).issues?.[0].message;
}

interface ResolvedAccount {
  readonly id?: unknown;
  readonly failure?: string;
  /** The source of the account, if it is not the program. */
  readonly origin?: string;
}

/**
 * The account: from the argument, stack config, state or environment, in this order. The environment never moves an
 * existing object.
 */
export function resolveAccount(
  host: Pick<Host, "configuration" | "environment">,
  inputs: Properties,
  before: Properties,
): ResolvedAccount {
  if (isSet(inputs.accountId)) {
    return { id: inputs.accountId };
  }
  const configured = configuredAccount(host.configuration);
  if (configured !== undefined) {
    return { id: configured, origin: configuredAccountOrigin(host.configuration) };
  }
  const environment = environmentAccount(host.environment);
  const stored = before.accountId;
  if (isSet(stored)) {
    return environment === undefined || environment === stored
      ? { id: stored }
      : {
          id: stored,
          failure: `is ${asText(stored)} in state, but CLOUDFLARE_ACCOUNT_ID names ${environment}. An environment variable does not move a server to another account: unset it, or set accountId or cloudflare:accountId to replace the server.`,
        };
  }
  return environment === undefined
    ? {
        failure:
          "is not set. Set it here, by `pulumi config set cloudflare:accountId …`, or in CLOUDFLARE_ACCOUNT_ID: docs/get-started.md.",
      }
    : { id: environment, origin: "CLOUDFLARE_ACCOUNT_ID" };
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
