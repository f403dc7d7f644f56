import type { Switches } from "cloudflare-mcp-emulator";
import { offered, sentRows } from "../behaviours/portalExamples";
import { calls, updates, useAccount } from "../support/account";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const drift = 7;
const writes = (): string[] => calls(account.cloudflare).filter((call) => !call.startsWith("GET"));

/** Three servers and a portal with a row in each form, everything in it an Input. */
function program({ host = "docs", name = "Documentation", options = "" } = {}): string {
  return `
    const pulumi = require("@pulumi/pulumi");
    const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
    const args = (host) => ({ hostname: "https://" + host + ".example.com/mcp", authType: "unauthenticated", sync: "never" });
    const docs = new McpServer("docs", { ...args("${host}"), name: "${name}" });
    const tickets = new McpServer("tickets", args("tickets"));
    const team = new McpPortal("team", {
      hostname: pulumi.output("mcp.example.com"),
      codeMode: pulumi.output("off"),
      servers: [
        { server: pulumi.output(docs), tools: pulumi.output(["search"]), onBehalf: pulumi.output(false) },
        pulumi.output(tickets),
        pulumi.output({ serverId: pulumi.output("shared"), updatedTools: [pulumi.output({ name: "list", alias: "all" })] }),
      ],
    }${options});
    exports.url = team.url;
    exports.servers = team.servers.apply((rows) => rows.map(({ serverId }) => serverId));`;
}

const tools = [{ name: "search" }, { name: "write" }];

/** A server of somebody else, and what Cloudflare finds of ours once they are there. */
function shareServer(): void {
  account.cloudflare.seedServer({ id: "shared", tools: [{ name: "list" }] });
}

test("servers and their portal are created, stay quiet, are repaired and are destroyed in the right order", async () => {
  const { cloudflare } = account;
  shareServer();
  const stack = await createStack(cloudflare, { program: program() });

  const first = ok(await stack.up());
  expect(writes().at(-1)).toBe("POST /portals");
  expect(await stack.workspace.outputs()).toEqual({
    url: "https://mcp.example.com/mcp",
    servers: ["docs", "tickets", "shared"],
  });
  const outside = "answers at https://mcp.example.com/mcp once these exist";
  expect(first.notes.filter(({ text }) => text.includes(outside)).map(({ resource }) => resource)).toEqual(["team"]);
  expect(first.messages).toEqual([
    { severity: "warning", resource: "team", text: expect.stringContaining('names "search"') as string },
  ]);
  cloudflare.editServer("docs", { tools });

  // What was pending is there now: named, and sent once.
  expect((await stack.drift()).code).toBe(drift);
  cloudflare.clearRequests();
  ok(await stack.up("--refresh"));
  expect(writes()).toEqual(["PUT /portals/team"]);
  expect(offered(cloudflare, "docs")).toBe("search -write");
  expect(sentRows(cloudflare)).toMatchObject([
    { server_id: "docs", default_disabled: true, on_behalf: false },
    { server_id: "shared", updated_tools: [{ name: "list", enabled: true, alias: "all" }] },
    { server_id: "tickets", default_disabled: false, on_behalf: true },
  ]);

  // Quiet, in whichever order Cloudflare answers.
  cloudflare.setSwitches({ portalRowOrder: "idDescending" });
  cloudflare.clearRequests();
  const second = ok(await stack.up());
  expect(second.changes).toEqual({ same: 4 });
  expect(second.notes.filter(({ text }) => text.includes(outside))).toEqual([]);
  expect(calls(cloudflare)).toEqual([]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
  expect(ok(await stack.refresh("--expect-no-changes")).code).toBe(0);
  expect(writes()).toEqual([]);

  // A rename of a server is none of the portal's business.
  stack.program(program({ name: "Handbook" }));
  expect(ok(await stack.preview()).steps).toEqual(["update docs"]);
  expect(ok(await stack.up()).steps).toEqual(["update docs"]);
  expect(writes()).toEqual(["PUT /servers/docs"]);

  // A tool that somebody switches on.
  const rows = cloudflare.portal("team")?.servers ?? [];
  cloudflare.editPortal("team", {
    servers: rows.map((row) => ({
      ...row,
      updated_tools: row.updated_tools.map((each) => ({ ...each, enabled: true })),
    })),
  });
  expect(offered(cloudflare, "docs")).toBe("search write");
  const check = await stack.drift("--diff");
  expect(check.code).toBe(drift);
  expect(check.stdout).toMatch(/servers[\s\S]*"write"/);
  cloudflare.clearRequests();
  ok(await stack.up("--refresh"));
  expect(writes()).toEqual(["PUT /portals/team"]);
  expect(offered(cloudflare, "docs")).toBe("search -write");

  // What no program can say stays where a program leaves the servers to others.
  const open = rows.map((row) => ({ ...row, default_disabled: false }));
  cloudflare.editPortal("team", { servers: open });
  cloudflare.clearRequests();
  stack.program(program({ name: "Handbook", options: ', { ignoreChanges: ["servers"] }' }));
  expect(ok(await stack.up("--refresh")).changes).toEqual({ same: 4 });
  expect(writes()).toEqual([]);

  // Where Cloudflare does not delete a server that a portal shows, this works only with the portal first.
  cloudflare.setSwitches({ deleteAttachedServer: "refuse" });
  cloudflare.clearRequests();
  ok(await stack.destroy());
  expect(writes()[0]).toBe("DELETE /portals/team");
  expect(writes().toSorted()).toEqual(["DELETE /portals/team", "DELETE /servers/docs", "DELETE /servers/tickets"]);
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["shared"]);
  expect(cloudflare.portals()).toEqual([]);
});

