/** The accounts of the emulator, and the tokens and the key that may use them. */

/** The identities of one emulator. Each has a fixed default, so that programs can rely on it. */
export interface Identities {
  /** Every token may use both accounts, except `secondAccountToken`. */
  readonly accountId: string;
  readonly secondAccountId: string;
  /** Has "MCP Portals Write", and may read all that decides whether a portal answers. */
  readonly apiToken: string;
  /** Has "MCP Portals Read" only. */
  readonly readOnlyToken: string;
  /** Is valid, and has no permission. */
  readonly powerlessToken: string;
  /** The same for the second account only. */
  readonly secondAccountToken: string;
  /** The older scheme: may do everything. */
  readonly email: string;
  readonly apiKey: string;
}

export const defaultIdentities: Identities = {
  accountId: "e0000000000000000000000000000001",
  secondAccountId: "e0000000000000000000000000000002",
  apiToken: "emulator-token-with-read-and-write-00001",
  readOnlyToken: "emulator-token-with-read-only-0000000002",
  powerlessToken: "emulator-token-without-permission-000003",
  secondAccountToken: "emulator-token-for-second-account-000004",
  email: "administrator@example.com",
  apiKey: "e00000000000000000000000000000000000f",
};

export const callerNames = ["apiToken", "readOnlyToken", "powerlessToken", "secondAccountToken", "apiKey"] as const;
export type CallerName = (typeof callerNames)[number];

/** A caller whose credential is valid. */
export interface Caller {
  readonly name: CallerName;
  readonly accountIds: readonly string[];
}

/** The callers by API token. */
export function callersByToken(identities: Identities): Map<string, Caller> {
  const both = [identities.accountId, identities.secondAccountId];
  return new Map<string, Caller>([
    [identities.apiToken, { name: "apiToken", accountIds: both }],
    [identities.readOnlyToken, { name: "readOnlyToken", accountIds: both }],
    [identities.powerlessToken, { name: "powerlessToken", accountIds: both }],
    [identities.secondAccountToken, { name: "secondAccountToken", accountIds: [identities.secondAccountId] }],
  ]);
}

/** The caller with email and API key. */
export function callerByKey(identities: Identities): Caller {
  return { name: "apiKey", accountIds: [identities.accountId, identities.secondAccountId] };
}
