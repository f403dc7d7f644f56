/** An MCP server portal, field by field, and the rows that map servers into it. */
import { idForm, overrideForm, type Holding, type WireField, type WireForm, type WireObject } from "./forms";
import type { WireServer } from "./server";

/** The nouns in messages. */
export const portalNoun = "MCP server portal";

export const codeModes = ["off", "opt_in", "default_on", "enforced"] as const;
/** Whether clients of a portal can or must call tools by writing code. */
export type CodeMode = (typeof codeModes)[number];

/** A bare host name: no scheme, no port, no path. The pattern is the API's; 253 is the limit of DNS. */
export const portalHostForm = {
  type: "string",
  minLength: 1,
  maxLength: 253,
  pattern: "^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])$",
  patternInWords: "must be a bare host name, such as mcp.example.com",
} as const satisfies WireForm;

const text = { type: "string" } as const;
const time = { type: "string", format: "date-time" } as const;
const mappings: { readonly type: "mappings" } & Holding<WireMappedServer[]> = { type: "mappings" };

/** The 12 fields that a portal is returned with. A deleted one is returned without its servers. */
export const portalFields = {
  id: { form: idForm, create: "required", returned: true },
  name: {
    form: { type: "string", minLength: 1, maxLength: 350 },
    create: "required",
    update: "optional",
    returned: true,
  },
  /** No two portals of an account may have the same. No DNS record is needed for it, and none is created (observed). */
  hostname: { form: portalHostForm, create: "required", update: "optional", returned: true },
  /** Unlike a server's, it is never null in Cloudflare's SDKs, so the empty text clears it. */
  description: {
    form: { type: "string", maxLength: 512 },
    create: "optional",
    update: "optional",
    returned: true,
    default: "",
  },
  code_mode: {
    form: { type: "string", enum: codeModes },
    create: "optional",
    update: "optional",
    returned: true,
    default: "opt_in",
  },
  /** Deprecated: false for code_mode "off", true for all others. Sent together, the two have to agree (observed). */
  allow_code_mode: { form: { type: "boolean" }, create: "optional", update: "optional", returned: true },
  secure_web_gateway: {
    form: { type: "boolean" },
    create: "optional",
    update: "optional",
    returned: true,
    default: false,
  },
  /**
   * The servers that it exposes, and how. An update with this field replaces all rows. The limit is in
   * `portalServerLimits`. Cloudflare was seen to reject an update with an empty list.
   */
  servers: {
    form: mappings,
    create: "optional",
    update: "optional",
    returned: true,
    default: [],
  },
  created_at: { form: time, returned: true, constant: true },
  created_by: { form: text, returned: true, constant: true },
  modified_at: { form: time, returned: true },
  modified_by: { form: text, returned: true },
} as const satisfies Record<string, WireField>;

export type PortalFieldName = keyof typeof portalFields;

/** One row of `servers` in a request. Only `server_id` is required. */
export const mappingForm = {
  server_id: idForm,
  /** Hides all tools and prompts of the server that no row below enables. */
  default_disabled: { type: "boolean", default: false },
  /** Whether Cloudflare calls the server with the user's login instead of the administrator's. */
  on_behalf: { type: "boolean", default: true },
  updated_tools: { type: "overrides" },
  updated_prompts: { type: "overrides" },
} as const satisfies Record<string, WireForm & { readonly default?: boolean }>;

/** One row of `servers` in a request. */
export interface WireMapping {
  server_id: string;
  default_disabled?: boolean;
  on_behalf?: boolean;
  updated_tools?: WireMappedOverride[];
  updated_prompts?: WireMappedOverride[];
}

/** An override of one tool or prompt in a portal, in a request. */
export interface WireMappedOverride {
  name: string;
  alias?: string;
  description?: string;
  enabled?: boolean;
}

/** The same override in an answer: the portal's values beside those of the server (specification). */
export const returnedOverrideForm = {
  name: overrideForm.name,
  enabled: overrideForm.enabled,
  portal_alias: overrideForm.alias,
  portal_description: overrideForm.description,
  server_alias: overrideForm.alias,
  server_description: overrideForm.description,
} as const satisfies Record<string, WireForm>;

export interface WireReturnedOverride {
  name: string;
  enabled?: boolean | null;
  portal_alias?: string | null;
  portal_description?: string | null;
  server_alias?: string | null;
  server_description?: string | null;
}

/**
 * One row of `servers` in an answer: the whole server, and how this portal shows it. The rows come in the account's
 * order, not in that of the request (source of Cloudflare's Terraform provider), and each has one override for every
 * tool that the server was last synced with, whether anybody sent one or not; others are dropped (observed).
 */
export type WireMappedServer = Omit<WireServer, "updated_tools" | "updated_prompts"> & {
  server_id?: string;
  default_disabled?: boolean | null;
  on_behalf?: boolean | null;
  updated_tools?: WireReturnedOverride[] | null;
  updated_prompts?: WireReturnedOverride[] | null;
};

/** A portal in an answer. A deletion leaves its servers out. */
export type WirePortal = WireObject<typeof portalFields>;

/** The maximum number of servers in a portal: by Cloudflare's documentation, and by its specification of mid-2026. */
export const portalServerLimits = { documented: 80, specified: 40 } as const;

/** Where the DNS record of a portal's host name has to point. The API does not create it (documented). */
export const portalDnsTarget = "gateway.agents.cloudflare.com";
