/** The accounts of the emulator, and the tokens and the key that may use them. */

/** The identities of one emulator. Each has a fixed default, so that programs can rely on it. */
export interface Identities {
  /** Every token may use both accounts, except `secondAccountToken`. */
  readonly accountId: string;
  readonly secondAccountId: string;
  /** Has "MCP Portals Write". */
  readonly apiToken: string;
  /** Has "MCP Portals Read" only. */
  readonly readOnlyToken: string;
  /** Is valid, and has no permission for MCP portals. */
  readonly powerlessToken: string;
  /** Has "MCP Portals Write", for the second account only. */
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

export type Permission = "write" | "read" | "none";

/** A caller whose credential is valid. */
export interface Caller {
  readonly name: string;
  readonly permission: Permission;
  readonly accountIds: readonly string[];
}

/** The callers by API token. */
export function callersByToken(identities: Identities): Map<string, Caller> {
  const both = [identities.accountId, identities.secondAccountId];
  return new Map<string, Caller>([
    [identities.apiToken, { name: "apiToken", permission: "write", accountIds: both }],
    [identities.readOnlyToken, { name: "readOnlyToken", permission: "read", accountIds: both }],
    [identities.powerlessToken, { name: "powerlessToken", permission: "none", accountIds: both }],
    [
      identities.secondAccountToken,
      { name: "secondAccountToken", permission: "write", accountIds: [identities.secondAccountId] },
    ],
  ]);
}

/** The caller with e-mail and API key. */
export function callerByKey(identities: Identities): Caller {
  return { name: "apiKey", permission: "write", accountIds: [identities.accountId, identities.secondAccountId] };
}
