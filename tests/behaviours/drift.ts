/** Behaviours of refresh and update after changes on the dashboard. */
import { updates } from "../support/account";
import { everything, plain } from "./examples";
import { optionalExamples, wireValues, type Subject } from "./subject";
import { behaviours, answerReads, expectQuiet, writes, type Behaviour } from "./world";

/** What others do to a server: noticed where the program says something, left alone where it does not. */
export const driftOf = (subject: Subject): readonly Behaviour[] => {
  const { noun, plain, everything, examples } = subject;
  return behaviours([
    ...examples.map(({ name, wireName, wire, seen }): Behaviour => ({
      name: `a remote edit of ${name} is named and repaired by one PUT of just that`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        const args = { ...plain, ...everything };
        await deployment.up(args);
        subject.edit(cloudflare, { [wireName]: wire.second });
        cloudflare.clearRequests();

        expect(await deployment.drift()).toEqual([name]);
        expect(await deployment.refresh()).toEqual([name]);
        expect(deployment.state?.inputs[name]).toEqual(seen);
        expect(await deployment.up(args)).toBe("update");

        expect(updates(cloudflare)).toEqual([{ [wireName]: wire.first }]);
        expect(subject.stored(cloudflare)).toHaveProperty(wireName, wire.first);
        await expectQuiet(world, args);
      },
    })),
    ...optionalExamples(subject).map(({ name, wireName, wire, field }): Behaviour => ({
      name: `a remote edit of ${name} is shown, not drift, in a program that does not set it`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(plain);
        subject.edit(cloudflare, { [wireName]: wire.first });
        cloudflare.clearRequests();

        expect(await deployment.drift()).toEqual([]);
        expect(await deployment.refresh()).toEqual([]);
        expect(deployment.state?.outputs[name]).toEqual(field.fromWire(wire.first, {}));
        expect(await deployment.up(plain)).toBe("same");
        expect(writes(cloudflare)).toEqual([]);
        expect(subject.stored(cloudflare)).toHaveProperty(wireName, wire.first);
      },
    })),
    {
      name: "several remote edits are named together and repaired by one PUT",
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up({ ...plain, ...everything });
        subject.edit(cloudflare, wireValues(examples, "second"));
        cloudflare.clearRequests();
        expect((await deployment.refresh()).toSorted()).toEqual(examples.map(({ name }) => name).toSorted());
        await deployment.up({ ...plain, ...everything });
        expect(updates(cloudflare)).toEqual([wireValues(examples, "first")]);
      },
    },
    {
      name: "a remote edit that was taken back is no drift any more",
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        const args = { ...plain, description: "Documentation" };
        await deployment.up(args);
        subject.edit(cloudflare, { description: "Edited by hand" });
        expect(await deployment.refresh()).toEqual(["description"]);
        subject.edit(cloudflare, { description: "Documentation" });
        expect(await deployment.refresh()).toEqual(["description"]);
        await expectQuiet(world, args);
      },
    },
    {
      name: `a ${noun} that was deleted by hand is missed and created again`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        const args = { ...plain, ...everything };
        await deployment.up(args);
        subject.remove(cloudflare);
        expect(await deployment.drift()).toEqual(["gone"]);
        expect(await deployment.refresh()).toEqual(["gone"]);
        expect(await deployment.up(args)).toBe("create");
        expect(subject.all(cloudflare)).toHaveLength(1);
        await expectQuiet(world, args);
      },
    },
  ]);
};