test.each<Switches["deleteAttachedServer"]>(["detach", "refuse"])(
  "a server replaced by a new hostname or --replace stays in its portals, where Cloudflare would %s it",
  async (deleteAttachedServer) => {
    const { cloudflare } = account;
    shareServer();
    cloudflare.setSwitches({ deleteAttachedServer });
    const stack = await createStack(cloudflare, { program: program() });
    ok(await stack.up());
    cloudflare.editServer("docs", { tools });
    cloudflare.seedPortal({ id: "sales", servers: [{ server_id: "docs", on_behalf: false }, { server_id: "shared" }] });
    const team = sentRows(cloudflare).map((row) => ({ ...row, updated_tools: expect.any(Array) as unknown }));
    const sales = sentRows(cloudflare, "sales");
    const expectMapped = async (): Promise<void> => {
      expect(sentRows(cloudflare)).toEqual(team);
      expect(sentRows(cloudflare, "sales")).toEqual(sales);
      expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
      expect((await stack.drift()).code).toBe(0);
    };

    stack.program(program({ host: "handbook" }));
    expect(ok(await stack.preview()).steps).toEqual(expect.arrayContaining(["replace docs", "update team"]));
    cloudflare.clearRequests();
    ok(await stack.up());
    expect(cloudflare.server("docs")?.hostname).toBe("https://handbook.example.com/mcp");
    expect(writes().indexOf("DELETE /servers/docs")).toBeLessThan(writes().indexOf("POST /servers"));
    await expectMapped();

    ok(await stack.up("--replace", (await stack.resource("docs")).urn));
    await expectMapped();

    // The portal itself: deleted first, and created with all its servers.
    cloudflare.clearRequests();
    ok(await stack.up("--replace", (await stack.resource("team")).urn));
    expect(writes()).toEqual(["DELETE /portals/team", "POST /portals"]);
    await expectMapped();
  },
);

test("a server in a portal of another stack, or a row by its id, is not deleted, and the error names them", async () => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ deleteAttachedServer: "refuse" });
  const byId = (more: string): string => `
    const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
    ${more}`;
  const declared = `const docs = new McpServer("docs", {
    hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never",
  });`;
  const portal =
    'new McpPortal("team", { hostname: "mcp.example.com", servers: [{ serverId: "docs" }] }, { dependsOn: docs });';
  const stack = await createStack(cloudflare, { program: byId(declared + portal) });
  ok(await stack.up());
  cloudflare.seedPortal({ id: "sales", servers: [{ server_id: "docs" }] });

  // The portal stays in the program, and its row no longer depends on the server.
  stack.program(byId(portal.replace(", { dependsOn: docs }", "")));
  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.messages.map(({ text }) => text).join("\n")).toContain(
    'MCP server "docs" cannot be deleted while a portal exposes it: "team", "sales".',
  );
  expect(cloudflare.server("docs")).toBeDefined();

  cloudflare.removePortal("sales");
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("a row by the id that Pulumi stores works from the first up, stays quiet, and does not bypass a lock", async () => {
  const { cloudflare } = account;
  const byId = (more = ""): string => `
    const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
    const docs = new McpServer("docs", {
      hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never", ${more}
    });
    new McpPortal("team", { hostname: "mcp.example.com", servers: [{ serverId: docs.id }] });`;
  const stack = await createStack(cloudflare, { program: byId() });
  expect(ok(await stack.preview()).steps).toEqual(["create docs", "create team"]);
  ok(await stack.up());
  expect(cloudflare.portal("team")?.servers.map(({ server_id }) => server_id)).toEqual(["docs"]);
  expect((await stack.resource("team")).outputs.servers).toMatchObject([{ serverId: "docs" }]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);

  stack.workspace.write("mcp-locks/docs.json", "");
  stack.program(byId('toolLock: "mcp-locks/docs.json"'));
  const refused = await stack.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.messages.map(({ text }) => text).join("\n")).toContain(
    "without the toolLock that this program enforces",
  );
});

test("a portal that exists is read by McpPortal.get, stays quiet, and one that does not is a clear error", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "docs", tools });
  cloudflare.seedServer({ id: "tickets" });
  cloudflare.seedPortal({ id: "team", servers: [{ server_id: "docs" }, { server_id: "tickets" }] });
  const getting = (id: string): string => `
    const { McpPortal } = require("pulumi-cloudflare-mcp");
    exports.servers = McpPortal.get("team", "${cloudflare.accountId}/${id}").servers.apply((rows) => rows.map(({ serverId }) => serverId));`;
  const stack = await createStack(cloudflare, { program: getting("team") });
  ok(await stack.up());
  expect(await stack.workspace.outputs()).toEqual({ servers: ["docs", "tickets"] });
  cloudflare.setSwitches({ portalRowOrder: "idDescending" });
  cloudflare.editServer("docs", { status: "error" });
  expect((await stack.drift()).code).toBe(0);

  stack.program(getting("nope"));
  const missing = await stack.up();
  expect(missing.code).not.toBe(0);
  expect(missing.messages.map(({ text }) => text).join("\n")).toContain(
    `There is no MCP server portal "nope" in account ${cloudflare.accountId}.`,
  );
  expect(updates(cloudflare)).toEqual([]);
});
