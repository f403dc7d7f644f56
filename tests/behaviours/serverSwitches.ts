/** The life of a server under every value of every switch. */
import { switchTable } from "cloudflare-mcp-emulator";
import { bearer, everything, examples, oauthClient } from "./examples";
import { otherSettings } from "./switchSettings";
import { expectQuiet, failureOf, writes, type Behaviour } from "./world";

const lives = otherSettings("nullDescription").flatMap(({ name, value, changes }): Behaviour[] =>
  Object.entries({ "a bearer server": bearer, "an OAuth server": oauthClient }).map(([words, args]) => ({
    name: `the life of ${words} is the same when ${name} is ${JSON.stringify(value)}`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches(changes);
      // Nobody listens there: Cloudflare may look for tools by itself.
      const bare = { ...args, hostname: "http://127.0.0.1:9/mcp" };
      const all = { ...bare, ...everything };

      expect(await deployment.up(bare)).toBe("create");
      await cloudflare.settled();
      expect(await deployment.refresh()).toEqual([]);
      await expectQuiet(world, bare);
      expect(await deployment.up(all)).toBe("update");
      await expectQuiet(world, all);
      const credentials = cloudflare.server("docs")?.auth_credentials;
      expect(credentials).toEqual(expect.any(String));

      cloudflare.editServer("docs", Object.fromEntries(examples.map(({ wireName, second }) => [wireName, second])));
      expect((await deployment.refresh()).toSorted()).toEqual(examples.map((example) => example.name).toSorted());
      expect(await deployment.up(all)).toBe("update");
      await expectQuiet(world, all);
      expect(cloudflare.server("docs")).toMatchObject({
        ...Object.fromEntries(examples.map(({ wireName, first }) => [wireName, first])),
        auth_credentials: credentials,
      });

      expect(await deployment.up(bare)).toBe("update");
      await expectQuiet(world, bare);
      expect(cloudflare.server("docs")).toMatchObject({ auth_credentials: credentials, updated_tools: [] });

      expect(await deployment.up(undefined)).toBe("delete");
      expect(cloudflare.servers()).toEqual([]);
    },
  })),
);

/** Null is all that is known to clear a description (docs/internals/decisions.md). */
const refusedNull: Behaviour = {
  name: "where null is refused for a description, its removal is an error in Cloudflare's words, and nothing is lost",
  happens: async (world) => {
    const { cloudflare, deployment } = world;
    cloudflare.setSwitches({ nullDescription: "reject" });
    const described = { ...bearer, description: "Documentation" };
    await deployment.up(described);
    expect((await failureOf(deployment.up(bearer))).message).toContain("Expected string, received null");
    expect(cloudflare.server("docs")?.description).toBe("Documentation");
    await expectQuiet(world, described);
  },
};

const failedSyncs = switchTable.failedSyncStatus.values.map((failedSyncStatus): Behaviour => ({
  name: `a first sync that fails with status ${failedSyncStatus} is a warning, and each up repeats it until it succeeds`,
  happens: async (world) => {
    const { cloudflare, deployment } = world;
    cloudflare.setSwitches({ failedSyncStatus });
    const upstream = await world.upstream({ token: "another-token", tools: [] });
    const args = { ...bearer, hostname: upstream.url, sync: "auto" };
    expect(await deployment.up(args)).toBe("create");
    expect(world.warnings).toEqual([expect.stringContaining("401")]);
    expect(await deployment.drift()).toEqual([]);
    expect(await deployment.refresh()).toEqual([]);

    cloudflare.clearRequests();
    expect(await deployment.up(args)).toBe("update");
    expect(writes(cloudflare)).toEqual(["POST /servers/docs/sync"]);
    expect(world.warnings.at(-1)).toContain("401");

    upstream.setToken(String(bearer.authCredentials));
    expect(await deployment.up(args)).toBe("update");
    await expectQuiet(world, args);
  },
}));

export const serverSwitches: readonly Behaviour[] = [...lives, refusedNull, ...failedSyncs];
