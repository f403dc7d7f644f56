/** One client for all that a process does as somebody: it knows when Cloudflare asked that somebody to be quiet. */
import type { CloudflareClient } from "./cloudflare/client";
import { systemClock, type Clock } from "./cloudflare/clock";
import type { Connection } from "./configuration";

const clients = new Map<string, CloudflareClient>();

/** The clock is that of the process: whoever connects first brings it. */
export async function connect(connection: Connection, clock: Clock = systemClock): Promise<CloudflareClient> {
  const key = JSON.stringify(connection);
  const existing = clients.get(key);
  if (existing !== undefined) {
    return existing;
  }
  // Only now: a preview without changes needs no HTTP client, and loading one costs more than the rest of the package.
  const { CloudflareClient } = await import("./cloudflare/client.js");
  const client = clients.get(key) ?? new CloudflareClient(connection, clock);
  clients.set(key, client);
  return client;
}
