export const baseApiPath = "/client/v4";

/** The path of the API below its base, with an account, or with what stands for one. */
export const accountPath = (account: string): string => `/accounts/${account}/access/ai-controls/mcp`;

/** As a route of fastify. */
export const accountRoute = `${baseApiPath}${accountPath(":accountId")}`;

const belowAccount = new RegExp(`^${baseApiPath}${accountPath("[^/]*")}(/.*)$`);

/** The part of a path below the account, by which the log and the faults name a call. */
export function shortPath(fullPath: string): string {
  return belowAccount.exec(fullPath)?.[1] ?? fullPath;
}
