/** The servers that a benchmark program declares, as servers.json holds them. */

/** What a program of a contestant reads from servers.json beside it. */
export interface Declarations {
  readonly servers: readonly Server[];
  /** For our package only. */
  readonly definitions: "full" | "digest";
  readonly adopt: boolean;
}

export interface Server {
  readonly serverId: string;
  readonly name: string;
  readonly hostname: string;
}

export function numberedServers(count: number): Server[] {
  return Array.from({ length: count }, (_, index) => {
    const serverId = `server-${String(index + 1).padStart(4, "0")}`;
    return { serverId, name: `Server ${index + 1}`, hostname: `https://${serverId}.example.com/mcp` };
  });
}

/** The same servers, the first of them under another name. */
export function withOneRenamed([first, ...others]: readonly Server[]): Server[] {
  return first === undefined ? [] : [{ ...first, name: "Renamed" }, ...others];
}
