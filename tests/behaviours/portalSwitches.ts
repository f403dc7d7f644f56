/** The life of a portal under every value of every switch. */
import { Program } from "../support/program";
import type { Properties } from "../support/deployment";
import { plain as server } from "./examples";
import { portal, sentRows } from "./portalExamples";
import { otherSettings } from "./switchSettings";
import { expectQuiet, type Behaviour } from "./world";

const row: Properties = { serverId: "docs", updatedTools: [] };
const bare: Properties = { ...portal.plain, servers: [row] };
const all: Properties = { ...portal.plain, ...portal.everything };

/** Cloudflare as it is likeliest; the behaviours of portals assume that one may be empty. */
const likeliest = { emptyPortalServers: "reject" } as const;

const lives = otherSettings().map(({ name, value, changes }): Behaviour => ({
  name: `the life of a portal is the same when ${name} is ${JSON.stringify(value)}`,
  happens: async (world) => {
    const { cloudflare, deployment } = world;
    cloudflare.setSwitches({ ...likeliest, ...changes });

    expect(await deployment.up(bare)).toBe("create");
    await expectQuiet(world, bare);
    expect(await deployment.up(all)).toBe("update");
    await expectQuiet(world, all);
    const declared = portal.stored(cloudflare);
    expect(declared).toMatchObject(Object.fromEntries(portal.examples.map((each) => [each.wireName, each.wire.first])));

    // Somebody changes everything.
    portal.edit(cloudflare, Object.fromEntries(portal.examples.map((each) => [each.wireName, each.wire.second])));
    expect((await deployment.refresh()).toSorted()).toEqual(portal.examples.map((each) => each.name).toSorted());
    cloudflare.clearRequests();
    expect(await deployment.up(all)).toBe("update");
    expect(cloudflare.requests().filter(({ method }) => method === "PUT")).toHaveLength(1);
    await expectQuiet(world, all);
    expect({ ...portal.stored(cloudflare), modified_at: "" }).toEqual({ ...declared, modified_at: "" });

    expect(await deployment.up(bare)).toBe("update");
    await expectQuiet(world, bare);
    expect(sentRows(cloudflare)).toMatchObject([{ server_id: "docs", updated_tools: [] }]);

    expect(await deployment.up({ ...bare, portalId: "another" })).toBe("replace");
    expect(cloudflare.portals().map(({ id }) => id)).toEqual(["another"]);
    await expectQuiet(world, { ...bare, portalId: "another" });

    expect(await deployment.up(undefined)).toBe("delete");
    expect(cloudflare.portals()).toEqual([]);
    expect(cloudflare.servers().map(({ id }) => id)).toEqual(["docs", "tickets"]);
  },
}));

const replacements = otherSettings().map(({ name, value, changes }): Behaviour => ({
  name: `a server that is replaced is mapped again in the same step when ${name} is ${JSON.stringify(value)}`,
  happens: async ({ cloudflare, drivers }) => {
    cloudflare.setSwitches({ ...likeliest, ...changes });
    const program = new Program(drivers);
    const up = (hostname: string): ReturnType<Program["up"]> =>
      program.up([
        { kind: "McpServer", name: "handbook", args: () => ({ ...server, hostname }) },
        {
          kind: "McpPortal",
          name: "team",
          args: () => ({
            ...portal.plain,
            servers: [
              {
                serverId: "handbook",
                incarnation: program.resource("McpServer", "handbook").state?.outputs.incarnation,
                tools: ["search"],
                onBehalf: false,
              },
              row,
            ],
          }),
        },
      ]);
    expect(await up("http://127.0.0.1:9/one")).toEqual({ handbook: "create", team: "create" });
    await cloudflare.settled();
    const before = sentRows(cloudflare);

    expect(await up("http://127.0.0.1:9/two")).toEqual({ handbook: "replace", team: "update" });
    await cloudflare.settled();
    expect(cloudflare.server("handbook")?.hostname).toBe("http://127.0.0.1:9/two");
    expect(sentRows(cloudflare)).toEqual(before);
    expect(before).toMatchObject([
      { server_id: "docs" },
      { server_id: "handbook", default_disabled: true, on_behalf: false },
    ]);
    expect(await program.drift()).toEqual({});
    expect(await up("http://127.0.0.1:9/two")).toEqual({ handbook: "same", team: "same" });
  },
}));

export const portalSwitches: readonly Behaviour[] = [...lives, ...replacements];
