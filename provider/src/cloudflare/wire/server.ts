/** An MCP server, field by field. */
import { idForm, type Holding, type WireField, type WireObject } from "./forms";

/** The nouns in messages. */
export const serverNoun = "MCP server";

export const authTypes = ["oauth", "bearer", "unauthenticated"] as const;
/** How Cloudflare authenticates to an upstream. */
export type AuthType = (typeof authTypes)[number];

export const serverStatuses = ["waiting", "ready", "stale", "error"] as const;
/** The result of the last sync. `waiting`: none yet. */
export type ServerStatus = (typeof serverStatuses)[number];

export const authenticationStatuses = ["not_required", "required", "connected", "stale", "manual"] as const;
/** Whether an administrator has to log in before Cloudflare can sync. `manual`: users log in, with a client of yours. */
export type AuthenticationStatus = (typeof authenticationStatuses)[number];

export const tokenEndpointAuthMethods = ["none", "client_secret_post", "client_secret_basic"] as const;
/** How an OAuth client authenticates at the token endpoint. */
export type TokenEndpointAuthMethod = (typeof tokenEndpointAuthMethods)[number];

const text = { type: "string" } as const;
const time = { type: "string", format: "date-time" } as const;
type ObjectForm<Value> = { readonly type: "object" } & Holding<Value>;
const authConfigSummary: ObjectForm<WireAuthConfigSummary> = { type: "object" };
const errorDetails: ObjectForm<WireErrorDetails> = { type: "object" };

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
  auth_config_summary: { form: authConfigSummary, returned: true },
  error: { form: text, returned: true },
  error_details: { form: errorDetails, returned: true },
  last_synced: { form: time, returned: true },
  last_successful_sync: { form: time, returned: true },
  created_at: { form: time, returned: true, constant: true },
  created_by: { form: text, returned: true, constant: true },
  modified_at: { form: time, returned: true },
  modified_by: { form: text, returned: true },
} as const satisfies Record<string, WireField>;

export type ServerFieldName = keyof typeof serverFields;

/** Where Cloudflare's dashboard has the servers (documented). */
export const dashboardServers = "Zero Trust, Access controls, AI controls, MCP servers";

/** Why the last sync failed. */
export interface WireErrorDetails {
  cause?: string | null;
  /** True: the upstream answered with an error. False: it could not be reached. */
  is_upstream?: boolean | null;
  mcp_code?: number | null;
  retryable?: boolean | null;
  status_code?: number | null;
}

/** Cloudflare's answer about its OAuth client. `null` on servers without OAuth. */
export interface WireAuthConfigSummary {
  auth_mode?: string | null;
  client_secret_version?: number | null;
  has_client_secret?: boolean | null;
  config?: Record<string, string | null> | null;
  registration_info?: Record<string, unknown> | null;
}

/** A server in an answer. */
export type WireServer = WireObject<typeof serverFields>;

/** The answer of a sync: the result of the attempt, not the server. */
export interface WireSyncResult {
  status: string;
  error?: string | null;
  error_details?: WireErrorDetails | null;
}
