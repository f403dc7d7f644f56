export const baseApiPath = "/client/v4";

/** As a route of fastify. */
export const accountRoute = `${baseApiPath}/accounts/:accountId/access/ai-controls/mcp`;

const belowAccount = new RegExp(`^${baseApiPath}/accounts/[^/]*/access/ai-controls/mcp(/.*)$`);

/** The part of a path below the account, by which the log and the faults name a call. */
export function shortPath(fullPath: string): string {
  return belowAccount.exec(fullPath)?.[1] ?? fullPath;
}
