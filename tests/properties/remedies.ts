/** The objects that an error says may have been made all the same, or are there already: how to take them over. */
export function takenOverBy(error: unknown): string[] {
  return [...String(error).matchAll(/CLOUDFLARE_MCP_ADOPT=[^/\s]+\/(\S+) in the environment/g)].map(
    ([, id = ""]) => id,
  );
}
