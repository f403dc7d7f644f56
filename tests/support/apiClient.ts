/** The API client as its tests use it, and every form in which a secret could leak from an error. */
import { inspect } from "node:util";
import { CloudflareClient, type Request } from "../../provider/src/cloudflare/client";
import { CloudflareError } from "../../provider/src/cloudflare/errors";
import type { Connection } from "../../provider/src/configuration";
import { FakeClock } from "./fakeClock";

export const apiToken = "canary-api-token-0123456789";

/** A client for a base URL, as the environment would give it. */
export function clientFor(
  baseUrl: string,
  clock = new FakeClock(),
  connection: Partial<Connection> = {},
): { readonly client: CloudflareClient; readonly clock: FakeClock } {
  const client = new CloudflareClient(
    {
      baseUrl,
      headers: { Authorization: `Bearer ${apiToken}` },
      secrets: [apiToken],
      origin: "CLOUDFLARE_API_TOKEN (environment)",
      fromStack: false,
      ...connection,
    },
    clock,
  );
  return { client, clock };
}

/** A request with seven minutes of time, as the lifecycle gives it. */
export function request(clock: FakeClock, details: Partial<Request> = {}): Request {
  return {
    method: "GET",
    path: "/servers/docs",
    attempted: 'read MCP server "docs"',
    deadline: clock.now() + 7 * 60_000,
    ...details,
  };
}

/** The error that a call ends with. Fails when it ends well. */
export async function errorOf(call: Promise<unknown>): Promise<CloudflareError> {
  const outcome = await call.then(
    (result) => new Error(`no error, but ${JSON.stringify(result)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof CloudflareError) {
    return outcome;
  }
  throw outcome;
}

/** Everything that can be got out of an error, by whatever logger: as text, as JSON, by inspection, property by property. */
export function everythingIn(error: Error): string {
  const texts = [
    String(error),
    error.stack ?? "",
    JSON.stringify(error),
    inspect(error, { depth: 20, showHidden: true }),
  ];
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) {
      texts.push(String(value));
      return;
    }
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      texts.push(String(key));
      walk(Reflect.get(value, key));
    }
  };
  walk(error);
  return texts.join("\n");
}

/** The forms in which a secret can turn up. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    encodeURIComponent(secret),
  ];
}
