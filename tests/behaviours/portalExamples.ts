/** Portals that the behaviours use. */
import type { Emulator } from "cloudflare-mcp-emulator";
import { portalFields, type WirePortal } from "../../provider/src/cloudflare/wire";
import { portalTable } from "../../provider/src/portal/table";
import type { Properties } from "../support/deployment";
import { allOf, examplesOf, type ExampleValues } from "./exampleValues";
import type { Subject } from "./subject";

/** Sets of servers whose every list is said, so that nothing of what is there is sent along. */
const servers: ExampleValues = {
  first: [
    {
      serverId: "docs",
      tools: ["search", "read"],
      prompts: [],
      updatedTools: [{ name: "search", alias: "find" }],
      updatedPrompts: [],
    },
    { serverId: "tickets", onBehalf: false, updatedTools: [{ name: "list", enabled: false }], updatedPrompts: [] },
  ],
  second: [
    {
      serverId: "docs",
      defaultDisabled: true,
      updatedTools: [{ name: "write", description: "Writes", enabled: true }],
      updatedPrompts: [{ name: "greet", alias: "hello" }],
    },
  ],
  wire: {
    first: [
      {
        server_id: "docs",
        default_disabled: true,
        on_behalf: true,
        updated_tools: [
          { name: "search", enabled: true, alias: "find" },
          { name: "read", enabled: true },
        ],
        updated_prompts: [],
      },
      {
        server_id: "tickets",
        default_disabled: false,
        on_behalf: false,
        updated_tools: [{ name: "list", enabled: false }],
        updated_prompts: [],
      },
    ],
    second: [
      {
        server_id: "docs",
        default_disabled: true,
        on_behalf: true,
        updated_tools: [{ name: "write", enabled: true, description: "Writes" }],
        updated_prompts: [{ name: "greet", enabled: false, alias: "hello" }],
      },
    ],
  },
  seen: [
    {
      serverId: "docs",
      tools: ["write"],
      prompts: [],
      updatedTools: [{ name: "write", description: "Writes" }],
      updatedPrompts: [{ name: "greet", alias: "hello" }],
    },
  ],
};

export const portalExamples = examplesOf(portalTable, portalFields, "team", { servers });

/** A portal with nothing but what it needs. */
export const plainPortal: Properties = { hostname: "mcp.example.com" };

export const portal: Subject = {
  kind: "McpPortal",
  noun: "MCP server portal",
  id: "team",
  idArgument: "portalId",
  path: "/portals",
  table: portalTable,
  examples: portalExamples,
  plain: plainPortal,
  everything: allOf(portalExamples),
  seeded: { hostname: "mcp.example.com" },
  prepare,
  stored: (cloudflare) => {
    const stored = cloudflare.portal("team");
    return stored && { ...stored, servers: sentRows(cloudflare) };
  },
  all: (cloudflare, accountId) => cloudflare.portals(accountId),
  seed: (cloudflare, fields) => {
    cloudflare.seedPortal({ id: "team", ...fields });
  },
  edit: (cloudflare, changes) => {
    cloudflare.editPortal("team", changes);
  },
  remove: (cloudflare) => {
    cloudflare.removePortal("team");
  },
};

/** The servers that the portals of the behaviours show, in each account. */
function prepare(cloudflare: Emulator): void {
  cloudflare.setSwitches({ emptyPortalServers: "accept" });
  for (const accountId of [cloudflare.accountId, cloudflare.secondAccountId]) {
    cloudflare.seedServer(
      { id: "docs", tools: [{ name: "search" }, { name: "read" }, { name: "write" }], prompts: [{ name: "greet" }] },
      accountId,
    );
    cloudflare.seedServer({ id: "tickets", tools: [{ name: "list" }] }, accountId);
  }
}

/** The rows of a portal as a request would have them, by server: without the entries that change nothing. */
export function sentRows(cloudflare: Emulator, id = "team"): Properties[] {
  const rows = cloudflare.portal(id)?.servers ?? [];
  const byServer = rows.toSorted((one, other) => (one.server_id < other.server_id ? -1 : 1));
  return byServer.map(({ updated_tools, updated_prompts, ...row }) => {
    const compact = (entries: typeof updated_tools): Properties[] =>
      entries
        .filter((entry) => entry.enabled === row.default_disabled || entry.alias !== null || entry.description !== null)
        .map((entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null)));
    return { ...row, updated_tools: compact(updated_tools), updated_prompts: compact(updated_prompts) };
  });
}

/** What agents are offered of a server: "search" for a tool that is shown, "-search" for one that is hidden. */
export function offered(cloudflare: Emulator, serverId: string, id = "team"): string {
  const row = cloudflare.portal(id)?.servers.find((each) => each.server_id === serverId);
  return (row?.updated_tools ?? [])
    .map(({ name, alias, enabled }) => `${enabled ? "" : "-"}${name}${alias === null ? "" : `=${alias}`}`)
    .join(" ");
}

/** Has Cloudflare answer reads of the portal with something else than it holds. */
export async function answerPortal(cloudflare: Emulator, change: (portal: WirePortal) => unknown): Promise<void> {
  cloudflare.clearFaults();
  const path = `/accounts/${cloudflare.accountId}/access/ai-controls/mcp/portals/team`;
  const answer = await fetch(`${cloudflare.baseUrl}${path}`, {
    headers: { authorization: `Bearer ${cloudflare.apiToken}` },
  });
  const { result } = (await answer.json()) as { result: WirePortal };
  cloudflare.addFault({
    method: "GET",
    path: "/portals/team",
    times: "always",
    action: "answer",
    status: 200,
    body: { success: true, result: change(result) },
  });
}
