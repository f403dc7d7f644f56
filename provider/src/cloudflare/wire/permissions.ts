/**
 * The permissions of API tokens, in the dashboard's words. Those of applications are from the table of permissions in
 * Cloudflare's documentation, the others from the documentation of its Terraform provider. Each write permission contains
 * the reading one.
 */

export const readPermissions = {
  portals: "MCP Portals Read",
  zones: "Zone Read",
  records: "DNS Read",
  /** There is one for accounts and one for zones. The one for accounts is meant. */
  applications: "Access: Apps and Policies Read",
  /** Groups, identity providers and the organization. */
  organization: "Access: Organizations, Identity Providers, and Groups Read",
  serviceTokens: "Access: Service Tokens Read",
} as const;

export type ReadPermission = (typeof readPermissions)[keyof typeof readPermissions];

export const writePermission = "MCP Portals Write";
