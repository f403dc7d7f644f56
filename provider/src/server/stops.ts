/**
 * Tools that somebody disabled by hand on a server with an enforced lock: an update leaves them disabled, and warns.
 */
import type { WireServer } from "../cloudflare/wire";
import { managedIn } from "../lifecycle/comparison";
import type { Update } from "../lifecycle/resourceKind";
import { firstOf, type Properties } from "../lifecycle/values";
import { lists } from "../rows/rows";
import { rowsOf } from "../rows/overrides";
import { verdictOn } from "../toolLock/observe";
import { isEnforced, summaryIn } from "../toolLock/summary";
import { stoppedByHand, withStops } from "./overrides";
import type { ServerSession, ServerState } from "./step";
import { serverTable, type ServerArguments } from "./table";

/**
 * Adds the tools disabled by hand to the body of an update. Tools that the program itself disabled before do not count.
 */
export async function keepStops(
  { api, id }: ServerSession,
  {
    changed,
    body,
    inputs,
    previous,
  }: Pick<Update<ServerArguments, ServerState>, "changed" | "body" | "inputs" | "previous">,
): Promise<Properties> {
  const carried = lists.filter(({ overrides }) => changed[overrides] !== undefined);
  if (carried.length === 0 || !isEnforced(inputs.toolLock)) {
    return body;
  }
  const found = await api.get(id);
  const managed = managedIn(serverTable, previous);
  const kept = carried.map(({ overrides, wire }) => {
    const before = managed.includes(overrides) ? rowsOf(previous[overrides]) : [];
    const stopped = stoppedByHand([...rowsOf(body[wire]), ...before], found?.object[wire]);
    return [wire, withStops(body[wire], stopped)];
  });
  return { ...body, ...(Object.fromEntries(kept) as Properties) };
}

/** Warns about tools that the lock allows and somebody disabled. */
export function stopWarnings(object: WireServer, said: ServerState): string[] {
  const summary = summaryIn(said.toolLock);
  if (summary?.mode !== "enforce") {
    return [];
  }
  const { served } = verdictOn(summary, object.id, object);
  const stopped = lists.flatMap(({ allowed, overrides, wire }) =>
    [...stoppedByHand(said[overrides], object[wire])].filter((name) => served[allowed].has(name)),
  );
  const words = stopped.map((name) => `"${name}"`);
  return stopped.length === 0
    ? []
    : [
        `${summary.file} allows ${firstOf(words, 5)}, but somebody disabled ${stopped.length === 1 ? "it" : "them"} on MCP server "${object.id}". The provider leaves ${stopped.length === 1 ? "it" : "them"} disabled. Enable ${stopped.length === 1 ? "it" : "them"} at Cloudflare, or set allow to false in the lock.`,
      ];
}
