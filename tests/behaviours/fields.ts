import { updates } from "../support/account";
import { everything, examples, plain } from "./examples";
import { behaviours, expectQuiet, writes, type Behaviour } from "./world";

/** What can be changed in place: each field alone, for every one in the table. */
export const fields = behaviours([
  ...examples.flatMap(({ name, wireName, first, second, initial, field }): Behaviour[] => [
    {
      name: `a change of ${name} is one PUT of just that, and leaves the other fields as they were`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up({ ...plain, ...everything });
        const before = cloudflare.server("docs");
        cloudflare.clearRequests();

        const changed = { ...plain, ...everything, [name]: second };
        expect(await deployment.up(changed)).toBe("update");

        expect(writes(cloudflare)).toEqual(["PUT /servers/docs"]);
        expect(updates(cloudflare)).toEqual([{ [wireName]: second }]);
        const after = cloudflare.server("docs");
        expect(after).toEqual({ ...before, [wireName]: second, modified_at: after?.modified_at });
        expect(deployment.state?.outputs[name]).toEqual(second);
        await expectQuiet(world, changed);
      },
    },
    {
      name: `${name} can be set later, and goes back to its default when it is removed`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up(plain);
        expect(cloudflare.server("docs")).toHaveProperty(wireName, initial);
        cloudflare.clearRequests();

        expect(await deployment.up({ ...plain, [name]: first })).toBe("update");
        expect(updates(cloudflare)).toEqual([{ [wireName]: first }]);
        expect(await deployment.drift()).toEqual([]);

        cloudflare.clearRequests();
        expect(await deployment.up(plain)).toBe("update");
        expect(updates(cloudflare)).toEqual([{ [wireName]: initial }]);
        expect(cloudflare.server("docs")).toHaveProperty(wireName, initial);
        expect(deployment.state?.outputs[name]).toEqual(field.fromWire(initial, {}));
        await expectQuiet(world, plain);
      },
    },
  ]),
  {
    name: "several changes at once are one PUT of just those",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plain, ...everything });
      const [one, , , other] = examples;
      if (one === undefined || other === undefined) {
        throw new Error("The table is too short for this behaviour.");
      }
      cloudflare.clearRequests();
      await deployment.up({ ...plain, ...everything, [one.name]: one.second, [other.name]: other.second });
      expect(updates(cloudflare)).toEqual([{ [one.wireName]: one.second, [other.wireName]: other.second }]);
    },
  },
  {
    name: "an argument set to what is there already is not sent, and is managed from then on",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(plain);
      const explicit = Object.fromEntries(
        examples.filter(({ initial }) => initial !== null).map(({ name, initial }) => [name, initial]),
      );
      cloudflare.clearRequests();
      await deployment.up({ ...plain, ...explicit });
      expect(writes(cloudflare)).toEqual([]);

      cloudflare.editServer("docs", Object.fromEntries(examples.map(({ wireName, first }) => [wireName, first])));
      expect((await deployment.drift()).toSorted()).toEqual(Object.keys(explicit).toSorted());
    },
  },
  {
    name: "one of several overrides can be removed",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plain, updatedTools: [{ name: "a", enabled: false }, { name: "b" }] });
      cloudflare.clearRequests();
      await deployment.up({ ...plain, updatedTools: [{ name: "b" }] });
      expect(updates(cloudflare)).toEqual([{ updated_tools: [{ name: "b" }] }]);
    },
  },
  {
    name: "a server that leaves the program is deleted",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plain, ...everything });
      cloudflare.clearRequests();
      expect(await deployment.up(undefined)).toBe("delete");
      expect(writes(cloudflare)).toEqual(["DELETE /servers/docs"]);
      expect(cloudflare.servers()).toEqual([]);
    },
  },
]);
