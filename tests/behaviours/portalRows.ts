/** Behaviours of the servers in a portal. */
import { updates } from "../support/account";
import type { Properties } from "../support/deployment";
import { answerPortal, offered, plainPortal as plain, sentRows } from "./portalExamples";
import { behaviours, expectQuiet, writes, type Behaviour, type World } from "./world";

const withRows = (...servers: Properties[]): Properties => ({ ...plain, servers });
const docs = (settings: Properties = {}): Properties => ({ serverId: "docs", ...settings });
const tickets = (settings: Properties = {}): Properties => ({ serverId: "tickets", ...settings });

/** Changes one tool of the server "docs" in the portal, as somebody does on the dashboard. */
function editTool({ cloudflare }: World, name: string, changes: Properties): void {
  const servers = (cloudflare.portal("team")?.servers ?? []).map((row) => ({
    ...row,
    updated_tools: row.updated_tools.map((entry) => (entry.name === name ? { ...entry, ...changes } : entry)),
  }));
  cloudflare.editPortal("team", { servers });
}

/** Changes the row of the server "docs", as somebody does on the dashboard. */
function editRow({ cloudflare }: World, changes: Properties): void {
  const servers = (cloudflare.portal("team")?.servers ?? []).map((row) =>
    row.server_id === "docs" ? { ...row, ...changes } : row,
  );
  cloudflare.editPortal("team", { servers });
}

/** Fails unless the difference is named, one PUT of the rows repairs it, and then all is quiet. */
async function expectRepaired(world: World, args: Properties): Promise<void> {
  const { cloudflare, deployment } = world;
  cloudflare.clearRequests();
  expect(await deployment.drift()).toEqual(["servers"]);
  expect(await deployment.refresh()).toEqual(["servers"]);
  expect(await deployment.up(args)).toBe("update");
  expect(writes(cloudflare)).toEqual(["PUT /portals/team"]);
  expect(Object.keys(updates(cloudflare)[0] as object)).toEqual(["servers"]);
  await expectQuiet(world, args);
}

const ways: Readonly<Record<string, Properties>> = {
  "no setting": docs(),
  "hidden by default": docs({ defaultDisabled: true }),
  "an administrator's login": docs({ onBehalf: false }),
  "a list of tools": docs({ tools: ["search"] }),
  "an empty list of tools": docs({ tools: [] }),
  "a list of prompts": docs({ prompts: ["greet"] }),
  "lists of tools and prompts": docs({ tools: ["read", "search"], prompts: ["greet"] }),
  "a list of tools and another text for one": docs({
    tools: ["search"],
    updatedTools: [{ name: "search", alias: "find", description: "Finds" }],
  }),
  overrides: docs({
    updatedTools: [
      { name: "write", enabled: false },
      { name: "search", alias: "find" },
    ],
  }),
  "no overrides": docs({ updatedTools: [], updatedPrompts: [] }),
  "overrides of what is hidden by default": docs({
    defaultDisabled: true,
    updatedTools: [
      { name: "search", enabled: true },
      { name: "read", alias: "open" },
    ],
    updatedPrompts: [{ name: "greet", enabled: true }],
  }),
  "overrides that change nothing": docs({ updatedTools: [{ name: "search" }, { name: "read", enabled: true }] }),
  "names that the server does not have": docs({ tools: ["fly"], updatedTools: [{ name: "swim", alias: "dive" }] }),
};

