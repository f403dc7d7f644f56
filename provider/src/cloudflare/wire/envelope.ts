/** The envelope around every answer of the API, its error codes, and the limits of lists. */

/** The envelope around every answer. `errors` and `messages` are often left out; `result` may stand beside `success: false`. */
export interface WireEnvelope<Result> {
  success: boolean;
  result?: Result | null;
  errors?: WireError[];
  messages?: unknown[];
  result_info?: WireResultInfo;
}

export interface WireError {
  code?: number;
  message: string;
  /** The field, for a refused body. */
  path?: string[];
  error_chain?: WireError[];
}

export interface WireResultInfo {
  page: number;
  per_page: number;
  count: number;
  total_count: number;
  total_pages?: number;
}

/** Codes that tell more than the HTTP status. */
export const errorCodes = {
  /** Seen when an update names no field that can be updated ("D1_ERROR: near "WHERE": syntax error"). */
  nothingToUpdate: 7000,
  validation: 7001,
  notFound: 7002,
  /** A path that the API does not know, such as a malformed account id. */
  noRoute: 7003,
  invalidHeaders: 6003,
  invalidAccessToken: 9109,
  authentication: 10000,
  unableToAuthenticate: 10001,
  throttled: 971,
  /** The account has no Zero Trust organization (reported: `access.api.error.not_enabled`). */
  accessNotEnabled: 9999,
  /** The account has no such Access application (reported: `access.api.error.unknown_application`). */
  unknownApplication: 11021,
} as const;

/** List pages: at most 100 rows, 20 by default. */
export const listLimits = { perPage: 100, defaultPerPage: 20 } as const;
