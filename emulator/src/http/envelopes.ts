/** The envelopes of answers: success, failed sync and failure. */
import { errorCodes, type WireEnvelope, type WireError } from "pulumi-cloudflare-mcp/wire";
import type { Page } from "../objects/list";
import type { Switches } from "../switches";
import { ApiError, type InvalidRequest, type RequestPath } from "../refusals";

/** Observed: these endpoints leave errors and messages out of a success, unlike the rest of Cloudflare's API. */
export function successEnvelope<Result>(result: Result, switches: Switches): WireEnvelope<Result> {
  return { success: true, result, ...emptyLists(switches) };
}

/** Observed: the rest of Cloudflare's API has empty errors and messages in a success, and counts the pages of a list. */
export function fullEnvelope<Result>(result: Result): WireEnvelope<Result> {
  return { success: true, result, errors: [], messages: [] };
}

export function fullListEnvelope<Row>({ rows, info }: Page<Row>): unknown {
  return { ...fullEnvelope(rows), result_info: info };
}

export const emptyListEnvelope = fullListEnvelope({
  rows: [],
  info: { page: 1, per_page: 100, count: 0, total_count: 0, total_pages: 0 },
});

/** Observed: a sync that failed has a result and no errors. */
export function failedSyncEnvelope<Result>(result: Result, switches: Switches): WireEnvelope<Result> {
  return { success: false, result, ...emptyLists(switches) };
}

export function failureEnvelope(errors: readonly WireError[]): WireEnvelope<null> {
  return { success: false, errors: [...errors], messages: [], result: null };
}

export function toApiError(error: ApiError | InvalidRequest, switches: Switches): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  const toPath = (path: RequestPath): string[] => (switches.errorPath === "body" ? [...path] : path.slice(1));
  return new ApiError(
    400,
    error.issues.map(({ message, path }) => ({ code: errorCodes.validation, message, path: toPath(path) })),
  );
}

const emptyLists = (switches: Switches): Pick<WireEnvelope<unknown>, "errors" | "messages"> =>
  switches.envelope === "full" ? { errors: [], messages: [] } : {};