export const portalRows = behaviours([
  ...Object.entries(ways).map(([words, row]): Behaviour => ({
    name: `a row with ${words} is quiet after its creation and after a refresh, also set later and removed again`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const args = withRows(row, tickets());
      expect(await deployment.up(args)).toBe("create");
      await expectQuiet(world, args);
      const created = sentRows(cloudflare);

      const bare = withRows(docs(), tickets());
      await deployment.up(bare);
      await expectQuiet(world, bare);
      expect(sentRows(cloudflare)).toMatchObject([
        { server_id: "docs", default_disabled: false, on_behalf: true, updated_tools: [], updated_prompts: [] },
        { server_id: "tickets", default_disabled: false, on_behalf: true, updated_tools: [], updated_prompts: [] },
      ]);

      await deployment.up(args);
      await expectQuiet(world, args);
      expect(sentRows(cloudflare)).toEqual(created);
    },
  })),
  {
    name: "tools are an allow-list: what is named is shown, and nothing else, prompts neither",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(withRows(docs({ tools: ["search"] })));
      expect(offered(cloudflare, "docs")).toBe("search -read -write");
      expect(cloudflare.portal("team")?.servers[0]?.updated_prompts).toMatchObject([{ name: "greet", enabled: false }]);
    },
  },
  {
    name: "another order of servers, tools and overrides in the program changes nothing",
    happens: async (world) => {
      const first = docs({
        tools: ["search", "read"],
        updatedTools: [
          { name: "search", alias: "find" },
          { name: "read", alias: "open" },
        ],
      });
      const second = docs({
        tools: ["read", "search"],
        updatedTools: [
          { name: "read", alias: "open" },
          { name: "search", alias: "find" },
        ],
      });
      await world.deployment.up(withRows(first, tickets()));
      world.cloudflare.clearRequests();
      await world.deployment.up(withRows(tickets(), second));
      expect(writes(world.cloudflare)).toEqual([]);
      expect(await world.deployment.drift()).toEqual([]);
    },
  },
  {
    name: "what a row leaves out, null, and the default spelled out are the same",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(withRows(docs(), tickets({ tools: ["list"] })));
      cloudflare.clearRequests();
      await deployment.up(
        withRows(
          docs({ defaultDisabled: false, onBehalf: true, tools: null, prompts: null, updatedTools: null }),
          tickets({ tools: ["list"], defaultDisabled: true, onBehalf: null }),
        ),
      );
      expect(writes(cloudflare)).toEqual([]);
      expect(await deployment.drift()).toEqual([]);
    },
  },
  {
    name: "Cloudflare's order of servers and entries, whichever it is, is no difference",
    happens: async (world) => {
      const args = withRows(tickets({ updatedTools: [] }), docs({ tools: ["read", "search"] }));
      await world.deployment.up(args);
      for (const turned of [true, false]) {
        await answerPortal(world.cloudflare, (portal) => ({
          ...portal,
          servers: (turned ? portal.servers?.toReversed() : portal.servers)?.map((row) => ({
            ...row,
            updated_tools: turned ? row.updated_tools?.toReversed() : row.updated_tools,
          })),
        }));
        expect(await world.deployment.drift()).toEqual([]);
        await expectQuiet(world, args);
      }
    },
  },
  {
    name: "in a portal whose servers are nobody's business, an order of Cloudflare's own changes not even the outputs",
    happens: async (world) => {
      await world.deployment.up(plain);
      world.cloudflare.editPortal("team", { servers: [{ server_id: "docs" }, { server_id: "tickets" }] });
      await world.deployment.refresh();
      await answerPortal(world.cloudflare, (portal) => ({ ...portal, servers: portal.servers?.toReversed() }));
      await expectQuiet(world, plain);
    },
  },
  ...(
    [
      ["without server_id, as answers once were,", ({ server_id: _, ...row }) => row],
      ["with nothing but its id", ({ id }) => ({ id })],
      ["with nothing but server_id", ({ server_id }) => ({ server_id })],
      ["with null for the switches", (row) => ({ ...row, default_disabled: null, on_behalf: null })],
      ["without lists", ({ updated_tools: _, updated_prompts: __, ...row }) => row],
      ["without a catalogue", (row) => ({ ...row, tools: null, prompts: null })],
      ["with fields of the future", (row) => ({ ...row, quantum: { safe: true }, updated_by: null })],
    ] satisfies [string, (row: Properties) => Properties][]
  ).map(([words, change]): Behaviour => ({
    name: `a row ${words} is read, and is no difference`,
    happens: async (world) => {
      const args = withRows(docs({ updatedTools: [{ name: "write", alias: "save" }] }), tickets());
      await world.deployment.up(args);
      await answerPortal(world.cloudflare, (portal) => ({
        ...portal,
        servers: portal.servers?.map((row) => change(row)),
      }));
      await expectQuiet(world, args);
    },
  })),
  {
    name: "null for lists of entries is none: no difference where none are declared, one where they are",
    happens: async (world) => {
      const none = withRows(docs({ updatedTools: [], updatedPrompts: [] }), tickets());
      await world.deployment.up(none);
      const nulled = (): Promise<void> =>
        answerPortal(world.cloudflare, (portal) => ({
          ...portal,
          servers: portal.servers?.map((row) => ({ ...row, updated_tools: null, updated_prompts: null })),
        }));
      await nulled();
      await expectQuiet(world, none);
      world.cloudflare.clearFaults();
      await world.deployment.up(withRows(docs({ updatedTools: [{ name: "write", enabled: false }] }), tickets()));
      await nulled();
      expect(await world.deployment.drift()).toEqual(["servers"]);
    },
  },
  {
    name: "null for all servers is none",
    happens: async (world) => {
      await world.deployment.up(withRows());
      await answerPortal(world.cloudflare, (portal) => ({ ...portal, servers: null }));
      await expectQuiet(world, withRows());
    },
  },
  {
    name: "a tool that is switched on by hand beside a list of tools is named, and switched off by one PUT",
    happens: async (world) => {
      const args = withRows(docs({ tools: ["search"] }), tickets());
      await world.deployment.up(args);
      editTool(world, "write", { enabled: true });
      await world.deployment.refresh();
      expect(world.deployment.state?.inputs.servers).toMatchObject([{ tools: ["search", "write"] }, {}]);
      await world.deployment.up(args);
      editTool(world, "write", { enabled: true });
      await expectRepaired(world, args);
      expect(offered(world.cloudflare, "docs")).toBe("search -read -write");
    },
  },
  {
    name: "what somebody set by hand and no program could say is taken as it is where the program ignores changes of it",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs({ tools: ["search"] })));
      editRow(world, { default_disabled: false });
      expect(await deployment.refresh()).toEqual(["servers"]);
      // With ignoreChanges: ["servers"] the engine puts what state holds in the place of what the program says.
      const { servers } = deployment.state?.inputs ?? {};
      expect(servers).toMatchObject([{ defaultDisabled: false, tools: ["search"] }]);
      cloudflare.clearRequests();
      expect(await deployment.up({ ...plain, servers, name: "Tools" })).toBe("update");
      expect(updates(cloudflare)).toEqual([{ name: "Tools" }]);
      // To say it is another matter.
      const others = withRows(docs({ tools: ["search", "read"], defaultDisabled: false }));
      await expect(deployment.up(others)).rejects.toThrow("has tools, which hides everything else, beside");
    },
  },
  {
    name: "a tool that is switched off by hand although the program lists it is named and repaired",
    happens: async (world) => {
      const args = withRows(docs({ tools: ["search", "read"] }));
      await world.deployment.up(args);
      editTool(world, "read", { enabled: false });
      await expectRepaired(world, args);
      expect(offered(world.cloudflare, "docs")).toBe("search read -write");
    },
  },
  ...(
    [
      ["switched off", { enabled: false }],
      ["given another name", { alias: "find" }],
      ["given another text", { description: "Finds" }],
    ] satisfies [string, Properties][]
  ).map(([words, changes]): Behaviour => ({
    name: `a tool that is ${words} by hand is named and repaired where the program says the overrides, and else left alone`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const managed = withRows(docs({ updatedTools: [{ name: "write", enabled: false }] }));
      await deployment.up(managed);
      editTool(world, "search", changes);
      await expectRepaired(world, managed);
      expect(offered(cloudflare, "docs")).toBe("search read -write");

      const unmanaged = withRows(docs());
      await deployment.up(unmanaged);
      editTool(world, "search", changes);
      const edited = cloudflare.portal("team")?.servers[0]?.updated_tools;
      await expectQuiet(world, unmanaged);
      expect(cloudflare.portal("team")?.servers[0]?.updated_tools).toEqual(edited);
    },
  })),
  {
    name: "what nobody declared of a row is sent back as it was read when something else of the portal's servers changes",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs({ prompts: ["greet"] }), tickets()));
      editTool(world, "search", { alias: "find", description: "By {% hand %} and <{% hand %}" });
      const before = sentRows(cloudflare)[0];
      const changed = withRows(docs({ prompts: ["greet"], onBehalf: false }));
      await deployment.up(changed);
      expect(sentRows(cloudflare)).toEqual([{ ...before, on_behalf: false }]);
      await expectQuiet(world, changed);
    },
  },
  {
    name: "a list of tools keeps the texts that somebody gave them by hand",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs()));
      editTool(world, "search", { alias: "find" });
      await deployment.up(withRows(docs({ tools: ["search"] })));
      expect(offered(cloudflare, "docs")).toBe("search=find -read -write");
      await expectQuiet(world, withRows(docs({ tools: ["search"] })));
    },
  },
  {
    name: "a tool that is shown or hidden as all others are goes on being so when the program hides all, whoever named it",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs()));
      editTool(world, "search", { alias: "find" });
      await deployment.up(withRows(docs({ defaultDisabled: true })));
      expect(offered(cloudflare, "docs")).toBe("-search=find -read -write");
      await deployment.up(withRows(docs()));
      expect(offered(cloudflare, "docs")).toBe("search=find read write");
    },
  },
  ...(
    [
      ["onBehalf", { on_behalf: false }],
      ["defaultDisabled", { default_disabled: true }],
    ] satisfies [string, Properties][]
  ).map(([name, changes]): Behaviour => ({
    name: `${name} that a row does not set means Cloudflare's default: a remote edit is named and repaired`,
    happens: async (world) => {
      await world.deployment.up(withRows(docs(), tickets()));
      editRow(world, changes);
      await world.deployment.refresh();
      expect(world.deployment.state?.inputs.servers).toMatchObject([{ [name]: name === "defaultDisabled" }, {}]);
      await world.deployment.up(withRows(docs(), tickets()));
      editRow(world, changes);
      await expectRepaired(world, withRows(docs(), tickets()));
      expect(world.cloudflare.portal("team")?.servers[0]).toMatchObject({ default_disabled: false, on_behalf: true });
    },
  })),
  {
    name: "a server that is added by hand is named and taken out, and one that is taken out by hand is put back as it was",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const args = withRows(docs({ tools: ["search"] }));
      await deployment.up(args);
      const declared = sentRows(cloudflare);
      cloudflare.editPortal("team", {
        servers: [...(cloudflare.portal("team")?.servers ?? []), { server_id: "tickets" }],
      });
      await expectRepaired(world, args);
      expect(sentRows(cloudflare)).toEqual(declared);

      cloudflare.editPortal("team", { servers: [{ server_id: "tickets" }] });
      await expectRepaired(world, args);
      expect(sentRows(cloudflare)).toEqual(declared);
    },
  },
  {
    name: "a server that was added by hand and that the program then declares keeps what was done to its tools",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs()));
      const row = { server_id: "tickets", updated_tools: [{ name: "list", alias: "all" }] };
      cloudflare.editPortal("team", { servers: [...(cloudflare.portal("team")?.servers ?? []), row] });
      expect(await deployment.refresh()).toEqual(["servers"]);
      cloudflare.clearRequests();
      await deployment.up(withRows(docs(), tickets()));
      expect(writes(cloudflare)).toEqual([]);
      expect(offered(cloudflare, "tickets")).toBe("list=all");
      await expectQuiet(world, withRows(docs(), tickets()));
    },
  },
  {
    name: "the servers of a portal that are declared for the first time keep what was done to their tools",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(plain);
      cloudflare.editPortal("team", {
        servers: [{ server_id: "docs", updated_tools: [{ name: "search", alias: "find" }] }],
      });
      await deployment.refresh();
      cloudflare.clearRequests();
      await deployment.up(withRows(docs()));
      expect(writes(cloudflare)).toEqual([]);
      await deployment.up(withRows(docs(), tickets()));
      expect(offered(cloudflare, "docs")).toBe("search=find read write");
      await expectQuiet(world, withRows(docs(), tickets()));
    },
  },
  {
    name: "an alias that a server has of its own is not one of the portal",
    happens: async (world) => {
      const args = withRows(docs({ updatedTools: [{ name: "read", alias: "open" }] }));
      await world.deployment.up(args);
      world.cloudflare.editServer("docs", {
        updated_tools: [
          { name: "search", alias: "find", description: "Finds" },
          { name: "read", alias: "look" },
        ],
      });
      await expectQuiet(world, args);
    },
  },
  {
    name: "a tool that Cloudflare discovers later follows its row, and is no difference",
    happens: async (world) => {
      const args = withRows(docs({ tools: ["search"] }), tickets({ updatedTools: [] }));
      await world.deployment.up(args);
      for (const id of ["docs", "tickets"]) {
        const tools = world.cloudflare.server(id)?.tools ?? [];
        world.cloudflare.editServer(id, { tools: [{ name: "brand_new" }, ...tools] });
      }
      expect(offered(world.cloudflare, "docs")).toBe("-brand_new search -read -write");
      expect(offered(world.cloudflare, "tickets")).toBe("brand_new list");
      await expectQuiet(world, args);
    },
  },
  {
    name: "a tool that Cloudflare discovers later and shows in spite of a list of tools is named, and hidden by one PUT",
    happens: async (world) => {
      world.cloudflare.setSwitches({ defaultDisabledHidesLaterTools: false });
      const args = withRows(docs({ tools: ["search"] }));
      await world.deployment.up(args);
      world.cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "brand_new" }] });
      expect(offered(world.cloudflare, "docs")).toBe("search brand_new");
      await expectRepaired(world, args);
      expect(offered(world.cloudflare, "docs")).toBe("search -brand_new");
    },
  },
  {
    name: "names that a server does not have yet are warned about with the nearest, no difference, and sent once a refresh sees them",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const args = withRows(
        docs({ tools: ["serch", "later"], updatedTools: [{ name: "later", alias: "soon" }], prompts: ["gret"] }),
      );
      await deployment.up(args);
      expect(world.warnings).toEqual([
        expect.stringMatching(/^tools of server "docs" names "later", which the server does not have yet\./),
        expect.stringMatching(/^tools of server "docs" names "serch".*Did you mean "search"\?$/),
        expect.stringMatching(/^prompts of server "docs" names "gret".*Did you mean "greet"\?$/),
      ]);
      await expectQuiet(world, args);

      cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "later" }] });
      expect(offered(cloudflare, "docs")).toBe("-search -later");
      await expectRepaired(world, args);
      expect(offered(cloudflare, "docs")).toBe("-search later=soon");
    },
  },
  {
    name: "a server with another incarnation is looked up: it is there as it should be, and nothing is sent",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs({ incarnation: "one", tools: ["search"] })));
      cloudflare.clearRequests();
      const args = withRows(docs({ incarnation: "two", tools: ["search"] }));
      expect(await deployment.up(args)).toBe("update");
      expect(cloudflare.requests().map(({ method }) => method)).toEqual(["GET"]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "a server with another incarnation that is no longer in the portal is mapped again, by one PUT",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(withRows(docs({ incarnation: "one", tools: ["search"] }), tickets({ incarnation: "t" })));
      const before = sentRows(cloudflare);
      const { tools, prompts } = cloudflare.server("docs") ?? {};
      cloudflare.removeServer("docs");
      cloudflare.seedServer({ id: "docs", tools: tools ?? [], prompts: prompts ?? [] });
      cloudflare.clearRequests();
      const args = withRows(docs({ incarnation: "two", tools: ["search"] }), tickets({ incarnation: "t" }));
      expect(await deployment.up(args)).toBe("update");
      expect(writes(cloudflare)).toEqual(["PUT /portals/team"]);
      expect(sentRows(cloudflare)).toEqual(before);
      await expectQuiet(world, args);
    },
  },
]);
