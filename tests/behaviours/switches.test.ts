import { switchTable, type Switches } from "cloudflare-mcp-emulator";
import { inProcess } from "../support/drivers";
import { bearer, everything, examples, oauthClient } from "./examples";
import { expectQuiet, failureOf, verify, type Behaviour } from "./world";

/** Every way in which Cloudflare may be other than what is likeliest, but for the one that has a test of its own. */
const others = Object.entries(switchTable)
  .filter(([name]) => name !== "nullDescription")
  .flatMap(([name, { values }]) =>
    values.slice(1).map((value) => ({ name, value, changes: { [name]: value } as Partial<Switches> })),
  );

const lives = others.flatMap(({ name, value, changes }): Behaviour[] =>
  Object.entries({ "a bearer server": bearer, "an OAuth server": oauthClient }).map(([words, bare]) => ({
    name: `the life of ${words} is the same when ${name} is ${JSON.stringify(value)}`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches(changes);
      const all = { ...bare, ...everything };

      expect(await deployment.up(bare)).toBe("create");
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

/** Null is all that is known to clear a description (docs/decisions.md). */
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

verify([...lives, refusedNull], inProcess);
