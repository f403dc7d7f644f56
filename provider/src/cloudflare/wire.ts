/**
 * What Cloudflare's API says about an MCP server, as data: the one place for names, limits, enums and defaults.
 *
 * Everything else follows from these tables: which arguments the resource checks and how, which of them can be updated,
 * which are write-only, what is read back, and what the emulator's OpenAPI document accepts. So this file imports
 * nothing and holds no behaviour.
 *
 * "API facts" in comments are from Cloudflare's published API reference (Zero Trust > Access > AI Controls > MCP) unless
 * another source is named.
 */

/** The form of one value on the wire. */
export type WireForm =
  | {
      readonly type: "string";
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      /** The pattern in words, for people. */
      readonly patternInWords?: string;
      readonly format?: "uri" | "date-time";
      readonly enum?: readonly string[];
      /** The enum is a list of known values, not a promise: the API may add one. */
      readonly open?: boolean;
    }
  | { readonly type: "boolean" }
  /** Server-wide changes to tools or prompts; the rows are described by {@link overrideForm}. */
  | { readonly type: "overrides" }
  /** Definitions as the upstream server published them. Any members. */
  | { readonly type: "definitions" }
  /** An object that only Cloudflare writes. Any members. */
  | { readonly type: "object" };

/** One field of an API object, and in which messages it occurs. */
export interface WireField {
  readonly form: WireForm;
  /** Whether a create request takes it. */
  readonly create?: "required" | "optional";
  /** Whether an update request takes it. Every field of an update is optional: what is left out stays as it is. */
  readonly update?: "optional";
  /** Whether responses carry it. A field that is sent and never returned is write-only. */
  readonly returned: boolean;
  /** What Cloudflare has when nobody set it, and what an update sends to go back to that. Absent: cannot be cleared. */
  readonly default?: null | false | readonly never[];
}

export const authTypes = ["oauth", "bearer", "unauthenticated"] as const;
export type AuthType = (typeof authTypes)[number];

export const serverStatuses = ["waiting", "ready", "stale", "error"] as const;
export type ServerStatus = (typeof serverStatuses)[number];

export const authenticationStatuses = ["not_required", "required", "connected", "stale", "manual"] as const;
export type AuthenticationStatus = (typeof authenticationStatuses)[number];

export const tokenEndpointAuthMethods = ["none", "client_secret_post", "client_secret_basic"] as const;
export type TokenEndpointAuthMethod = (typeof tokenEndpointAuthMethods)[number];

/** Ids of servers and of portals: chosen by the caller, at most 32 characters. */
export const idForm = {
  type: "string",
  minLength: 1,
  maxLength: 32,
  pattern: "^[a-z0-9_]+(?:-[a-z0-9_]+)*$",
  patternInWords: "may contain only a-z, 0-9, _ and single - between them",
} as const satisfies WireForm;

/** Accounts: given by Cloudflare, 32 hexadecimal digits on all that were seen; only what a path needs is checked. */
export const accountIdForm = {
  type: "string",
  minLength: 1,
  maxLength: 32,
  pattern: "^[a-zA-Z0-9_-]+$",
  patternInWords: "must be an account id, such as 0123456789abcdef0123456789abcdef",
} as const satisfies WireForm;

/** One row of `updated_tools` or `updated_prompts`. Only `name` is required; `null` means the same as left out. */
export const overrideForm = {
  name: { type: "string", minLength: 1 },
  alias: { type: "string", minLength: 1, maxLength: 40 },
  description: { type: "string" },
  enabled: { type: "boolean" },
} as const satisfies Record<string, WireForm>;

const text = { type: "string" } as const;
const time = { type: "string", format: "date-time" } as const;

