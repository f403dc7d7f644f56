/** Behaviours after a step: the next preview and refresh find nothing to do. */
import { bearer, everything, examples, plain, servers, token } from "./examples";
import { behaviours, expectQuiet, writes, type Behaviour } from "./world";

/** After a step all is quiet: nothing to do, nothing to find. */
export const quiet = behaviours([
  ...Object.entries(servers).flatMap(([words, args]): Behaviour[] => [
    {
      name: `${words} with nothing set is quiet after its creation and after a refresh`,
      happens: async (world) => {
        expect(await world.deployment.up(args)).toBe("create");
        await expectQuiet(world, args);
      },
    },
    {
      name: `${words} with everything set is as declared, and quiet after its creation and after a refresh`,
      happens: async (world) => {
        const all = { ...args, ...everything };
        expect(await world.deployment.up(all)).toBe("create");
        expect(world.cloudflare.server("docs")).toMatchObject(
          Object.fromEntries(examples.map(({ wireName, first }) => [wireName, first])),
        );
        await expectQuiet(world, all);
      },
    },
  ]),
  {
    name: "a server whose tools were read is quiet",
    happens: async (world) => {
      const upstream = await world.upstream({ token, tools: [{ name: "search" }, { name: "fetch" }] });
      const args = { ...bearer, hostname: upstream.url, sync: "auto" };
      await world.deployment.up(args);
      expect(world.deployment.state?.outputs.tools).toMatchObject([{ name: "search" }, { name: "fetch" }]);
      expect(world.warnings).toEqual([]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "null and an absent argument are the same in a program",
    happens: async (world) => {
      await world.deployment.up({
        ...plain,
        name: null,
        description: null,
        updatedTools: null,
        secureWebGateway: null,
      });
      expect(Object.keys(world.cloudflare.requests()[0]?.body as object)).toEqual([
        "id",
        "hostname",
        "auth_type",
        "name",
      ]);
      await expectQuiet(world, plain);
    },
  },
  {
    name: 'a description "" is none: nothing is sent for it',
    happens: async (world) => {
      await world.deployment.up({ ...plain, description: "" });
      expect(world.cloudflare.requests()[0]?.body).not.toHaveProperty("description");
      await expectQuiet(world, { ...plain, description: "" });
    },
  },
  {
    name: "another order of overrides in the program changes nothing",
    happens: async (world) => {
      const rows = [{ name: "a", alias: "first" }, { name: "b", enabled: false }, { name: "c" }];
      await world.deployment.up({ ...plain, updatedTools: rows });
      world.cloudflare.clearRequests();
      await world.deployment.up({ ...plain, updatedTools: rows.toReversed() });
      expect(writes(world.cloudflare)).toEqual([]);
      expect(await world.deployment.drift()).toEqual([]);
    },
  },
  {
    name: "what an override leaves out is the same as its default spelled out",
    happens: async (world) => {
      await world.deployment.up({ ...plain, updatedTools: [{ name: "a" }, { name: "b", alias: "second" }] });
      world.cloudflare.clearRequests();
      await world.deployment.up({
        ...plain,
        updatedTools: [
          { name: "a", enabled: true },
          { name: "b", alias: "second", description: null, enabled: true },
        ],
      });
      expect(writes(world.cloudflare)).toEqual([]);
    },
  },
  {
    name: "a hostname in another spelling of the same URL changes nothing",
    happens: async (world) => {
      await world.deployment.up({ ...plain, hostname: "https://DOCS.example.com:443/mcp" });
      world.cloudflare.clearRequests();
      expect(await world.deployment.drift()).toEqual([]);
      await world.deployment.up({ ...plain, hostname: "https://docs.example.com/mcp" });
      expect(writes(world.cloudflare)).toEqual([]);
    },
  },
]);
