/** Servers that a test puts into the store past the API. */
import { serverFields } from "pulumi-cloudflare-mcp/wire";
import { creatableFields, type WriteContext } from "../objects/fields";
import type { StoredServer } from "../store/storedServer";
import { createdServer } from "./write";

/** A server as a create request leaves it, with the given fields on top, whatever they are. */
export function seededServer(fields: Partial<StoredServer> & { id: string }, context: WriteContext): StoredServer {
  const created = createdServer(
    {
      name: fields.id,
      hostname: `https://${fields.id}.example.com/mcp`,
      auth_type: "unauthenticated",
      ...creatableFields(fields, serverFields),
    },
    context,
  );
  return { ...created, ...fields };
}

/** Servers with the ids server-0001, server-0002 and so on. */
export function numberedServers(count: number): { id: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `server-${String(index + 1).padStart(4, "0")}` }));
}