/** The 22 fields that a server is returned with, and the two that are only ever sent. */
export const serverFields = {
  id: { form: idForm, create: "required", returned: true },
  /** The whole URL of the upstream endpoint, in spite of its name. An update that carries it is answered 200 and ignored. */
  hostname: { form: { type: "string", format: "uri" }, create: "required", returned: true },
  auth_type: { form: { type: "string", enum: authTypes }, create: "required", returned: true },
  name: {
    form: { type: "string", minLength: 1, maxLength: 350 },
    create: "required",
    update: "optional",
    returned: true,
  },
  description: {
    form: { type: "string", maxLength: 512 },
    create: "optional",
    update: "optional",
    returned: true,
    default: null,
  },
  is_shared_oauth_callback_enabled: {
    form: { type: "boolean" },
    create: "optional",
    update: "optional",
    returned: true,
    default: false,
  },
  secure_web_gateway: {
    form: { type: "boolean" },
    create: "optional",
    update: "optional",
    returned: true,
    default: false,
  },
  updated_tools: {
    form: { type: "overrides" },
    create: "optional",
    update: "optional",
    returned: true,
    default: [],
  },
  updated_prompts: {
    form: { type: "overrides" },
    create: "optional",
    update: "optional",
    returned: true,
    default: [],
  },
  /** Always a string: a token, or the JSON text of headers or of an OAuth client. */
  auth_credentials: { form: { type: "string", minLength: 1 }, create: "optional", update: "optional", returned: false },
  client_secret: { form: { type: "string", minLength: 1 }, create: "optional", update: "optional", returned: false },
  tools: { form: { type: "definitions" }, returned: true },
  prompts: { form: { type: "definitions" }, returned: true },
  status: { form: { type: "string", enum: serverStatuses, open: true }, returned: true },
  authentication_status: { form: { type: "string", enum: authenticationStatuses, open: true }, returned: true },
  auth_config_summary: { form: { type: "object" }, returned: true },
  error: { form: text, returned: true },
  error_details: { form: { type: "object" }, returned: true },
  last_synced: { form: time, returned: true },
  last_successful_sync: { form: time, returned: true },
  created_at: { form: time, returned: true },
  created_by: { form: text, returned: true },
  modified_at: { form: time, returned: true },
  modified_by: { form: text, returned: true },
} as const satisfies Record<string, WireField>;

export type ServerFieldName = keyof typeof serverFields;

/** One row of `updated_tools` or `updated_prompts`, as it travels. */
export interface WireOverride {
  name: string;
  alias?: string | null;
  description?: string | null;
  enabled?: boolean | null;
}

/** A tool or prompt exactly as the upstream server published it. */
export type WireDefinition = Record<string, unknown> & { name: string };

/** Why the last sync failed. */
export interface WireErrorDetails {
  cause?: string | null;
  /** True: the upstream answered with an error. False: it could not be reached. */
  is_upstream?: boolean | null;
  mcp_code?: number | null;
  retryable?: boolean | null;
  status_code?: number | null;
}

/** What Cloudflare tells of the OAuth client that it uses. `null` on servers without OAuth. */
export interface WireAuthConfigSummary {
  auth_mode?: string | null;
  client_secret_version?: number | null;
  has_client_secret?: boolean | null;
  config?: Record<string, string | null> | null;
  registration_info?: Record<string, unknown> | null;
}

/** A server in an answer. Only the first six are promised; anything else may be absent or null. */
export interface WireServer {
  id: string;
  hostname: string;
  auth_type: string;
  name: string;
  /** `null` until an OAuth server was authorised for the first time. */
  tools: WireDefinition[] | null;
  prompts: WireDefinition[] | null;
  description?: string | null;
  is_shared_oauth_callback_enabled?: boolean | null;
  secure_web_gateway?: boolean | null;
  updated_tools?: WireOverride[] | null;
  updated_prompts?: WireOverride[] | null;
  status?: string | null;
  authentication_status?: string | null;
  auth_config_summary?: WireAuthConfigSummary | null;
  error?: string | null;
  error_details?: WireErrorDetails | null;
  last_synced?: string | null;
  last_successful_sync?: string | null;
  created_at?: string | null;
  created_by?: string | null;
  modified_at?: string | null;
  modified_by?: string | null;
}

/** The answer of a sync: not the server, but how the attempt ended. */
export interface WireSyncResult {
  status: string;
  error?: string | null;
  error_details?: WireErrorDetails | null;
}

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
} as const;

/** List pages: at most 100 rows, 20 by default. */
export const listLimits = { perPage: 100, defaultPerPage: 20 } as const;