/** What others do to a server, and only to a server. */
export const drift = behaviours([
  {
    name: "what Cloudflare writes by itself is shown and is no drift",
    happens: async ({ cloudflare, deployment }) => {
      const args = { ...plain, ...everything };
      await deployment.up(args);
      cloudflare.editServer("docs", {
        tools: [{ name: "new_tool" }],
        prompts: [{ name: "new_prompt" }],
        status: "error",
        error: "Could not connect",
        error_details: { cause: "DNS", is_upstream: false },
        last_synced: "2026-11-01 10:00:00",
        last_successful_sync: "2026-11-01 09:00:00",
        modified_at: "2026-11-01T10:00:00.000Z",
        modified_by: "somebody@example.com",
      });
      cloudflare.clearRequests();
      expect(await deployment.drift()).toEqual([]);
      expect(await deployment.refresh()).toEqual([]);
      expect(deployment.state?.outputs).toMatchObject({
        tools: [{ name: "new_tool" }],
        prompts: [{ name: "new_prompt" }],
        status: "error",
        error: "Could not connect",
        errorDetails: { cause: "DNS", isUpstream: false },
        modifiedBy: "somebody@example.com",
      });
      expect(await deployment.up(args)).toBe("same");
      expect(writes(cloudflare)).toEqual([]);
    },
  },
  {
    name: 'null, "" and no field at all are the same from Cloudflare, set or not',
    happens: async ({ cloudflare, deployment }) => {
      const none = { ...plain, description: "", updatedTools: [], secureWebGateway: false };
      await deployment.up(none);
      for (const nothing of [null, "", undefined]) {
        answerReads(cloudflare, {
          description: nothing,
          error: nothing,
          updated_tools: nothing === "" ? [] : nothing,
          updated_prompts: nothing === "" ? [] : nothing,
          secure_web_gateway: nothing === "" ? false : nothing,
          is_shared_oauth_callback_enabled: nothing === "" ? false : nothing,
          tools: nothing === "" ? [] : nothing,
          prompts: nothing === "" ? [] : nothing,
        });
        expect(await deployment.drift()).toEqual([]);
        expect(await deployment.refresh()).toEqual([]);
        expect(deployment.state?.outputs).toMatchObject({
          error: null,
          updatedTools: [],
          secureWebGateway: false,
          isSharedOauthCallbackEnabled: false,
          tools: [],
          prompts: [],
        });
      }
    },
  },
  {
    name: "overrides that come back in another order, with defaults spelled out, are no drift",
    happens: async (world) => {
      const args = {
        ...plain,
        updatedTools: [{ name: "a", alias: "first" }, { name: "b", enabled: false }, { name: "c" }],
      };
      await world.deployment.up(args);
      answerReads(world.cloudflare, {
        updated_tools: [
          { name: "c", enabled: true, alias: null, description: null },
          { name: "b", enabled: false, description: "" },
          { name: "a", alias: "first", enabled: null },
        ],
      });
      expect(await world.deployment.drift()).toEqual([]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "an override of a tool that nobody declared is drift",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up({ ...plain, updatedTools: [{ name: "a", enabled: false }] });
      cloudflare.editServer("docs", {
        updated_tools: [
          { name: "a", enabled: false },
          { name: "b", alias: "other" },
        ],
      });
      cloudflare.clearRequests();
      expect(await deployment.refresh()).toEqual(["updatedTools"]);
      await deployment.up({ ...plain, updatedTools: [{ name: "a", enabled: false }] });
      expect(updates(cloudflare)).toEqual([{ updated_tools: [{ name: "a", enabled: false }] }]);
    },
  },
  {
    name: "an override that Cloudflare dropped is drift once the upstream offers the tool, and pending before",
    happens: async ({ cloudflare, deployment }) => {
      const args = { ...plain, updatedTools: [{ name: "a", enabled: false }] };
      await deployment.up(args);
      cloudflare.editServer("docs", { updated_tools: [] });
      expect(await deployment.drift()).toEqual([]);
      cloudflare.editServer("docs", { tools: [{ name: "a" }] });
      expect(await deployment.drift()).toEqual(["updatedTools"]);
    },
  },
  {
    name: "fields that Cloudflare has added and values that it never had are no drift and do no harm",
    happens: async (world) => {
      const args = { ...plain, ...everything };
      await world.deployment.up(args);
      answerReads(world.cloudflare, {
        status: "hibernating",
        authentication_status: "passkey",
        quantum_safe: true,
        rate: { limit: 5, per: null },
        error_details: { cause: null, retry_at: "tomorrow" },
        auth_config_summary: { auth_mode: "passkey", extra: { deep: [1, null] } },
        tools: [{ name: "a", annotations: { title: null, nested: [{}] } }],
      });
      expect(await world.deployment.refresh()).toEqual([]);
      expect(world.deployment.state?.outputs).toMatchObject({
        status: "hibernating",
        authenticationStatus: "passkey",
        tools: [{ name: "a", annotations: { title: null, nested: [{}] } }],
      });
      await expectQuiet(world, args);
    },
  },
  {
    name: "an authType that Cloudflare has added is shown as a difference, not a crash",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(plain);
      answerReads(cloudflare, { auth_type: "passkey" });
      expect(await deployment.drift()).toEqual(["authType"]);
    },
  },
  {
    name: "a hostname that comes back as a URL parser writes it is no drift",
    happens: async (world) => {
      world.cloudflare.setSwitches({ hostnameInAnswers: "canonical" });
      const args = { ...plain, hostname: "https://DOCS.example.com" };
      await world.deployment.up(args);
      expect(await world.deployment.drift()).toEqual([]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "a server that was made again by hand with another hostname is named by that and replaced",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(plain);
      cloudflare.removeServer("docs");
      cloudflare.seedServer({ id: "docs", hostname: "https://elsewhere.example.com/mcp" });
      cloudflare.clearRequests();
      expect(await deployment.refresh()).toContain("hostname");
      expect(await deployment.up(plain)).toBe("replace");
      expect(writes(cloudflare)).toEqual(["DELETE /servers/docs", "POST /servers"]);
      expect(cloudflare.server("docs")?.hostname).toBe(plain.hostname);
    },
  },
]);
