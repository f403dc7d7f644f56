/** Behaviours of the credentials of a server: sent, rotated and never shown. */
import type { McpServer } from "cloudflare-mcp-emulator";
import { serverTable } from "../../provider/src/server/table";
import { everythingIn, formsOf } from "../support/apiClient";
import { updates } from "../support/account";
import type { Properties } from "../support/deployment";
import { bearer, bearerHeaders, everything, oauthClient, plain, token } from "./examples";
import {
  behaviours,
  expectQuiet,
  failureOf,
  refusalOf,
  savedFailureOf,
  writes,
  type Behaviour,
  type World,
} from "./world";

const newToken = "another-token-of-the-upstream";

/** Why a first sync fails: the arguments for the URL of an upstream that wants `newToken`, and what to check. */
const firstSyncs: readonly {
  readonly what: string;
  readonly args: (url: string) => Properties;
  readonly remedy: string;
  /** What makes it work without a change of the program. */
  readonly repair?: (upstream: McpServer) => void;
}[] = [
  {
    what: "wrong credentials",
    args: (hostname) => ({ ...bearer, hostname }),
    remedy: "Set authCredentials to the current ones.",
    repair: (upstream) => {
      upstream.setToken(token);
    },
  },
  {
    what: "a missing authentication",
    args: (hostname) => ({ ...plain, hostname }),
    remedy: 'Check authType: the upstream wants credentials, so set "bearer" with authCredentials, or "oauth".',
  },
  {
    what: "a path without an MCP endpoint",
    args: (hostname) => ({ ...bearer, hostname: new URL("/elsewhere", hostname).href, authCredentials: newToken }),
    remedy: "Check the path of hostname: MCP endpoints often end in /mcp.",
  },
  {
    what: "a path that ends in /mcp all the same",
    args: (hostname) => ({ ...bearer, hostname: new URL("/elsewhere/mcp", hostname).href, authCredentials: newToken }),
    remedy: "Check the path of hostname: the upstream has no MCP endpoint there.",
  },
  {
    what: "an upstream that is down",
    args: (hostname) => ({ ...bearer, hostname, authCredentials: newToken }),
    remedy: "Cloudflare tries again about every two hours. To try now, run `pulumi up`.",
    repair: (upstream) => {
      upstream.setDown(false);
    },
  },
];

/** Fails when a text shows a secret in any of the forms in which it can turn up. */
function expectWithout(text: string, secret: string): void {
  for (const form of formsOf(secret)) {
    expect(text).not.toContain(form);
  }
}

/** Fails when something that people get to see shows a secret. */
async function expectUnseen(world: World, error: Error, ...secrets: string[]): Promise<void> {
  for (const text of [everythingIn(error), world.warnings.join("\n"), await world.printed()]) {
    for (const secret of secrets) {
      expectWithout(text, secret);
    }
  }
}

