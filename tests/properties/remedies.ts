import type { Deployment } from "../support/deployment";
import type { Drivers } from "../support/drivers";

/** The objects that an error says may have been made all the same, or are there already: how to take them over. */
export function takenOverBy(error: unknown): string[] {
  return [...String(error).matchAll(/CLOUDFLARE_MCP_ADOPT=[^/\s]+\/(\S+) in the environment/g)].map(
    ([, id = ""]) => id,
  );
}

/** What a step failed with, if it did. It may fail, but never with something that nobody can read. */
export async function readableFailure(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toMatch(/undefined|\[object/);
    return error;
  }
}

/** What a person may see: all of state but the credentials, which are encrypted there, and what was said. */
export function inClear({ state }: Deployment, { warnings, notes }: Drivers): string[] {
  const { inputs = {}, outputs = {} } = state ?? {};
  const texts = [inputs, outputs].map(({ authCredentials: _, ...others }) => JSON.stringify(others));
  return [...texts, ...warnings, ...notes];
}
