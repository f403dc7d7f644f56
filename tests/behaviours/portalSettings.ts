/** Behaviours of a portal apart from its servers. */
import { codeModes } from "../../provider/src/cloudflare/wire";
import { everythingIn, formsOf } from "../support/apiClient";
import { updates } from "../support/account";
import { Refused, type Properties } from "../support/deployment";
import { answerPortal, plainPortal as plain, portal, sentRows } from "./portalExamples";
import { behaviours, expectQuiet, failureOf, refusalOf, savedFailureOf, writes, type Behaviour } from "./world";

const all = { ...portal.plain, ...portal.everything };
const canary = "canary-of-the-upstream-5f3a";

/** A portal beside its rows. */
export const portalSettings = behaviours([
  {
    name: "a portal with nothing set is quiet after its creation and after a refresh, by one POST of what it needs",
    happens: async (world) => {
      expect(await world.deployment.up(plain)).toBe("create");
      expect(world.cloudflare.requests().map(({ method, body }) => [method, body])).toEqual([
        ["POST", { id: "team", hostname: "mcp.example.com", name: "team" }],
      ]);
      await expectQuiet(world, plain);
    },
  },
  {
    name: "a portal with everything set is as declared, and quiet after its creation and after a refresh",
    happens: async (world) => {
      expect(await world.deployment.up(all)).toBe("create");
      const wire = Object.fromEntries(portal.examples.map(({ wireName, wire }) => [wireName, wire.first]));
      expect(portal.stored(world.cloudflare)).toMatchObject(wire);
      expect(world.cloudflare.requests()[0]?.body).toEqual({ id: "team", ...wire });
      await expectQuiet(world, all);
    },
  },
  {
    name: "null and an absent argument are the same, and neither an empty description nor an empty set of servers is sent",
    happens: async (world) => {
      await world.deployment.up({ ...plain, name: null, description: "", codeMode: null, servers: [] });
      expect(world.cloudflare.requests()[0]?.body).toEqual({ id: "team", hostname: "mcp.example.com", name: "team" });
      await expectQuiet(world, { ...plain, description: "", servers: [] });
    },
  },
  {
    name: "outputs say where the portal is, where its DNS record points, and where OAuth logins come back to",
    happens: async ({ deployment }) => {
      await deployment.up(plain);
      const addresses = {
        url: "https://mcp.example.com/mcp",
        dnsTarget: "gateway.agents.cloudflare.com",
        oauthCallbackUrl: "https://mcp.example.com/servers-callback",
      };
      expect(deployment.state?.outputs).toMatchObject(addresses);
      await deployment.up({ ...plain, hostname: "tools.example.com" });
      expect(deployment.state?.outputs).toMatchObject({
        url: "https://tools.example.com/mcp",
        oauthCallbackUrl: "https://tools.example.com/servers-callback",
      });
    },
  },
  {
    name: "what has to exist outside is said at the creation, for a new hostname and for new servers, and else not again",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const first = { ...plain, servers: [{ serverId: "docs", updatedTools: [] }] };
      await deployment.up(first);
      expect(world.notes).toHaveLength(1);
      expect(world.notes[0]).toContain("CNAME record from mcp.example.com to gateway.agents.cloudflare.com");
      expect(world.notes[0]).toContain(
        '- Access: an application of type "mcp_portal" for mcp.example.com, with a policy that admits somebody\n' +
          '- Access: one of type "mcp" for each server ("docs"), with a policy that admits somebody\n',
      );

      await expectQuiet(world, first);
      await deployment.up({ ...first, name: "Renamed" });
      cloudflare.editPortal("team", {
        servers: [{ server_id: "docs", updated_tools: [{ name: "read", enabled: false }] }],
      });
      await deployment.refresh();
      await deployment.up({ ...first, name: "Renamed" });
      expect(world.notes).toHaveLength(1);

      const second = { ...first, servers: [...first.servers, { serverId: "tickets" }] };
      await deployment.up(second);
      expect(world.notes).toHaveLength(2);
      expect(world.notes[1]).toContain('("docs", "tickets")');
      await deployment.up(first);
      expect(world.notes).toHaveLength(2);
      await deployment.up({ ...first, hostname: "tools.example.com" });
      expect(world.notes).toHaveLength(3);
      expect(world.notes[2]).toContain("CNAME record from tools.example.com");
    },
  },
  {
    name: "what Cloudflare writes by itself of a portal and of its servers is shown where there is an output, and is no drift",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(all);
      cloudflare.editPortal("team", {
        modified_at: "2026-11-01T10:00:00.000Z",
        modified_by: "somebody@example.com",
      });
      cloudflare.editServer("docs", {
        name: "Renamed",
        description: "Described",
        status: "error",
        error: "Could not connect",
        error_details: { cause: "DNS", is_upstream: false },
        last_synced: "2026-11-01 10:00:00",
      });
      expect(await deployment.refresh()).toEqual([]);
      expect(deployment.state?.outputs.modifiedBy).toBe("somebody@example.com");
      await expectQuiet(world, all);
    },
  },
  {
    name: 'null, "" and no field at all are the same from Cloudflare, set or not',
    happens: async (world) => {
      for (const none of [plain, { ...plain, description: "", secureWebGateway: false }]) {
        await world.deployment.up(none);
        for (const nothing of [null, "", undefined]) {
          await answerPortal(world.cloudflare, (answer) => ({
            ...answer,
            description: nothing,
            secure_web_gateway: nothing === "" ? false : nothing,
            modified_by: nothing,
          }));
          expect(await world.deployment.refresh()).toEqual([]);
          await expectQuiet(world, none);
        }
        world.cloudflare.clearFaults();
      }
    },
  },
  {
    name: "a hostname in another case is the same",
    happens: async (world) => {
      world.cloudflare.setSwitches({ hostnameInAnswers: "canonical" });
      await world.deployment.up({ ...plain, hostname: "MCP.example.com" });
      await expectQuiet(world, { ...plain, hostname: "MCP.example.com" });
      world.cloudflare.clearRequests();
      await world.deployment.up(plain);
      expect(writes(world.cloudflare)).toEqual([]);
    },
  },
  ...codeModes.map((codeMode): Behaviour => ({
    name: `codeMode ${codeMode} is sent alone, beside allow_code_mode it would have to agree with; taken back, it is Cloudflare's default`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const args = { ...plain, codeMode };
      await deployment.up(args);
      expect(cloudflare.requests()[0]?.body).not.toHaveProperty("allow_code_mode");
      expect(deployment.state?.outputs).toMatchObject({ codeMode, allowCodeMode: codeMode !== "off" });
      await expectQuiet(world, args);
      cloudflare.editPortal("team", { code_mode: codeMode === "off" ? "enforced" : "off" });
      expect(await deployment.refresh()).toEqual(["codeMode"]);
      cloudflare.clearRequests();
      await deployment.up(args);
      expect(updates(cloudflare)).toEqual([{ code_mode: codeMode }]);
      await deployment.up(plain);
      expect(cloudflare.portal("team")?.code_mode).toBe("opt_in");
      await expectQuiet(world, plain);
    },
  })),
  {
    name: "a codeMode that Cloudflare has added is shown as a difference, not a crash, and none where none is declared",
    happens: async (world) => {
      await world.deployment.up({ ...plain, codeMode: "off" });
      await answerPortal(world.cloudflare, (answer) => ({ ...answer, code_mode: "telepathy" }));
      expect(await world.deployment.drift()).toEqual(["codeMode"]);
      world.cloudflare.clearFaults();
      await world.deployment.up(plain);
      await answerPortal(world.cloudflare, (answer) => ({ ...answer, code_mode: "telepathy" }));
      await world.deployment.refresh();
      expect(world.deployment.state?.outputs.codeMode).toBe("telepathy");
      await expectQuiet(world, plain);
    },
  },
  ...(["reject", "accept"] as const).flatMap((nullPortalDescription) =>
    (["kept", "null"] as const).map((emptyDescription): Behaviour => ({
      name: `a description is cleared where null is ${nullPortalDescription}ed and "" is ${emptyDescription}`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ nullPortalDescription, emptyDescription });
        for (const cleared of [plain, { ...plain, description: "" }]) {
          await deployment.up({ ...plain, description: "For the team" });
          expect(cloudflare.portal("team")?.description).toBe("For the team");
          await deployment.up(cleared);
          expect(cloudflare.portal("team")?.description ?? "").toBe("");
          await expectQuiet(world, cloudflare.portal("team") === undefined ? {} : cleared);
        }
      },
    })),
  ),
  ...([plain, { ...plain, servers: [] }] satisfies Properties[]).flatMap((without): Behaviour[] => [
    {
      name: `servers that are ${"servers" in without ? "an empty set" : "removed from the program"} leave the portal where Cloudflare lets them`,
      happens: async (world) => {
        await world.deployment.up(all);
        const args = { ...all, servers: undefined, ...without };
        await world.deployment.up({ ...args, hostname: all.hostname });
        expect(sentRows(world.cloudflare)).toEqual([]);
        expect(world.deployment.state?.outputs.servers).toEqual([]);
        await expectQuiet(world, { ...args, hostname: all.hostname });
      },
    },
    {
      name: `servers that are ${"servers" in without ? "an empty set" : "removed from the program"} are an error that says what to do where Cloudflare wants one, and nothing is lost`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ emptyPortalServers: "reject" });
        const args = { ...plain, servers: [{ serverId: "docs" }] };
        await deployment.up(args);
        const before = cloudflare.portal("team");
        const { message } = await failureOf(deployment.up(without));
        expect(message).toContain('leave a server in MCP server portal "team", or delete the portal');
        expect(cloudflare.portal("team")).toEqual(before);
        await expectQuiet(world, args);
        expect(await deployment.up(undefined)).toBe("delete");
      },
    },
  ]),
  ...(["create", "update"] as const).map((step): Behaviour => ({
    name: `a hostname that another portal has is an error that names that portal, at the ${step}`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.seedPortal({ id: "sales", hostname: "Sales.example.com" });
      if (step === "update") {
        await deployment.up(plain);
      }
      const { message } = await failureOf(deployment.up({ ...plain, hostname: "sales.example.com" }));
      expect(message).toContain("This hostname is already in use in a different MCP Portal");
      expect(message).toContain('MCP server portal "sales" has the hostname sales.example.com: choose another one');
      expect(cloudflare.portal("team")?.hostname).toBe(step === "update" ? "mcp.example.com" : undefined);
      expect(deployment.state === undefined).toBe(step === "create");
    },
  })),
  ...([40, 80] as const).map((portalServerLimit): Behaviour => ({
    name: `${portalServerLimit} servers are taken where that is the limit, and one more is an error with both limits that are known`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ portalServerLimit });
      cloudflare.seedServers(portalServerLimit + 1);
      const rows = cloudflare
        .servers()
        .filter(({ id }) => id.startsWith("server-"))
        .map(({ id }) => ({ serverId: id }));
      const full = { ...plain, servers: rows.slice(1) };
      await deployment.up(full);
      await expectQuiet(world, full);
      const { message } = await failureOf(deployment.up({ ...plain, servers: rows }));
      expect(message).toContain(`would have ${portalServerLimit + 1} servers`);
      expect(message).toContain("at most 80, its specification of mid-2026 at most 40");
      await expectQuiet(world, full);
    },
  })),
  {
    name: "a row for a server that the account does not have is an error that names it, and nothing is created",
    happens: async ({ cloudflare, deployment }) => {
      const { message } = await failureOf(deployment.up({ ...plain, servers: [{ serverId: "nowhere" }] }));
      expect(message).toContain('Server "nowhere" does not exist');
      expect(cloudflare.portals()).toEqual([]);
      expect(deployment.state).toBeUndefined();
    },
  },
  {
    name: "a row that Cloudflare drops fails the step and is named, state has what is there, and the next up sends it again",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.setSwitches({ unknownServerInPortal: "drop" });
      const args = { ...plain, servers: [{ serverId: "docs" }, { serverId: "later" }] };
      const { message } = await savedFailureOf(deployment.up(args));
      expect(message).toContain('"later" is missing from its answer');
      expect(deployment.state?.outputs.servers).toEqual([{ serverId: "docs" }]);
      cloudflare.seedServer({ id: "later" });
      expect(await deployment.up(args)).toBe("update");
      expect(sentRows(cloudflare)).toMatchObject([{ server_id: "docs" }, { server_id: "later" }]);
      await expectQuiet(world, args);
    },
  },
  {
    name: "all mistakes in the arguments are refused at once, each with its place and its remedy, without a call",
    happens: async ({ cloudflare, deployment, host }) => {
      const { reasons } = await refusalOf(
        deployment.up({
          portalId: "Not An Id",
          hostname: "https://mcp.example.com:8443/mcp",
          name: "x".repeat(351),
          description: "x".repeat(513),
          codeMode: "sometimes",
          secureWebGateway: "yes",
          serverz: [],
          servers: [
            { serverId: "docs" },
            { serverId: "docs" },
            { serverId: "a", tools: ["search"], defaultDisabled: false },
            { serverId: "b", prompts: ["greet"], updatedPrompts: [{ name: "greet", enabled: true }] },
            { serverId: "c", tools: "search" },
            { serverId: "d", tools: ["search", "search", ""] },
            { serverId: "e", updatedTools: [{ name: "search", alias: "" }, { nmae: "x" }] },
            { serverId: "f", onBehalf: "no", defaultDisabled: 1 },
            { serverId: "Not An Id" },
            { server: "g" },
            { serverId: "h", colour: "red" },
            "docs",
          ],
        }),
      );
      const places = reasons.map((reason) => reason.slice(0, reason.indexOf(":")));
      expect(places.toSorted()).toEqual(
        [
          "portalId",
          "hostname",
          "name",
          "description",
          "codeMode",
          "secureWebGateway",
          "serverz",
          "servers",
          "servers.2",
          "servers.3",
          "servers.4.tools",
          "servers.5.tools",
          "servers.5.tools.2",
          "servers.6.updatedTools.0.alias",
          "servers.6.updatedTools.1.name",
          "servers.6.updatedTools.1.nmae",
          "servers.7.defaultDisabled",
          "servers.7.onBehalf",
          host === "plugin" ? "servers.8.server" : "servers.8.serverId",
          // Programs of the native plugin have no McpServer to give: there it is the id of one.
          ...(host === "plugin" ? [] : ["servers.9.server", "servers.9.serverId"]),
          "servers.10.colour",
          "servers.11",
        ].toSorted(),
      );
      const said = reasons.join("\n");
      expect(said).toContain(
        'hostname: must be a bare host name without https://, port and path, such as "mcp.example.com"',
      );
      expect(said).toContain('servers: has more than one row for "docs"');
      expect(said).toContain("servers.2: has tools, which hides everything else, beside defaultDisabled: false");
      expect(said).toContain("servers.3: has prompts beside rows of updatedPrompts with enabled");
      expect(said).toContain('servers.5.tools: has more than one row for "search"');
      if (host === "dynamic") {
        expect(said).toContain("servers.9.server: must be an McpServer; for an id, use serverId");
      }
      expect(said).toContain("did you mean servers?");
      expect(cloudflare.requests()).toEqual([]);
      expect(deployment.state).toBeUndefined();
    },
  },
  ...(["mcp.example.com/mcp", "mcp.example.com:443", "http://mcp.example.com"] as const).map((hostname): Behaviour => ({
    name: `the hostname ${hostname} is refused with the right form`,
    happens: async ({ deployment }) => {
      const { reasons } = await refusalOf(deployment.up({ hostname }));
      expect(reasons).toEqual([expect.stringContaining('such as "mcp.example.com"')]);
    },
  })),
  {
    name: "a portal without a hostname is refused, and so is one with an empty or a broken one",
    happens: async ({ deployment }) => {
      for (const hostname of [undefined, "", "mcp..example.com", "-mcp.example.com", "mcp example.com"]) {
        expect((await refusalOf(deployment.up({ hostname }))).reasons).toEqual([expect.stringMatching(/^hostname: /)]);
      }
    },
  },
  {
    name: "values that are not known yet pass, wherever they are in a row",
    happens: async ({ deployment }) => {
      const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
      for (const servers of [
        unknown,
        [unknown],
        [{ serverId: unknown }, { serverId: unknown }],
        [{ serverId: "docs", tools: unknown, onBehalf: unknown, defaultDisabled: unknown, updatedTools: [unknown] }],
      ]) {
        // Whatever becomes of it in a step that is no preview, it was not refused.
        const outcome = await deployment.up({ ...plain, servers }).catch((error: unknown) => error);
        expect(outcome).not.toBeInstanceOf(Refused);
      }
    },
  },
  {
    name: "no credential of a server is in state, in what is said or in an error, also when answers quote it",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const quoting = { cause: `401 for Bearer ${canary}`, is_upstream: true, status_code: 401 };
      cloudflare.editServer("docs", {
        auth_type: "bearer",
        auth_credentials: canary,
        client_secret: canary,
        error: `The upstream said: wrong token ${canary}`,
        error_details: quoting,
        tools: [{ name: "search", description: `Use ${canary}` }],
      });
      const args = { ...plain, servers: [{ serverId: "docs", tools: ["search", "unheard-of"] }] };
      await deployment.up(args);
      await answerPortal(cloudflare, (answer) => ({
        ...answer,
        servers: answer.servers?.map((row) => ({ ...row, auth_credentials: canary, client_secret: canary })),
      }));
      await deployment.refresh();
      cloudflare.clearFaults();
      const texts = [JSON.stringify(deployment.state)];
      cloudflare.addFault({ method: "PUT", action: "echoCredential", times: "always" });
      texts.push(everythingIn(await failureOf(deployment.up({ ...args, name: "Renamed" }))));
      cloudflare.clearFaults();
      cloudflare.addFault({ method: "GET", action: "truncate", times: "always" });
      texts.push(everythingIn(await failureOf(deployment.refresh())));
      texts.push(world.warnings.join("\n"), world.notes.join("\n"), await world.printed());
      for (const form of [...formsOf(canary), ...formsOf(cloudflare.apiToken)]) {
        expect(texts.filter((text) => text.includes(form))).toEqual([]);
      }
    },
  },
]);