/** What authenticates Cloudflare to an upstream. It can be sent and never be read. */
export const credentials = behaviours([
  {
    name: "the write-only arguments are those that the behaviours here are about",
    happens: () => {
      const names = serverTable.filter(({ kind }) => kind === "writeOnly").map(({ name }) => name);
      expect(names).toEqual(["authCredentials", "clientSecret"]);
      return Promise.resolve();
    },
  },
  {
    name: "a token arrives as it is, and headers as the JSON text that the API takes",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(bearer);
      expect(cloudflare.server("docs")?.auth_credentials).toBe(token);
      await deployment.up(bearerHeaders);
      expect(JSON.parse(cloudflare.server("docs")?.auth_credentials ?? "")).toEqual(bearerHeaders.authCredentials);
    },
  },
  {
    name: "a change of the credentials is one PUT of just that, and then all is quiet",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up({ ...bearer, ...everything });
      cloudflare.clearRequests();
      const changed = { ...bearer, ...everything, authCredentials: newToken };
      expect(await deployment.up(changed)).toBe("update");
      expect(writes(cloudflare)).toEqual(["PUT /servers/docs"]);
      expect(updates(cloudflare)).toEqual([{ auth_credentials: newToken }]);
      expect(cloudflare.server("docs")?.auth_credentials).toBe(newToken);
      await expectQuiet(world, changed);
    },
  },
  {
    name: "the same headers in another order are the same credentials",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(bearerHeaders);
      const { headers } = bearerHeaders.authCredentials as { headers: Record<string, string> };
      cloudflare.clearRequests();
      await deployment.up({
        ...bearerHeaders,
        authCredentials: { headers: Object.fromEntries(Object.entries(headers).toReversed()) },
      });
      expect(writes(cloudflare)).toEqual([]);
    },
  },
  {
    name: "a change of the client secret is one PUT of just that, and then all is quiet",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(oauthClient);
      cloudflare.clearRequests();
      const changed = { ...oauthClient, clientSecret: "another-secret-of-the-client" };
      expect(await deployment.up(changed)).toBe("update");
      expect(updates(cloudflare)).toEqual([{ client_secret: "another-secret-of-the-client" }]);
      await expectQuiet(world, changed);
    },
  },
  {
    name: "new credentials that the upstream accepts reach it, and its tools are there",
    happens: async (world) => {
      const upstream = await world.upstream({ token, tools: [{ name: "search" }] });
      const args = { ...bearer, hostname: upstream.url, sync: "auto" };
      await world.deployment.up(args);
      upstream.setToken(newToken);
      upstream.setTools([{ name: "search" }, { name: "fetch" }]);
      await world.deployment.up({ ...args, authCredentials: newToken });
      expect(upstream.received.at(-1)?.authorization).toBe(`Bearer ${newToken}`);
      expect(world.deployment.state?.outputs.tools).toMatchObject([{ name: "search" }, { name: "fetch" }]);
      expect(world.warnings).toEqual([]);
    },
  },
  ...(["keep", "wipe"] as const).flatMap((bearerUpdateWithoutCredentials): Behaviour[] =>
    [bearer, bearerHeaders].map((args) => ({
      name: `a new name leaves ${args === bearer ? "a token" : "headers"} in place where an update without credentials would ${bearerUpdateWithoutCredentials} them`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.setSwitches({ bearerUpdateWithoutCredentials });
        await deployment.up({ ...args, name: "One" });
        const before = cloudflare.server("docs")?.auth_credentials;
        expect(before).not.toBeNull();
        await deployment.up({ ...args, name: "Two" });
        expect(cloudflare.server("docs")).toMatchObject({ name: "Two", auth_credentials: before });
        await expectQuiet(world, { ...args, name: "Two" });
      },
    })),
  ),
  {
    name: "the repair of a remote edit leaves the credentials in place, too",
    happens: async ({ cloudflare, deployment }) => {
      cloudflare.setSwitches({ bearerUpdateWithoutCredentials: "wipe" });
      await deployment.up({ ...bearer, description: "Documentation" });
      cloudflare.editServer("docs", { description: "Edited by hand" });
      await deployment.refresh();
      await deployment.up({ ...bearer, description: "Documentation" });
      expect(cloudflare.server("docs")).toMatchObject({ description: "Documentation", auth_credentials: token });
    },
  },
  ...[true, false].flatMap((bearerCredentialsResetStatus) =>
    (["auto", "require"] as const).flatMap((sync) =>
      [
        { what: "a new name", change: { name: "Two" } },
        { what: "a new description", change: { description: "Tickets" } },
        { what: "an override", change: { updatedTools: [{ name: "search", enabled: false }] } },
      ].map(({ what, change }): Behaviour => ({
        name: `after ${what} a bearer server is ready (sync ${sync}), whether or not credentials reset its status (${bearerCredentialsResetStatus})`,
        happens: async (world) => {
          const { cloudflare, deployment } = world;
          cloudflare.setSwitches({ bearerCredentialsResetStatus });
          const upstream = await world.upstream({ token, tools: [{ name: "search" }] });
          const args = { ...bearer, hostname: upstream.url, sync };
          await deployment.up(args);
          cloudflare.clearRequests();
          await deployment.up({ ...args, ...change });
          expect(writes(cloudflare)).toEqual([
            "PUT /servers/docs",
            ...(bearerCredentialsResetStatus ? ["POST /servers/docs/sync"] : []),
          ]);
          expect(cloudflare.server("docs")?.status).toBe("ready");
          expect(deployment.state?.outputs).toMatchObject({ status: "ready", tools: [{ name: "search" }] });
          expect(world.warnings).toEqual([]);
          await expectQuiet(world, { ...args, ...change });
        },
      })),
    ),
  ),
  ...(["auto", "require"] as const).map((sync): Behaviour => ({
    name: `an update that overwrites credentials which were rotated elsewhere says so (sync ${sync})`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const upstream = await world.upstream({ token, tools: [{ name: "search" }] });
      const args = { ...bearer, hostname: upstream.url, sync };
      await deployment.up(args);
      upstream.setToken(newToken);
      cloudflare.editServer("docs", { auth_credentials: newToken });
      const renamed = { ...args, name: "Two" };
      const said =
        sync === "require"
          ? (await savedFailureOf(deployment.up(renamed))).reasons
          : await deployment.up(renamed).then(() => world.warnings);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain("with the authCredentials that this update sent again: the upstream answered");
      expect(said[0]).toContain("Set authCredentials to the current ones.");
      for (const text of said) {
        expectWithout(text, token);
      }
      expect(cloudflare.server("docs")?.name).toBe("Two");

      expect(await deployment.up({ ...renamed, authCredentials: newToken })).toBe("update");
      expect(cloudflare.server("docs")).toMatchObject({ status: "ready", auth_credentials: newToken });
      await expectQuiet(world, { ...renamed, authCredentials: newToken });
    },
  })),
  {
    name: "credentials that leave the program are refused, since the API cannot take them away",
    happens: async ({ cloudflare, deployment }) => {
      await deployment.up(bearer);
      cloudflare.clearRequests();
      const { authCredentials: _, ...without } = bearer;
      const { reasons } = await refusalOf(deployment.up(without));
      expect(reasons).toEqual([expect.stringMatching(/^authCredentials: was removed from the program/)]);
      expect(cloudflare.requests()).toEqual([]);
    },
  },
  {
    name: "a failed sync is a warning, and the server is there",
    happens: async (world) => {
      const upstream = await world.upstream({ token: newToken, tools: [] });
      await world.deployment.up({ ...bearer, hostname: upstream.url, sync: "auto" });
      expect(world.warnings).toEqual([expect.stringContaining("401")]);
      expect(world.cloudflare.servers()).toHaveLength(1);
      expect(world.deployment.state?.outputs.status).toBe("error");
    },
  },
  ...firstSyncs.flatMap(({ what, args, remedy, repair }) =>
    (["auto", "require"] as const).map((sync): Behaviour => ({
      name: `a first sync that fails for ${what} says what to check, and each up repeats both (sync ${sync})`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        const upstream = await world.upstream({ token: newToken, tools: [{ name: "search" }] });
        const program = { ...args(upstream.url), sync };
        if (what === "an upstream that is down") {
          upstream.setDown(true);
        }
        for (const step of ["create", "update", "update"]) {
          const before = world.warnings.length;
          cloudflare.clearRequests();
          const said =
            sync === "require"
              ? (await savedFailureOf(deployment.up(program))).reasons
              : await deployment.up(program).then((taken) => {
                  expect(taken).toBe(step);
                  return world.warnings.slice(before);
                });
          expect(said).toEqual([expect.stringContaining("but the sync of its tools failed: the upstream answered")]);
          expect(said[0]).toContain('Its status is "error". ');
          expect(said[0]).toContain(remedy);
          expectWithout(said.join(), token);
          expect(new Set(writes(cloudflare))).toEqual(
            new Set([...(step === "create" ? ["POST /servers"] : []), "POST /servers/docs/sync"]),
          );
          expect(await deployment.drift()).toEqual(sync === "require" ? ["pending"] : []);
          await deployment.refresh();
        }

        if (repair === undefined) {
          return;
        }
        repair(upstream);
        cloudflare.clearRequests();
        expect(await deployment.up(program)).toBe("update");
        expect(writes(cloudflare)).toEqual(["POST /servers/docs/sync"]);
        expect(deployment.state?.outputs).toMatchObject({ status: "ready", tools: [{ name: "search" }] });
        cloudflare.clearRequests();
        expect(await deployment.up(program)).toBe("same");
        expect(cloudflare.requests()).toEqual([]);
      },
    })),
  ),
  {
    name: "a first sync that failed is left alone by sync never, and by Cloudflare's own sync",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const upstream = await world.upstream({ token, tools: [] });
      upstream.setDown(true);
      const args = { ...bearer, hostname: upstream.url };
      await deployment.up({ ...args, sync: "auto" });
      cloudflare.clearRequests();
      expect(await deployment.up({ ...args, sync: "never" })).toBe("same");
      expect(cloudflare.requests()).toEqual([]);

      cloudflare.editServer("docs", { status: "ready", last_successful_sync: "2026-11-28 12:00:00" });
      await deployment.refresh();
      cloudflare.clearRequests();
      expect(await deployment.up({ ...args, sync: "auto" })).toBe("same");
      expect(cloudflare.requests()).toEqual([]);
    },
  },
  {
    name: "a preview of an up that repeats a first sync says so",
    happens: async (world) => {
      const upstream = await world.upstream({ token: newToken, tools: [] });
      const args = { ...bearer, hostname: upstream.url, sync: "auto" };
      await world.deployment.up(args);
      expect(world.notes).toEqual([]);
      await world.deployment.up(args);
      expect(world.notes).toEqual(['MCP server "docs" has not synced yet, so this update syncs it again.']);
    },
  },
  {
    name: "a warning about a serverId with _ is given, and does not stop anything",
    happens: async (world) => {
      await world.deployment.up({ ...plain, serverId: "my_docs" });
      expect(world.warnings).toEqual([expect.stringContaining('serverId "my_docs" has a "_"')]);
      expect(world.cloudflare.server("my_docs")).toBeDefined();
    },
  },
  ...(["plain", "base64", "url"] as const).map((encoding): Behaviour => ({
    name: `no error quotes a credential that Cloudflare quotes (${encoding})`,
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      cloudflare.addFault({ method: "POST", path: "/servers", action: "echoCredential", encoding });
      const refusal = await failureOf(deployment.up(bearer));
      expect(refusal.message).toContain("Invalid value");
      await expectUnseen(world, refusal, token, cloudflare.apiToken);

      await deployment.up(bearer);
      cloudflare.addFault({ method: "PUT", action: "echoCredential", encoding });
      await expectUnseen(
        world,
        await failureOf(deployment.up({ ...bearer, authCredentials: newToken })),
        token,
        newToken,
        cloudflare.apiToken,
      );
      for (const [method, command] of [
        ["GET", () => deployment.refresh()],
        ["DELETE", () => deployment.up(undefined)],
      ] as const) {
        cloudflare.addFault({ method, action: "echoCredential", encoding, status: 403, times: "always" });
        await expectUnseen(world, await failureOf(command()), token, cloudflare.apiToken);
      }
    },
  })),
  {
    name: "neither a refusal of arguments nor an error of the configuration quotes a credential",
    happens: async (world) => {
      const canary = "canary with a line break\n";
      const refusal = await refusalOf(world.deployment.up({ ...bearer, authCredentials: canary, hostname: 5 }));
      expect(refusal.reasons).toHaveLength(2);
      await expectUnseen(world, refusal, canary.trim());

      world.environment.CLOUDFLARE_API_TOKEN = "canary with spaces";
      await expectUnseen(world, await failureOf(world.deployment.up(bearer)), "canary with spaces", token);
    },
  },
  {
    name: "what an upstream answers with the credential in it is shown without",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      await deployment.up(bearer);
      cloudflare.editServer("docs", { status: "error", error: `401: ${token} is no token` });
      await deployment.refresh();
      expect(deployment.state?.outputs.error).toBe("401: [secret] is no token");
      const { authCredentials, ...others } = deployment.state?.outputs ?? {};
      expect(authCredentials).toBe(token);
      expectWithout(JSON.stringify(others), token);
    },
  },
  {
    name: "a failed sync whose answer quotes the credential is a warning without it",
    happens: async (world) => {
      world.cloudflare.addFault({
        method: "POST",
        path: "/servers/*/sync",
        action: "answer",
        status: 200,
        body: { success: false, result: { status: "error", error: `Bearer ${token} was refused` } },
      });
      await world.deployment.up({ ...bearer, sync: "auto" });
      expect(world.warnings).toHaveLength(1);
      expectWithout(world.warnings.join("\n"), token);
    },
  },
  {
    name: "a step that failed half-way saves what is there, with the provider that can go on from it",
    happens: async (world) => {
      const { cloudflare, deployment } = world;
      const upstream = await world.upstream({ token: newToken, tools: [] });
      const args = { ...bearer, hostname: upstream.url, sync: "require" };
      const failure = await savedFailureOf(deployment.up(args));
      expect(failure.reasons.join("\n")).toContain("401");
      expect(failure.id).toBe(`${cloudflare.accountId}/docs`);
      expect(failure.outputs).toMatchObject({
        __provider: deployment.providerText,
        hostname: upstream.url,
        authCredentials: token,
      });
      expect(cloudflare.servers()).toHaveLength(1);

      upstream.setToken(token);
      cloudflare.clearRequests();
      expect(await deployment.up(args)).toBe("update");
      expect(writes(cloudflare)).not.toContain("POST /servers");
      expect(cloudflare.server("docs")?.status).toBe("ready");
      expect(await deployment.up(args)).toBe("same");
      expect(await deployment.drift()).toEqual([]);
    },
  },
]);
