/** The request log: every call to the API, in order. */
import type { Credential } from "./access";

/** One call to the API, also one that was refused or cut. */
export interface RecordedRequest {
  readonly method: string;
  /** Below the account, as in "/servers/docs/sync"; the whole path when it is not one of these endpoints. */
  readonly path: string;
  readonly fullPath: string;
  readonly query: Readonly<Record<string, string>>;
  /** As it was sent, before anything was stripped: parsed if it is JSON. Undefined without a body. */
  readonly body: unknown;
  /** Null while unanswered, and when a fault cut the connection or keeps the answer back. */
  readonly status: number | null;
  /** Whether a fault keeps the answer back; what the call asks for is then done or not, for good. */
  readonly isHeld: boolean;
  readonly credential: Credential;
}

/** The calls in the order in which they came. */
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

/** A call whose end is filled in when it is known. */
export type PendingRequest = Omit<RecordedRequest, "status" | "isHeld"> & { status: number | null; isHeld: boolean };
