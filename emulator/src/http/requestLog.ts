import type { Credential } from "./authenticate";

/** One call to the API, also one that was refused or cut. */
export interface RecordedRequest {
  readonly method: string;
  /** Below the account, as in "/servers/docs/sync"; the whole path when it is not one of these endpoints. */
  readonly path: string;
  readonly fullPath: string;
  readonly query: Readonly<Record<string, string>>;
  /** As it was sent, before anything was stripped: parsed if it is JSON. Undefined without a body. */
  readonly body: unknown;
  /** Null while unanswered, and when a fault cut the connection. */
  readonly status: number | null;
  readonly credential: Credential;
}

/** The calls in the order in which they came. */
export class RequestLog {
  private recorded: Entry[] = [];

  record(request: Omit<RecordedRequest, "status">): Entry {
    const entry: Entry = { ...request, status: null };
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

/** A call whose status is filled in when it is answered. */
export type Entry = Omit<RecordedRequest, "status"> & { status: number | null };
