/** Where the operations of the API are, and how the log and the faults name a call. */

export const baseApiPath = "/client/v4";

/** The path of the API below its base, for an account or for a placeholder. */
export const accountPath = (account: string): string => `/accounts/${account}/access/ai-controls/mcp`;

/** As a route of fastify. */
export const accountRoute = `${baseApiPath}${accountPath(":accountId")}`;

/** Below an account: applications, and what their policies name. */
export const accessPath = (account: string): string => `/accounts/${account}/access`;
export const accessRoute = `${baseApiPath}${accessPath(":accountId")}`;

export const zonesPath = "/zones";
export const zonesRoute = `${baseApiPath}${zonesPath}`;

const belowAccount = new RegExp(`^${baseApiPath}${accountPath("[^/]*")}(/.*)$`);

/** In the log such a path keeps its first step, as in "/access/apps". */
const elsewhere = new RegExp(`^${baseApiPath}(?:/accounts/[^/]*)?((?:/access|/zones)(?:/.*)?)$`);

/** A URL of a call: its whole path, its path below the account, and its query. */
export function splitUrl(url: string): { fullPath: string; path: string; query: Record<string, string> } {
  const { pathname, searchParams } = new URL(`http://emulator${url}`);
  return {
    fullPath: pathname,
    path: (belowAccount.exec(pathname) ?? elsewhere.exec(pathname))?.[1] ?? pathname,
    query: Object.fromEntries(searchParams),
  };
}
