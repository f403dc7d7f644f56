import type { StoredServer } from "./storedServer";
import { createdServer, type WriteContext } from "./write";

/** A server with the given fields and likely values for all others, put there without a request. */
export function seededServer(fields: Partial<StoredServer> & { id: string }, context: WriteContext): StoredServer {
  const defaults = createdServer(
    {
      id: fields.id,
      name: fields.name ?? fields.id,
      hostname: fields.hostname ?? `https://${fields.id}.example.com/mcp`,
      auth_type: fields.auth_type ?? "unauthenticated",
    },
    context,
  );
  return { ...defaults, ...fields };
}

/** Ids and fields of as many servers as asked for: server-0001 and so on. */
export function numberedServers(count: number): { id: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `server-${String(index + 1).padStart(4, "0")}` }));
}
