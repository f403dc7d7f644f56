/** The outcome of a sync: which servers it contacts, and what it changes of them. */
import type { WireErrorDetails, WireSyncResult } from "pulumi-cloudflare-mcp/wire";
import { sqliteTime } from "../times";
import { bearerHeaders } from "./credentials";
import type { StoredServer } from "../store/storedServer";
import { readDefinitions, UpstreamFailure } from "./upstream";

/** The fields that a sync changes. Overrides survive it. */
export type SyncChanges = Partial<
  Pick<
    StoredServer,
    "status" | "error" | "error_details" | "tools" | "prompts" | "last_synced" | "last_successful_sync"
  >
>;

/**
 * Whether a sync contacts the server. A sync of an OAuth server reports success and does nothing (observed) if the
 * server has a manual client, which is read once at its first login, or waits for the login of its administrator.
 */
export function isSyncable(server: StoredServer): boolean {
  return server.authentication_status !== "manual" && server.authentication_status !== "required";
}

/** Connects to the server and returns the changes that follow. It never throws: a failure is a change too. */
export async function discover(server: StoredServer, now: () => number, signal: AbortSignal): Promise<SyncChanges> {
  try {
    const { tools, prompts } = await readDefinitions(server.hostname, headersOf(server), signal);
    const time = sqliteTime(now());
    return {
      status: "ready",
      error: null,
      error_details: null,
      tools,
      prompts,
      last_synced: time,
      last_successful_sync: time,
    };
  } catch (error) {
    const { text, details } = describe(error, server);
    return { status: "error", error: text, error_details: details, last_synced: sqliteTime(now()) };
  }
}

/** The answer of a sync: the state of the server, without the server (documented). */
export function syncResult(server: StoredServer): WireSyncResult {
  return {
    status: server.status ?? "waiting",
    ...(server.error !== null && { error: server.error }),
    ...(server.error_details !== null && { error_details: server.error_details }),
  };
}

const missingCredentials = "Bearer credentials missing headers";

function headersOf(server: StoredServer): Record<string, string> {
  if (server.auth_type === "bearer") {
    if (server.auth_credentials === null) {
      // Observed text, after an update had wiped the credentials.
      throw new UpstreamFailure(missingCredentials, undefined, undefined);
    }
    return bearerHeaders(server.auth_credentials);
  }
  return server.login_token === null ? {} : { authorization: `Bearer ${server.login_token}` };
}

function describe(error: unknown, server: StoredServer): { text: string; details: WireErrorDetails } {
  const failure = error instanceof UpstreamFailure ? error : new UpstreamFailure("invalid URL", undefined, undefined);
  const { message, statusCode, mcpCode } = failure;
  return {
    text: wording(failure, server),
    details: {
      cause: message,
      is_upstream: statusCode !== undefined,
      retryable: isRetryable(failure),
      ...(statusCode !== undefined && { status_code: statusCode }),
      ...(mcpCode !== undefined && { mcp_code: mcpCode }),
    },
  };
}

function wording({ message, statusCode, mcpCode }: UpstreamFailure, server: StoredServer): string {
  if (message === missingCredentials) {
    return missingCredentials;
  }
  if (statusCode === undefined) {
    return `Could not connect to the server: ${message}`;
  }
  if (statusCode === 401) {
    // Documented for a server that wants OAuth while auth_type is unauthenticated; "Unauthorized" was observed.
    return server.auth_type === "unauthenticated" ? "Authorization failed" : "Unauthorized: HTTP 401";
  }
  // "Server error: HTTP 530" was observed.
  return mcpCode === undefined ? `Server error: HTTP ${statusCode}` : `Server error: ${message}`;
}

function isRetryable({ message, statusCode }: UpstreamFailure): boolean {
  return statusCode === undefined ? message !== missingCredentials : statusCode === 429 || statusCode >= 500;
}
