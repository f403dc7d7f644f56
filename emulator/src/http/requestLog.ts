/** The request log: every call to the API, in order. */
import type { Credential } from "./access";

/** One call to the API, even if the API refused it or a fault cut it. */
export interface RecordedRequest {
  readonly method: string;
  /**
   * The path as in "/servers/docs/sync", "/access/apps" or "/zones/0123/dns_records": below the account where there is one.
   * The whole path for a call outside these endpoints.
   */
  readonly path: string;
  readonly fullPath: string;
  readonly query: Readonly<Record<string, string>>;
  /** The body as the caller sent it, parsed if it is JSON. Undefined without a body. */
  readonly body: unknown;
  /** Null while unanswered, and when a fault cut the connection or holds the answer. */
  readonly status: number | null;
  /** Whether a fault holds the answer. Nothing more happens to such a call. */
  readonly isHeld: boolean;
  readonly credential: Credential;
}

/** The calls in order of arrival. */
export class RequestLog {
  private recorded: PendingRequest[] = [];

  record(request: Omit<RecordedRequest, "status" | "isHeld">): PendingRequest {
    const entry: PendingRequest = { ...request, status: null, isHeld: false };
    this.recorded.push(entry);
    return entry;
  }

  requests(): readonly RecordedRequest[] {
    return structuredClone(this.recorded);
  }

  clear(): void {
    this.recorded = [];
  }
}

/** A recorded call whose end is still open. */
export type PendingRequest = Omit<RecordedRequest, "status" | "isHeld"> & { status: number | null; isHeld: boolean };
