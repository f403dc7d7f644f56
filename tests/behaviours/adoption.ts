import type { Switches } from "cloudflare-mcp-emulator";
import { updates } from "../support/account";
import { bearer, plain, token } from "./examples";
import { behaviours, expectQuiet, failureOf, writes, type Behaviour, type World } from "./world";

/** A server that somebody made long ago. */
function seed({ cloudflare }: World, changes: Parameters<World["cloudflare"]["seedServer"]>[0] | object = {}): void {
  cloudflare.seedServer({
    id: "docs",
    name: "Theirs",
    hostname: "https://docs.example.com/mcp",
    created_at: "2026-01-01 00:00:00",
    created_by: "somebody@example.com",
    ...changes,
  });
}

const duplicates: readonly Switches["duplicateId"][] = ["validation", "conflict", "database"];

/** Servers that exist already: never taken over in silence. */
export const adoption = behaviours([
  ...duplicates.map((duplicateId): Behaviour => ({
    name: `an id that exists is refused and left as it is, also when Cloudflare says "${duplicateId}"`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ duplicateId });
      seed(world);
      const before = cloudflare.server("docs");
      const error = await failureOf(deployment.up({ ...plain, name: "Ours" }));
      expect(error.message).toContain(`MCP server "docs" exists already in account ${cloudflare.accountId}`);
      expect(error.message).toContain("somebody@example.com");
      expect(error.message).toContain("adopt: true");
      expect(cloudflare.server("docs")).toEqual(before);
      expect(deployment.state).toBeUndefined();
    },
  })),
  {
    name: "an adopted server that is as declared is not written to",
    happens: async (world) => {
      seed(world);
      const args = { ...plain, name: "Theirs", adopt: true };
      expect(await world.deployment.up(args)).toBe("create");
      expect(writes(world.cloudflare)).toEqual([]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "an adopted server gets by one PUT just what the program says otherwise",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      seed(world, { description: "Theirs", secure_web_gateway: true });
      const args = { ...plain, name: "Theirs", description: "Ours", adopt: true };
      await deployment.up(args);
      expect(writes(cloudflare)).toEqual(["PUT /servers/docs"]);
      expect(updates(cloudflare)).toEqual([{ description: "Ours" }]);
      expect(cloudflare.server("docs")).toMatchObject({ name: "Theirs", secure_web_gateway: true });
      await expectQuiet(world, args);
    },
  },
  {
    name: "an adopted server gets the credentials of the program, since nobody can know which it has",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      seed(world, { auth_type: "bearer", auth_credentials: token });
      const args = { ...bearer, adopt: true };
      await deployment.up(args);
      expect(updates(cloudflare)).toEqual([{ auth_credentials: token }]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "a server with another hostname and authType is not adopted: the error says what differs, and nothing changes",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      seed(world, { hostname: "https://theirs.example.com/mcp", auth_type: "oauth" });
      const before = cloudflare.server("docs");
      const error = await failureOf(deployment.up({ ...plain, name: "Ours", adopt: true }));
      expect(error.message).toContain("Cannot adopt");
      expect(error.message).toContain(
        "hostname is https://theirs.example.com/mcp there and https://docs.example.com/mcp in the program",
      );
      expect(error.message).toContain("authType is oauth there and unauthenticated in the program");
      expect(writes(cloudflare)).toEqual([]);
      expect(cloudflare.server("docs")).toEqual(before);
      expect(deployment.state).toBeUndefined();
    },
  },
  {
    name: "CLOUDFLARE_MCP_ADOPT adopts for one run, and afterwards all is quiet without it",
    happens: async (world) => {
      const { cloudflare, deployment, environment } = world;
      seed(world);
      environment.CLOUDFLARE_MCP_ADOPT = `other/server, ${cloudflare.accountId}/docs`;
      expect(await deployment.up({ ...plain, name: "Theirs" })).toBe("create");
      expect(writes(cloudflare)).toEqual([]);
      delete environment.CLOUDFLARE_MCP_ADOPT;
      await expectQuiet(world, { ...plain, name: "Theirs" });
    },
  },
  {
    name: "CLOUDFLARE_MCP_ADOPT of another server adopts nothing",
    happens: async (world) => {
      seed(world);
      world.environment.CLOUDFLARE_MCP_ADOPT = `${world.cloudflare.accountId}/tickets`;
      expect((await failureOf(world.deployment.up(plain))).message).toContain("exists already");
    },
  },
  {
    name: "adopt creates the server when there is none",
    happens: async (world) => {
      expect(await world.deployment.up({ ...plain, adopt: true })).toBe("create");
      expect(writes(world.cloudflare)).toEqual(["POST /servers"]);
      await expectQuiet(world, { ...plain, adopt: true });
    },
  },
]);
