/** One real change for each kind of finding, and the words that a person then has to read, in every format. */
import type { RuleId } from "../../../provider/src/cli/drift/rules";
import { bearer, oauth, oauthClient, plain } from "../../behaviours/examples";
import type { DriftWorld } from "./world";

export interface Scenario {
  /** What the world has to go through. */
  readonly happens: (world: DriftWorld) => Promise<void> | void;
  /** What else the command is given. */
  readonly words?: readonly string[];
  readonly code: 0 | 1 | 7;
  readonly environment?: NodeJS.ProcessEnv;
  /** What it is about: in the report of every format. */
  readonly reads: readonly string[];
}

const ready = { status: "ready" } as const;

/** A declared server that works. */
async function docs(world: DriftWorld, args = plain): Promise<void> {
  await world.up("McpServer", "docs", args);
  world.cloudflare.editServer("docs", ready);
}

function waiver(world: DriftWorld, until: string): void {
  const row = { rule: "changed-argument", id: "docs", argument: "name", until, why: "The owner is on leave." };
  world.write("waivers.json", JSON.stringify({ waivers: [row] }));
}

export const scenarios: Readonly<Partial<Record<RuleId, Scenario>>> = {
  "could-not-read": {
    happens: (world) => docs(world),
    environment: { CLOUDFLARE_API_TOKEN: "another-token" },
    code: 1,
    reads: ["Could not list MCP servers", "1 resource"],
  },
  "missing-server": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.removeServer("docs");
    },
    code: 7,
    reads: ["server docs", "is not there any more"],
  },
  "missing-portal": {
    happens: async (world) => {
      await docs(world);
      await world.up("McpPortal", "team", {
        name: "Team",
        hostname: "mcp.example.com",
        servers: [{ serverId: "docs" }],
      });
      world.cloudflare.removePortal("team");
    },
    code: 7,
    reads: ["portal team", "is not there any more"],
  },
  "changed-argument": {
    happens: async (world) => {
      await docs(world, { ...plain, description: "Documentation" });
      world.cloudflare.editServer("docs", { description: "Edited by hand" });
    },
    code: 7,
    reads: ["server docs", "description", "Documentation", "Edited by hand"],
  },
  "changed-credentials": {
    happens: async (world) => {
      await docs(world, oauthClient);
      const summary = world.cloudflare.server("docs")?.auth_config_summary;
      world.cloudflare.editServer("docs", { auth_config_summary: { ...summary, client_secret_version: 9 } });
    },
    code: 7,
    reads: ["server docs", "somebody else rotated it"],
  },
  "pending-sync": {
    happens: async (world) => {
      const nowhere = { ...bearer, hostname: "http://127.0.0.1:9/mcp", sync: "require" };
      await world.up("McpServer", "docs", nowhere).catch(() => undefined);
      world.cloudflare.editServer("docs", ready);
    },
    code: 7,
    reads: ["server docs", "has not succeeded yet"],
  },
  "unmanaged-server": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.seedServer({ id: "by-hand", hostname: "https://by-hand.example.com/mcp" });
    },
    code: 7,
    reads: ["server by-hand", "https://by-hand.example.com/mcp"],
  },
  "unmanaged-portal": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.seedPortal({ id: "by-hand", hostname: "by-hand.example.com" });
    },
    code: 7,
    reads: ["portal by-hand", "by-hand.example.com"],
  },
  "login-expired": {
    happens: async (world) => {
      await docs(world, oauth);
      world.cloudflare.editServer("docs", {
        authentication_status: "stale",
        status: "stale",
        last_successful_sync: "2026-10-01T00:00:00.000Z",
      });
    },
    code: 7,
    reads: ["server docs", "the login of the administrator has expired", "2026-10-01"],
  },
  "login-needed": {
    happens: (world) => docs(world, oauth),
    code: 7,
    reads: ["server docs", "waits for an administrator to log in"],
  },
  "failed-sync": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.editServer("docs", { status: "error", error: "Server error: HTTP 530" });
    },
    code: 7,
    reads: ["server docs", "the last sync failed", "Server error: HTTP 530"],
  },
  "stale-sync": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.editServer("docs", { status: "stale" });
    },
    code: 7,
    reads: ["server docs", "the tools are out of date"],
  },
  "expired-waiver": {
    happens: async (world) => {
      await docs(world);
      waiver(world, "2026-01-14");
    },
    words: ["--waivers", "waivers.json"],
    code: 7,
    reads: ["waiver for docs", "2026-01-14", "The owner is on leave."],
  },
  "unused-waiver": {
    happens: async (world) => {
      await docs(world);
      waiver(world, "2026-01-15");
    },
    words: ["--waivers", "waivers.json"],
    code: 7,
    reads: ["waiver for docs", "matches no finding", "The owner is on leave."],
  },
  "changed-unmanaged-argument": {
    happens: async (world) => {
      await docs(world);
      world.cloudflare.editServer("docs", { description: "Added by hand" });
    },
    code: 0,
    reads: ["server docs", "description", "Added by hand", "does not set it"],
  },
  "changed-tools": {
    happens: async (world) => {
      const deployment = await world.up("McpServer", "docs", plain);
      world.cloudflare.editServer("docs", { ...ready, tools: [{ name: "search" }, { name: "get" }] });
      await deployment.refresh();
      world.cloudflare.editServer("docs", { tools: [{ name: "search", description: "Other" }, { name: "put" }] });
    },
    code: 0,
    reads: ["server docs", "- get, + put, ~ search"],
  },
  "lapsed-override": {
    happens: async (world) => {
      const deployment = await world.up("McpServer", "docs", {
        ...plain,
        updatedTools: [{ name: "get", alias: "read" }],
      });
      world.cloudflare.editServer("docs", { ...ready, tools: [{ name: "search" }, { name: "get" }] });
      await deployment.refresh();
      world.cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "gets" }] });
      await deployment.refresh();
    },
    code: 0,
    // Without quotes, which JSON escapes.
    reads: ["server docs", "updatedTools of MCP server", "no longer applies to", "(nearest name now: ", "gets"],
  },
  "unusable-name": {
    happens: async (world) => {
      const deployment = await world.up("McpServer", "docs", plain);
      world.cloudflare.editServer("docs", { ...ready, tools: [{ name: "get.file" }, { name: "get_file" }] });
      await deployment.refresh();
      const team = { name: "Team", hostname: "mcp.example.com", servers: [{ serverId: "docs" }] };
      await world.up("McpPortal", "team", team);
    },
    code: 0,
    reads: ["portal team", "many clients reject", "docs_get.file", "docs_get.file and docs_get_file"],
  },
  "not-synced": {
    happens: async (world) => {
      await world.up("McpServer", "docs", plain);
    },
    code: 0,
    reads: ["server docs", "has not been synced yet"],
  },
  "not-compared": {
    happens: async (world) => {
      const args = { ...plain, description: "Marked as secret" };
      await world.up("McpServer", "docs", args, { secrets: "ciphertext", marked: ["description"] });
      world.cloudflare.editServer("docs", { ...ready, description: "Edited by hand" });
    },
    code: 0,
    reads: ["server docs", "description is encrypted in this state"],
  },
  "interrupted-replacement": {
    happens: async (world) => {
      await world.up("McpServer", "docs", plain, { pendingReplacement: true });
      world.cloudflare.removeServer("docs");
    },
    code: 0,
    reads: ["server docs", "was deleted to be created again"],
  },
};
