/** The refusals of the API, as errors that an operation throws. */
import { errorCodes, type WireError } from "pulumi-cloudflare-mcp/wire";

/** A refusal in the API's own form. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly WireError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors.map((error) => error.message).join("; "));
  }
}

/** The path of a refused value. The first element is its part of the request. */
export type RequestPath = readonly ["body" | "params" | "query", ...string[]];

export interface Issue {
  readonly message: string;
  readonly path: RequestPath;
}

/** A refusal of a request for its content: 400 and 7001 (observed), one error for each issue. */
export class InvalidRequest extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super(issues.map((issue) => issue.message).join("; "));
  }
}

/** Documented: 404 with 7002, for get, update, delete and sync alike. */
export const notFound = (): ApiError => new ApiError(404, [{ code: errorCodes.notFound, message: "Not Found" }]);

/** Observed on Cloudflare's API in general; the status differs between sources (400 and 404). */
export const noRoute = (status: 400 | 404, path: string): ApiError =>
  new ApiError(status, [
    {
      code: errorCodes.noRoute,
      message: `Could not route to ${path}, perhaps your object identifier is invalid?`,
    },
  ]);

/** Observed: the text of the database shows through when an update has no column left. */
export const nothingToUpdate = (status: number): ApiError =>
  new ApiError(status, [{ code: errorCodes.nothingToUpdate, message: 'D1_ERROR: near "WHERE": syntax error' }]);
