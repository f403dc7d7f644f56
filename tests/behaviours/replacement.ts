/** Behaviours of changes that replace a resource. */
import type { Properties } from "../support/deployment";
import { everything as allOfServer, plain as plainServer, token } from "./examples";
import { pathOf, type Subject } from "./subject";
import { behaviours, expectQuiet, refusalOf, writes, type Behaviour, type World } from "./world";

type Changes = Readonly<Record<string, (world: World) => Properties>>;

/** Another value for each argument of a server that cannot be changed in place, beside those of all kinds. */
export const changesOfServer: Changes = {
  hostname: () => ({ hostname: "https://other.example.com/mcp" }),
  authType: () => ({ authType: "bearer", authCredentials: token }),
};

/** What cannot be changed in place: the old one is deleted first, since the new one wants its id. */
export const replacementOf = (subject: Subject, more: Changes = {}): readonly Behaviour[] => {
  const { noun, path, plain, everything, table, idArgument } = subject;
  const others: Changes = {
    accountId: ({ cloudflare }) => ({ accountId: cloudflare.secondAccountId }),
    [idArgument]: () => ({ [idArgument]: "other" }),
    ...more,
  };
  const replaced = [`DELETE ${pathOf(subject)}`, `POST ${path}`];
  return behaviours([
    {
      name: "the arguments that replace are those that the behaviours here are about",
      happens: () => {
        const names = table.filter(({ kind }) => kind === "identity" || kind === "replaced").map(({ name }) => name);
        expect(names.toSorted()).toEqual(Object.keys(others).toSorted());
        return Promise.resolve();
      },
    },
    ...Object.entries(others).map(([name, change]): Behaviour => ({
      name: `another ${name} deletes the ${noun} and then creates it, with everything else, as a new incarnation`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up({ ...plain, ...everything });
        const old = deployment.state;
        cloudflare.clearRequests();

        const args = { ...plain, ...everything, ...change(world) };
        expect(await deployment.up(args)).toBe("replace");

        expect(writes(cloudflare)).toEqual(replaced);
        const [deleted, created] = cloudflare.requests().filter(({ method }) => method !== "GET");
        expect(deleted?.fullPath).toContain(`/accounts/${cloudflare.accountId}/`);
        const accountId = name === "accountId" ? cloudflare.secondAccountId : cloudflare.accountId;
        expect(created?.fullPath).toContain(`/accounts/${accountId}/`);
        const all = [...subject.all(cloudflare), ...subject.all(cloudflare, cloudflare.secondAccountId)];
        expect(all).toHaveLength(1);
        expect(all[0]).toMatchObject({ name: everything.name, description: everything.description });
        expect(deployment.state?.outputs.incarnation).not.toBe(old?.outputs.incarnation);
        await expectQuiet(world, args);
      },
    })),
    {
      name: `another account by stack config deletes the ${noun} in the old one and creates it in the new one`,
      happens: async (world) => {
        const { cloudflare, deployment, config } = world;
        config["cloudflare:accountId"] = cloudflare.accountId;
        await deployment.up(plain);
        config["cloudflare:accountId"] = cloudflare.secondAccountId;
        expect(await deployment.up(plain)).toBe("replace");
        expect(subject.all(cloudflare)).toEqual([]);
        expect(subject.all(cloudflare, cloudflare.secondAccountId)).toHaveLength(1);
        await expectQuiet(world, plain);
      },
    },
    {
      name: "another account in the environment is an error that names both, without a call",
      happens: async ({ cloudflare, deployment, environment }) => {
        await deployment.up(plain);
        cloudflare.clearRequests();
        environment.CLOUDFLARE_ACCOUNT_ID = cloudflare.secondAccountId;
        const { message } = await refusalOf(deployment.up(plain));
        expect(message).toContain(cloudflare.accountId);
        expect(message).toContain(cloudflare.secondAccountId);
        expect(cloudflare.requests()).toEqual([]);
      },
    },
    {
      name: "the incarnation stays the same through every other change",
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(plain);
        const incarnation = deployment.state?.outputs.incarnation;
        await deployment.up({ ...plain, ...everything });
        subject.edit(cloudflare, { name: "Edited by hand" });
        await deployment.refresh();
        await deployment.up({ ...plain, ...everything });
        expect(deployment.state?.outputs.incarnation).toBe(incarnation);
        expect(incarnation).toEqual(expect.any(String));
      },
    },
  ]);
};

/** A change of a server that cannot be done in place and one that can. */
export const replacement = behaviours([
  {
    name: "a replacing change together with another one is a replacement only",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plainServer, ...allOfServer });
      cloudflare.clearRequests();
      await deployment.up({ ...plainServer, ...allOfServer, hostname: "https://other.example.com/mcp", name: "Other" });
      expect(writes(cloudflare)).toEqual(["DELETE /servers/docs", "POST /servers"]);
      expect(cloudflare.server("docs")).toMatchObject({ name: "Other", hostname: "https://other.example.com/mcp" });
    },
  },
]);
