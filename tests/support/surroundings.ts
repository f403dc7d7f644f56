/** What surrounds a healthy portal, as an emulator holds it. */
import type { Emulator } from "cloudflare-mcp-emulator";

export const staff = {
  id: "staff",
  name: "Staff",
  decision: "allow",
  include: [{ email_domain: { domain: "example.com" } }],
  precedence: 1,
};

/** Portal `team` at mcp.example.com with the servers of these ids, and everything that it needs to answer. */
export function seedHealthyPortal(emulator: Emulator, ...serverIds: readonly string[]): void {
  for (const id of serverIds) {
    emulator.seedServer({ id, status: "ready", tools: [{ name: "search" }] });
    emulator.applications.seed({
      id: `app-${id}`,
      type: "mcp",
      name: id,
      destinations: [{ type: "via_mcp_server_portal", mcp_server_id: id }],
      policies: [staff],
    });
  }
  emulator.seedPortal({
    id: "team",
    name: "Team",
    hostname: "mcp.example.com",
    servers: serverIds.map((id) => ({ server_id: id })),
  });
  emulator.zones.seed({ id: "zone", name: "example.com" });
  emulator.records.seed({ id: "record", zone_id: "zone", name: "mcp.example.com" });
  emulator.applications.seed({
    id: "door",
    type: "mcp_portal",
    name: "Team",
    domain: "mcp.example.com",
    destinations: [{ type: "public", uri: "mcp.example.com" }],
    policies: [staff],
    oauth_configuration: { enabled: true },
  });
  emulator.identityProviders.seed({ id: "pin" });
  emulator.groups.seed({ id: "admins", name: "Admins", include: [{ email: { email: "alice@example.com" } }] });
  emulator.serviceTokens.seed({ id: "robot", name: "Robot" });
}
