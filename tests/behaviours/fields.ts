/** Behaviours of every field that an update can change. */
import { updates } from "../support/account";
import { plain as plainServer } from "./examples";
import type { Example } from "./exampleValues";
import { optionalExamples, pathOf, wireValues, type Subject } from "./subject";
import { behaviours, expectQuiet, writes, type Behaviour } from "./world";

/** What can be changed in place: each field alone, for every one in the table. */
export const fieldsOf = (subject: Subject): readonly Behaviour[] => {
  const { noun, plain, everything, examples } = subject;
  const put = `PUT ${pathOf(subject)}`;
  return behaviours([
    ...examples.map(({ name, wireName, second, wire }): Behaviour => ({
      name: `a change of ${name} is one PUT of just that, and leaves the other fields as they were`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up({ ...plain, ...everything });
        const before = subject.stored(cloudflare);
        cloudflare.clearRequests();

        const changed = { ...plain, ...everything, [name]: second };
        expect(await deployment.up(changed)).toBe("update");

        expect(writes(cloudflare)).toEqual([put]);
        expect(updates(cloudflare)).toEqual([{ [wireName]: wire.second }]);
        const after = subject.stored(cloudflare);
        expect(after).toEqual({ ...before, [wireName]: wire.second, modified_at: after?.modified_at });
        expect(deployment.state?.outputs[name]).toEqual(second);
        await expectQuiet(world, changed);
      },
    })),
    ...optionalExamples(subject).map(({ name, wireName, first, wire, initial, field }: Example): Behaviour => ({
      name: `${name} can be set later, and goes back to its default when it is removed`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up(plain);
        expect(subject.stored(cloudflare)).toHaveProperty(wireName, initial);
        cloudflare.clearRequests();

        expect(await deployment.up({ ...plain, [name]: first })).toBe("update");
        expect(updates(cloudflare)).toEqual([{ [wireName]: wire.first }]);
        expect(await deployment.drift()).toEqual([]);

        cloudflare.clearRequests();
        expect(await deployment.up(plain)).toBe("update");
        expect(updates(cloudflare)).toEqual([{ [wireName]: initial }]);
        expect(subject.stored(cloudflare)).toHaveProperty(wireName, initial);
        expect(deployment.state?.outputs[name]).toEqual(field.fromWire(initial, {}));
        await expectQuiet(world, plain);
      },
    })),
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
        expect(updates(cloudflare)).toEqual([wireValues([one, other], "second")]);
      },
    },
    {
      name: "an argument set to what is there already is not sent, and is managed from then on",
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(plain);
        const explicit = Object.fromEntries(
          optionalExamples(subject)
            .filter(({ initial }) => initial !== null)
            .map(({ name, initial }) => [name, initial]),
        );
        cloudflare.clearRequests();
        await deployment.up({ ...plain, ...explicit });
        expect(writes(cloudflare)).toEqual([]);

        subject.edit(cloudflare, wireValues(optionalExamples(subject), "first"));
        expect((await deployment.drift()).toSorted()).toEqual(Object.keys(explicit).toSorted());
      },
    },
    {
      name: `a ${noun} that leaves the program is deleted`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up({ ...plain, ...everything });
        cloudflare.clearRequests();
        expect(await deployment.up(undefined)).toBe("delete");
        expect(writes(cloudflare)).toEqual([`DELETE ${pathOf(subject)}`]);
        expect(subject.all(cloudflare)).toEqual([]);
      },
    },
  ]);
};

/** The overrides of a server. */
export const overrides = behaviours([
  {
    name: "one of several overrides can be removed",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plainServer, updatedTools: [{ name: "a", enabled: false }, { name: "b" }] });
      cloudflare.clearRequests();
      await deployment.up({ ...plainServer, updatedTools: [{ name: "b" }] });
      expect(updates(cloudflare)).toEqual([{ updated_tools: [{ name: "b" }] }]);
    },
  },
]);
