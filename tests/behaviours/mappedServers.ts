/** Behaviours of portals in other stacks when a server is replaced or deleted. */
import type { Switches } from "cloudflare-mcp-emulator";
import { plain } from "./examples";
import { sentRows } from "./portalExamples";
import { behaviours, failureOf, writes, type Behaviour, type World } from "./world";

const settings: readonly Switches["deleteAttachedServer"][] = ["detach", "refuse"];
const elsewhere = "https://other.example.com/mcp";

/** A server "docs" that is in the portal "sales" of another stack, together with another one unless it is `alone`. */
async function mapped({ cloudflare, deployment }: World, alone = false): Promise<void> {
  await deployment.up(plain);
  cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "write" }] });
  cloudflare.seedServer({ id: "tickets" });
  const row = {
    server_id: "docs",
    default_disabled: true,
    on_behalf: false,
    updated_tools: [{ name: "search", enabled: true, alias: "find" }],
  };
  cloudflare.seedPortal({ id: "sales", servers: alone ? [row] : [row, { server_id: "tickets" }] });
  cloudflare.seedPortal({ id: "support", servers: [{ server_id: "tickets" }] });
  cloudflare.clearRequests();
}

/** What becomes of the portals of others when a server is replaced or deleted, as Cloudflare may do it. */
export const mappedServers = behaviours([
  ...settings.flatMap((deleteAttachedServer): Behaviour[] => [
    {
      name: `a server that is replaced goes back into the portals of others, as it was (${deleteAttachedServer})`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ deleteAttachedServer });
        const upstream = await world.upstream({ tools: [{ name: "search" }, { name: "write" }] });
        await mapped(world);
        const before = sentRows(cloudflare, "sales");
        const support = cloudflare.portal("support");

        expect(await deployment.up({ ...plain, hostname: upstream.url, sync: "auto" })).toBe("replace");

        expect(cloudflare.server("docs")?.hostname).toBe(upstream.url);
        expect(sentRows(cloudflare, "sales")).toEqual(before);
        expect(cloudflare.portal("support")).toEqual(support);
        expect(writes(cloudflare)).not.toContain("PUT /portals/support");
        expect(world.warnings).toEqual([]);
        await deployment.up({ ...plain, hostname: upstream.url, sync: "auto" });
        expect(await deployment.drift()).toEqual([]);
      },
    },
    {
      name: `a server whose tools are not known after its replacement goes back hidden as it was (${deleteAttachedServer})`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ deleteAttachedServer });
        await mapped(world);
        await deployment.up({ ...plain, hostname: elsewhere });
        expect(sentRows(cloudflare, "sales")).toMatchObject([
          { server_id: "docs", default_disabled: true, on_behalf: false },
          { server_id: "tickets" },
        ]);
      },
    },
    {
      name: `a replacement of a server whose portals are gone by then succeeds (${deleteAttachedServer})`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ deleteAttachedServer });
        await mapped(world);
        cloudflare.addFault({
          method: "GET",
          path: "/portals/sales",
          times: "always",
          action: "answer",
          status: 404,
          body: { success: false, errors: [{ code: 7002, message: "Not Found" }] },
        });
        const outcome = await deployment.up({ ...plain, hostname: elsewhere }).catch((error: unknown) => String(error));
        expect(outcome).toMatch(deleteAttachedServer === "detach" ? /^replace$/ : /Could not delete/);
        expect(world.warnings).toEqual([]);
      },
    },
  ]),
  {
    name: "a replaced server that cannot be put back into a portal is a warning that names it, and the server is there",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await mapped(world);
      cloudflare.addFault({
        method: "PUT",
        path: "/portals/sales",
        times: "always",
        action: "answer",
        status: 400,
        body: { success: false, errors: [{ code: 7001, message: "not today" }] },
      });
      expect(await deployment.up({ ...plain, hostname: elsewhere })).toBe("replace");
      expect(world.warnings).toEqual([
        expect.stringMatching(/was replaced, and the portal "sales" could not be restored.*not today/),
      ]);
      expect(cloudflare.server("docs")?.hostname).toBe(elsewhere);
    },
  },
  {
    name: "the only server of a portal that Cloudflare neither deletes nor takes out is not replaced: the error says what to do",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ deleteAttachedServer: "refuse", emptyPortalServers: "reject" });
      await mapped(world, true);
      const before = [cloudflare.server("docs"), cloudflare.portal("sales")?.servers];
      const { message } = await failureOf(deployment.up({ ...plain, hostname: elsewhere }));
      expect(message).toContain('while the portal "sales" exposes it');
      expect(message).toContain("Add another server to that portal first");
      expect([cloudflare.server("docs"), cloudflare.portal("sales")?.servers]).toEqual(before);
      // And that way works.
      const rows = cloudflare.portal("sales")?.servers ?? [];
      cloudflare.editPortal("sales", { servers: [...rows, { server_id: "tickets" }] });
      expect(await deployment.up({ ...plain, hostname: elsewhere })).toBe("replace");
      expect(sentRows(cloudflare, "sales").map(({ server_id }) => server_id)).toEqual(["docs", "tickets"]);
    },
  },
  {
    name: "the only server of a portal is replaced where a portal may be empty meanwhile",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ deleteAttachedServer: "refuse", emptyPortalServers: "accept" });
      await mapped(world, true);
      expect(await deployment.up({ ...plain, hostname: elsewhere })).toBe("replace");
      expect(sentRows(cloudflare, "sales")).toMatchObject([{ server_id: "docs", on_behalf: false }]);
    },
  },
  {
    name: "a server that cannot be deleted since portals show it stays, and the error names them",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ deleteAttachedServer: "refuse" });
      await mapped(world);
      cloudflare.seedPortal({ id: "office", servers: [{ server_id: "docs" }] });
      const portals = cloudflare.portals();
      const { message } = await failureOf(deployment.up(undefined));
      expect(message).toContain('MCP server "docs" cannot be deleted while a portal exposes it: "sales", "office"');
      expect(deployment.state).toBeDefined();
      expect(cloudflare.portals()).toEqual(portals);
      cloudflare.removePortal("sales");
      cloudflare.removePortal("office");
      expect(await deployment.up(undefined)).toBe("delete");
    },
  },
  {
    name: "a server that is deleted without being replaced touches no portal",
    happens: async (world) => {
      await mapped(world);
      expect(await world.deployment.up(undefined)).toBe("delete");
      expect(writes(world.cloudflare)).toEqual(["DELETE /servers/docs"]);
      expect(sentRows(world.cloudflare, "sales").map(({ server_id }) => server_id)).toEqual(["tickets"]);
    },
  },
]);
