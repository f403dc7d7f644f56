/**
 * One client for all calls of a process with the same credentials, because a pause that Cloudflare requests applies to
 * all of them.
 */
import type { CloudflareClient } from "./cloudflare/client";
import { systemClock, type Clock } from "./cloudflare/clock";
import type { Connection } from "./configuration";

const clients = new Map<string, CloudflareClient>();

/** The clock of the process: the first caller sets it. */
export async function connect(connection: Connection, clock: Clock = systemClock): Promise<CloudflareClient> {
  const key = JSON.stringify(connection);
  const existing = clients.get(key);
  if (existing !== undefined) {
    return existing;
  }
  // Loaded late: a preview without changes needs no HTTP client, and loading one takes longer than the rest of the
  // package.
  const { CloudflareClient } = await import("./cloudflare/client.js");
  const client = clients.get(key) ?? new CloudflareClient(connection, clock);
  clients.set(key, client);
  return client;
}
