import { serverTable } from "../../provider/src/lifecycle/server";
import type { Properties } from "../support/deployment";
import { everything, plain, token } from "./examples";
import { behaviours, expectQuiet, refusalOf, writes, type Behaviour, type World } from "./world";

/** Another value for each argument that cannot be changed in place. */
const others: Readonly<Record<string, (world: World) => Properties>> = {
  accountId: ({ cloudflare }) => ({ accountId: cloudflare.secondAccountId }),
  serverId: () => ({ serverId: "other" }),
  hostname: () => ({ hostname: "https://other.example.com/mcp" }),
  authType: () => ({ authType: "bearer", authCredentials: token }),
};

/** What cannot be changed in place: the old one is deleted first, since the new one wants its id. */
export const replacement = behaviours([
  {
    name: "the arguments that replace are those that the behaviours here are about",
    happens: () => {
      const names = serverTable
        .filter(({ kind }) => kind === "identity" || kind === "replaced")
        .map(({ name }) => name);
      expect(names.toSorted()).toEqual(Object.keys(others).toSorted());
      return Promise.resolve();
    },
  },
  ...Object.entries(others).map(([name, change]): Behaviour => ({
    name: `another ${name} deletes the server and then creates it, with everything else, as a new incarnation`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up({ ...plain, ...everything });
      const old = deployment.state;
      cloudflare.clearRequests();

      const args = { ...plain, ...everything, ...change(world) };
      expect(await deployment.up(args)).toBe("replace");

      expect(writes(cloudflare)).toEqual(["DELETE /servers/docs", "POST /servers"]);
      const [deleted, created] = cloudflare.requests().filter(({ method }) => method !== "GET");
      expect(deleted?.fullPath).toContain(`/accounts/${cloudflare.accountId}/`);
      const accountId = name === "accountId" ? cloudflare.secondAccountId : cloudflare.accountId;
      expect(created?.fullPath).toContain(`/accounts/${accountId}/`);
      const all = [...cloudflare.servers(), ...cloudflare.servers(cloudflare.secondAccountId)];
      expect(all).toHaveLength(1);
      expect(all[0]).toMatchObject({ name: everything.name, description: everything.description });
      expect(deployment.state?.outputs.incarnation).not.toBe(old?.outputs.incarnation);
      await expectQuiet(world, args);
    },
  })),
  {
    name: "another account by stack config deletes the server in the old one and creates it in the new one",
    happens: async (world) => {
      const { cloudflare, deployment, config } = world;
      config["cloudflare:accountId"] = cloudflare.accountId;
      await deployment.up(plain);
      config["cloudflare:accountId"] = cloudflare.secondAccountId;
      expect(await deployment.up(plain)).toBe("replace");
      expect(cloudflare.servers()).toEqual([]);
      expect(cloudflare.servers(cloudflare.secondAccountId)).toHaveLength(1);
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
    name: "a replacing change together with another one is a replacement only",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plain, ...everything });
      cloudflare.clearRequests();
      await deployment.up({ ...plain, ...everything, hostname: "https://other.example.com/mcp", name: "Other" });
      expect(writes(cloudflare)).toEqual(["DELETE /servers/docs", "POST /servers"]);
      expect(cloudflare.server("docs")).toMatchObject({ name: "Other", hostname: "https://other.example.com/mcp" });
    },
  },
  {
    name: "the incarnation stays the same through every other change",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(plain);
      const incarnation = deployment.state?.outputs.incarnation;
      await deployment.up({ ...plain, ...everything });
      cloudflare.editServer("docs", { name: "Edited by hand" });
      await deployment.refresh();
      await deployment.up({ ...plain, ...everything });
      expect(deployment.state?.outputs.incarnation).toBe(incarnation);
      expect(incarnation).toEqual(expect.any(String));
    },
  },
]);
