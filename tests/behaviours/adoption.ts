/** Behaviours of create when the object already exists, with and without adoption. */
import type { Switches } from "cloudflare-mcp-emulator";
import { updates } from "../support/account";
import type { Properties } from "../support/deployment";
import { bearer, plain, server, token } from "./examples";
import { pathOf, type Subject } from "./subject";
import { behaviours, expectQuiet, failureOf, writes, type Behaviour, type World } from "./world";

/** An object that somebody made long ago. */
function seed(subject: Subject, { cloudflare }: World, changes: Properties = {}): void {
  subject.seed(cloudflare, {
    ...subject.seeded,
    name: "Theirs",
    created_at: "2026-01-01 00:00:00",
    created_by: "somebody@example.com",
    ...changes,
  });
}

const duplicates: readonly Switches["duplicateId"][] = ["validation", "conflict", "database"];

/** Objects that exist already: never taken over in silence. */
export const adoptionOf = (subject: Subject): readonly Behaviour[] => {
  const { id, noun, path, plain } = subject;
  const object = pathOf(subject);
  return behaviours([
    ...duplicates.map((duplicateId): Behaviour => ({
      name: `an id that exists is refused and left as it is, also when Cloudflare says "${duplicateId}"`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ duplicateId });
        seed(subject, world);
        const before = subject.stored(cloudflare);
        const error = await failureOf(deployment.up({ ...plain, name: "Ours" }));
        expect(error.message).toContain(`${noun} "${id}" already exists in account ${cloudflare.accountId}`);
        expect(error.message).toContain("somebody@example.com");
        expect(error.message).toContain("adopt: true");
        expect(subject.stored(cloudflare)).toEqual(before);
        expect(deployment.state).toBeUndefined();
      },
    })),
    {
      name: `an adopted ${noun} that is as declared is not written to`,
      happens: async (world) => {
        seed(subject, world);
        const args = { ...plain, name: "Theirs", adopt: true };
        expect(await world.deployment.up(args)).toBe("create");
        expect(writes(world.cloudflare)).toEqual([]);
        await expectQuiet(world, args);
      },
    },
    {
      name: `an adopted ${noun} gets by one PUT just what the program says otherwise`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        seed(subject, world, { description: "Theirs", secure_web_gateway: true });
        const args = { ...plain, name: "Theirs", description: "Ours", adopt: true };
        await deployment.up(args);
        expect(writes(cloudflare)).toEqual([`PUT ${object}`]);
        expect(updates(cloudflare)).toEqual([{ description: "Ours" }]);
        expect(subject.stored(cloudflare)).toMatchObject({ name: "Theirs", secure_web_gateway: true });
        await expectQuiet(world, args);
      },
    },
    {
      name: "CLOUDFLARE_MCP_ADOPT adopts for one run, and afterwards all is quiet without it",
      happens: async (world) => {
        const { cloudflare, deployment, environment } = world;
        seed(subject, world);
        environment.CLOUDFLARE_MCP_ADOPT = `other/one, ${cloudflare.accountId}/${id}`;
        expect(await deployment.up({ ...plain, name: "Theirs" })).toBe("create");
        expect(writes(cloudflare)).toEqual([]);
        delete environment.CLOUDFLARE_MCP_ADOPT;
        await expectQuiet(world, { ...plain, name: "Theirs" });
      },
    },
    {
      name: "CLOUDFLARE_MCP_ADOPT of another id adopts nothing",
      happens: async (world) => {
        seed(subject, world);
        world.environment.CLOUDFLARE_MCP_ADOPT = `${world.cloudflare.accountId}/another`;
        expect((await failureOf(world.deployment.up(plain))).message).toContain("already exists");
      },
    },
    {
      name: `adopt creates the ${noun} when there is none`,
      happens: async (world) => {
        expect(await world.deployment.up({ ...plain, adopt: true })).toBe("create");
        expect(writes(world.cloudflare)).toEqual([`POST ${path}`]);
        await expectQuiet(world, { ...plain, adopt: true });
      },
    },
  ]);
};

/** What cannot be taken over as it is in a server. */
export const adoption = behaviours([
  {
    name: "an adopted server gets the credentials of the program, since nobody can know which it has",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      seed(server, world, { auth_type: "bearer", auth_credentials: token });
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
      seed(server, world, { hostname: "https://theirs.example.com/mcp", auth_type: "oauth" });
      const before = cloudflare.server("docs");
      const error = await failureOf(deployment.up({ ...plain, name: "Ours", adopt: true }));
      expect(error.message).toContain("Cannot adopt");
      expect(error.message).toContain(
        "hostname is https://theirs.example.com/mcp at Cloudflare and https://docs.example.com/mcp in the program",
      );
      expect(error.message).toContain("authType is oauth at Cloudflare and unauthenticated in the program");
      expect(writes(cloudflare)).toEqual([]);
      expect(cloudflare.server("docs")).toEqual(before);
      expect(deployment.state).toBeUndefined();
    },
  },
]);
