/**
 * Cloudflare Access, as far as it decides who reaches a portal: what is read, never written. All of it is from Cloudflare's
 * published SDK types (August 2026). Fields that nothing here looks at are left out, and new kinds of anything may come.
 */

/** Of `GET /accounts/{account_id}/access/apps`. Policies come inline and expanded, reusable ones too. */
export interface WireApplication {
  id: string;
  name?: string | null;
  /** `mcp_portal` for the door of a portal, `mcp` for a server behind it; many others. */
  type?: string | null;
  /** An application of type `mcp` has none. */
  domain?: string | null;
  self_hosted_domains?: string[] | null;
  destinations?: WireDestination[] | null;
  policies?: WirePolicy[] | null;
  /** Seen on the answer for one application; whether a list has it, is not known. */
  oauth_configuration?: WireOAuthConfiguration | null;
  /** Empty: every identity provider of the account, Cloudflare's own login too. */
  allowed_idps?: string[] | null;
  session_duration?: string | null;
  mfa_config?: WireMfaConfiguration | null;
}

/** Independent MFA: Access itself asks for a second factor. */
export interface WireMfaConfiguration {
  allowed_authenticators?: string[] | null;
  mfa_disabled?: boolean | null;
}

export interface WireDestination {
  type?: string | null;
  /** Of type `public`: a host name, with or without a path. */
  uri?: string | null;
  /** Of type `via_mcp_server_portal`. */
  mcp_server_id?: string | null;
}

/** Managed OAuth. Its presence without `enabled` means enabled. */
export interface WireOAuthConfiguration {
  enabled?: boolean | null;
  dynamic_client_registration?: {
    enabled?: boolean | null;
    allow_any_on_localhost?: boolean | null;
    allow_any_on_loopback?: boolean | null;
    allowed_uris?: string[] | null;
  } | null;
  grant?: { access_token_lifetime?: string | null; session_duration?: string | null } | null;
}

/** "Allow", "Block", "Service Auth" and "Bypass" on the dashboard. */
export const policyDecisions = ["allow", "deny", "non_identity", "bypass"] as const;

export interface WirePolicy {
  id?: string | null;
  name?: string | null;
  decision?: string | null;
  /** Any of them. */
  include?: WireRule[] | null;
  /** All of them. */
  require?: WireRule[] | null;
  /** None of them. */
  exclude?: WireRule[] | null;
  precedence?: number | null;
  /** Temporary authentication. Like the next two it is not enforced on a server behind a portal (documented). */
  approval_required?: boolean | null;
  purpose_justification_required?: boolean | null;
  mfa_config?: WireMfaConfiguration | null;
}

/** One kind as the key, its parameters as the value: `{ "email": { "email": "alice@example.com" } }`. */
export type WireRule = Readonly<Record<string, unknown>>;

/** Of `GET /accounts/{account_id}/access/groups`. A group can hold groups. */
export interface WireGroup {
  id: string;
  name?: string | null;
  include?: WireRule[] | null;
  require?: WireRule[] | null;
  exclude?: WireRule[] | null;
}

/** Of `GET /accounts/{account_id}/access/identity_providers`. */
export interface WireIdentityProvider {
  id: string;
  name?: string | null;
  type?: string | null;
}

/** Of `GET /accounts/{account_id}/access/service_tokens`. Its secret is never returned. */
export interface WireServiceToken {
  id: string;
  name?: string | null;
  client_id?: string | null;
  expires_at?: string | null;
  enabled?: boolean | null;
}

/** Of `GET /accounts/{account_id}/access/organizations`: the account's Zero Trust organization. */
export interface WireOrganization {
  auth_domain?: string | null;
  name?: string | null;
  /** Hosts without an application are refused, with error 1043. */
  deny_unmatched_requests?: boolean | null;
  session_duration?: string | null;
}
