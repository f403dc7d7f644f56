/**
 * The part of Cloudflare Access that decides who reaches a portal. Read only. All of it comes from Cloudflare's
 * published SDK types (August 2026). Unused fields are left out, and Cloudflare can add kinds.
 */
import { flag, text, type ReadObject, type ReadValue } from "./readForms";

/** One kind as the key, its parameters as the value: `{ "email": { "email": "alice@example.com" } }`. */
export type WireRule = Readonly<Record<string, unknown>>;

const rule = { type: "object" } as const satisfies ReadObject;
const rules = { type: "array", items: rule } as const;
const texts = { type: "array", items: text } as const;

/** "Allow", "Block", "Service Auth" and "Bypass" on the dashboard. */
export const policyDecisions = ["allow", "deny", "non_identity", "bypass"] as const;

/** Independent MFA: Access itself asks for a second factor. */
const mfaForm = {
  type: "object",
  properties: { allowed_authenticators: texts, mfa_disabled: flag },
} as const satisfies ReadObject;

export const policyForm = {
  type: "object",
  properties: {
    id: text,
    name: text,
    /** One of {@link policyDecisions}. */
    decision: text,
    /** Any of them. */
    include: rules,
    /** All of them. */
    require: rules,
    /** None of them. */
    exclude: rules,
    precedence: { type: "number" },
    /** Whether other applications can use it, by its id. */
    reusable: flag,
    /** Temporary authentication. Like the next two, a portal does not enforce it for the servers behind it (documented). */
    approval_required: flag,
    purpose_justification_required: flag,
    mfa_config: mfaForm,
  },
} as const satisfies ReadObject;

export type WirePolicy = ReadValue<typeof policyForm>;

const destinationForm = {
  type: "object",
  properties: {
    type: text,
    /** With type `public`: a host name, with or without a path. */
    uri: text,
    /** With type `via_mcp_server_portal`. */
    mcp_server_id: text,
  },
} as const satisfies ReadObject;

export type WireDestination = ReadValue<typeof destinationForm>;

/** Managed OAuth. Its presence without `enabled` means enabled. */
const oauthConfigurationForm = {
  type: "object",
  properties: {
    enabled: flag,
    dynamic_client_registration: {
      type: "object",
      properties: {
        enabled: flag,
        allow_any_on_localhost: flag,
        allow_any_on_loopback: flag,
        allowed_uris: texts,
      },
    },
    grant: { type: "object", properties: { access_token_lifetime: text, session_duration: text } },
  },
} as const satisfies ReadObject;

export type WireOAuthConfiguration = ReadValue<typeof oauthConfigurationForm>;

/** A row of `GET /accounts/{account_id}/access/apps`. Policies are inline and expanded, including reusable ones. */
export const applicationForm = {
  type: "object",
  required: ["id"],
  properties: {
    id: text,
    name: text,
    /** `mcp_portal` for the door of a portal, `mcp` for a server behind it; many others. */
    type: text,
    /** An application of type `mcp` has none. */
    domain: text,
    self_hosted_domains: texts,
    destinations: { type: "array", items: destinationForm },
    policies: { type: "array", items: policyForm },
    /** Seen on the answer for one application; whether a list has it, is not known. */
    oauth_configuration: oauthConfigurationForm,
    /** Empty: every identity provider of the account, Cloudflare's own login too. */
    allowed_idps: texts,
    session_duration: text,
    mfa_config: mfaForm,
  },
} as const satisfies ReadObject;

export type WireApplication = ReadValue<typeof applicationForm>;

/** A row of `GET /accounts/{account_id}/access/groups`. A group can contain groups. */
export const groupForm = {
  type: "object",
  required: ["id"],
  properties: { id: text, name: text, include: rules, require: rules, exclude: rules },
} as const satisfies ReadObject;

export type WireGroup = ReadValue<typeof groupForm>;

/** A row of `GET /accounts/{account_id}/access/identity_providers`. */
export const identityProviderForm = {
  type: "object",
  required: ["id"],
  properties: { id: text, name: text, type: text },
} as const satisfies ReadObject;

export type WireIdentityProvider = ReadValue<typeof identityProviderForm>;

/** A row of `GET /accounts/{account_id}/access/service_tokens`. Cloudflare never returns its secret. */
export const serviceTokenForm = {
  type: "object",
  required: ["id"],
  properties: { id: text, name: text, client_id: text, expires_at: text, enabled: flag },
} as const satisfies ReadObject;

export type WireServiceToken = ReadValue<typeof serviceTokenForm>;

/** The result of `GET /accounts/{account_id}/access/organizations`: the account's Zero Trust organization. */
export const organizationForm = {
  type: "object",
  properties: {
    auth_domain: text,
    name: text,
    /** Hosts without an application are refused, with error 1043. */
    deny_unmatched_requests: flag,
    session_duration: text,
  },
} as const satisfies ReadObject;

export type WireOrganization = ReadValue<typeof organizationForm>;
