/** Where the operations of the API are, and how the log and the faults name a call. */

export const baseApiPath = "/client/v4";

/** The path of the API below its base, for an account or for a placeholder. */
export const accountPath = (account: string): string => `/accounts/${account}/access/ai-controls/mcp`;

/** As a route of fastify. */
export const accountRoute = `${baseApiPath}${accountPath(":accountId")}`;

const belowAccount = new RegExp(`^${baseApiPath}${accountPath("[^/]*")}(/.*)$`);

/** A URL of a call: its whole path, its path below the account, and its query. */
export function splitUrl(url: string): { fullPath: string; path: string; query: Record<string, string> } {
  const { pathname, searchParams } = new URL(`http://emulator${url}`);
  return {
    fullPath: pathname,
    path: belowAccount.exec(pathname)?.[1] ?? pathname,
    query: Object.fromEntries(searchParams),
  };
}
