import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { calls, updates, useAccount } from "../../support/account";
import { Deployment, SavedFailure, type Properties } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";

const account = useAccount();
let upstream: McpServer;
let drivers: Drivers;
let deployment: Deployment;

beforeEach(async () => {
  upstream = await startMcpServer({ token: "token-1", tools: [{ name: "search" }] });
  drivers = inProcess(account.cloudflare);
  deployment = new Deployment(drivers.next);
});
afterEach(async () => {
  await upstream.close();
});

const tickets = (more: Properties): Properties => ({
  hostname: upstream.url,
  authType: "bearer",
  name: "Tickets",
  authCredentials: "token-1",
  ...more,
});
const stored = (): string | null | undefined => account.cloudflare.server("docs")?.auth_credentials;

async function failureOf(step: Promise<unknown>): Promise<SavedFailure> {
  try {
    await step;
  } catch (error) {
    if (error instanceof SavedFailure) {
      return error;
    }
    throw error;
  }
  throw new Error("The step succeeded.");
}

describe("new credentials of which no answer says whether Cloudflare has them", () => {
  const faults = [
    ["every answer is cut", { action: "cutAfterCommit", times: 9 }],
    ["one is cut, and the next attempt is refused", { action: "cutAfterCommit" }],
  ] as const;
  const ways = [
    ["kept in the program", "token-2"],
    ["taken back in the program", "token-1"],
    ["replaced in the program", "token-3"],
  ] as const;

  test.each(faults.flatMap(([what, fault]) => ways.map(([how, next]) => [what, how, fault, next] as const)))(
    "since %s, and which are %s, are sent by the next up, with and without a refresh",
    async (_what, _how, fault, next) => {
      const { cloudflare } = account;
      for (const refreshes of [false, true]) {
        const serverId = refreshes ? "refreshed" : "docs";
        const server = (authCredentials: string): Properties => tickets({ serverId, sync: "never", authCredentials });
        deployment = new Deployment(drivers.next);
        await deployment.up(server("token-1"));
        cloudflare.addFault({ method: "PUT", ...fault });
        cloudflare.addFault({ method: "PUT", occurrence: 2, times: 9, action: "html", status: 403 });

        const { message } = await failureOf(deployment.up(server("token-2")));

        expect(message).toContain("Cloudflare might not have saved the new authCredentials");
        expect(JSON.stringify(deployment.state?.outputs)).not.toContain("token-");
        cloudflare.clearFaults();
        if (refreshes) {
          expect(await deployment.refresh()).toEqual(["authCredentials"]);
        }
        expect(await deployment.up(server(next))).toBe("update");
        expect(cloudflare.server(serverId)?.auth_credentials).toBe(next);
        expect(await deployment.drift()).toEqual([]);
        expect(await deployment.up(server(next))).toBe("same");
      }
    },
  );

  test("are known not to be there when Cloudflare refuses them: nothing is to be sent for those in state", async () => {
    const { cloudflare } = account;
    await deployment.up(tickets({}));
    cloudflare.addFault({ method: "PUT", action: "answer", status: 400, body: { success: false, errors: [] } });
    await expect(deployment.up(tickets({ authCredentials: "token-2" }))).rejects.not.toBeInstanceOf(SavedFailure);
    cloudflare.clearRequests();
    expect(await deployment.up(tickets({}))).toBe("same");
    expect(stored()).toBe("token-1");
  });
});

describe("new credentials that the upstream accepts", () => {
  test.each(["auto", "require"])('are written by one PUT and verified by a sync, with sync "%s"', async (sync) => {
    await deployment.up(tickets({ sync }));
    upstream.setToken("token-2");
    account.cloudflare.clearRequests();

    expect(await deployment.up(tickets({ sync, authCredentials: "token-2" }))).toBe("update");

    expect(calls(account.cloudflare)).toEqual(["PUT /servers/docs", "POST /servers/docs/sync", "GET /servers/docs"]);
    expect(upstream.received.at(-1)?.authorization).toBe("Bearer token-2");
    expect(deployment.state?.outputs.status).toBe("ready");
    expect(await deployment.drift()).toEqual([]);
  });

  test('are not verified with sync "never"', async () => {
    await deployment.up(tickets({ sync: "never" }));
    account.cloudflare.clearRequests();

    await deployment.up(tickets({ sync: "never", authCredentials: "wrong" }));

    expect(calls(account.cloudflare)).toEqual(["PUT /servers/docs"]);
    expect(stored()).toBe("wrong");
  });
});

describe("new credentials that the upstream refuses", () => {
  test.each(["auto", "require"])(
    'are reverted and the step fails with both facts, with sync "%s"; other changes stay',
    async (sync) => {
      await deployment.up(tickets({ sync }));
      account.cloudflare.clearRequests();

      const failure = await failureOf(
        deployment.up(tickets({ sync, authCredentials: "wrong-token", name: "Renamed" })),
      );

      expect(failure.message).toContain('The upstream rejected the new authCredentials of MCP server "docs"');
      expect(failure.message).toContain("The previous authCredentials were restored and work.");
      expect(failure.message).not.toContain("wrong-token");
      expect(updates(account.cloudflare)).toEqual([
        { auth_credentials: "wrong-token", name: "Renamed" },
        { auth_credentials: "token-1" },
      ]);
      expect(stored()).toBe("token-1");
      expect(account.cloudflare.server("docs")).toMatchObject({ name: "Renamed", status: "ready" });
      expect(failure.outputs).toMatchObject({
        authCredentials: "token-1",
        name: "Renamed",
        status: "ready",
        __provider: deployment.providerText,
      });

      // The next `up` tries again, with the credentials only.
      account.cloudflare.clearRequests();
      upstream.setToken("wrong-token");
      await deployment.up(tickets({ sync, authCredentials: "wrong-token", name: "Renamed" }));
      expect(updates(account.cloudflare)).toEqual([{ auth_credentials: "wrong-token" }]);
      expect(stored()).toBe("wrong-token");
    },
  );

  test("and are then taken back in the program leave nothing to send", async () => {
    await deployment.up(tickets({}));
    await failureOf(deployment.up(tickets({ authCredentials: "wrong-token" })));
    account.cloudflare.clearRequests();

    await deployment.up(tickets({}));

    expect(calls(account.cloudflare)).toEqual([]);
    expect(stored()).toBe("token-1");
  });

  test("while the previous ones are refused too are said to be so, and state holds the previous ones", async () => {
    await deployment.up(tickets({}));
    upstream.setToken("token-that-nobody-has");

    const failure = await failureOf(deployment.up(tickets({ authCredentials: "wrong-token" })));

    expect(failure.message).toContain("were restored, but the sync fails with them too");
    expect(stored()).toBe("token-1");
    expect(failure.outputs.authCredentials).toBe("token-1");
  });

  test("and cannot be taken back are said to be in Cloudflare, and the next up tries again", async () => {
    const { cloudflare } = account;
    await deployment.up(tickets({}));
    cloudflare.addFault({
      method: "PUT",
      path: "/servers/docs",
      occurrence: 2,
      times: "always",
      action: "answer",
      status: 403,
      body: { success: false, errors: [{ message: "not now" }] },
    });

    const failure = await failureOf(deployment.up(tickets({ authCredentials: "wrong-token" })));

    expect(failure.message).toContain(
      "Restoring the previous authCredentials failed too, so Cloudflare still has the rejected ones",
    );
    expect(stored()).toBe("wrong-token");
    cloudflare.clearFaults();
    upstream.setToken("wrong-token");
    expect(await deployment.up(tickets({ authCredentials: "wrong-token" }))).toBe("update");
    expect(deployment.state?.outputs.authCredentials).toBe("wrong-token");
  });

  test("and cannot be reverted are replaced by the next up of a program with the previous ones", async () => {
    const { cloudflare } = account;
    await deployment.up(tickets({}));
    cloudflare.addFault({ method: "PUT", occurrence: 2, times: "always", action: "html", status: 403 });
    await failureOf(deployment.up(tickets({ authCredentials: "wrong-token" })));
    cloudflare.clearFaults();
    expect(stored()).toBe("wrong-token");

    expect(await deployment.up(tickets({}))).toBe("update");

    expect(stored()).toBe("token-1");
    expect(await deployment.up(tickets({}))).toBe("same");
  });

  test("and are quoted by Cloudflare when they are taken back, the old ones like the new, are in no message", async () => {
    await deployment.up(tickets({}));
    account.cloudflare.addFault({
      method: "PUT",
      path: "/servers/docs",
      occurrence: 2,
      times: "always",
      action: "echoCredential",
      status: 400,
    });

    const failure = await failureOf(deployment.up(tickets({ authCredentials: "wrong-token" })));

    expect(failure.message).toContain("[secret]");
    expect(failure.message).not.toMatch(/wrong-token|token-1/);
  });

  test("on a server that was adopted in the same step cannot be taken back, which is said", async () => {
    account.cloudflare.seedServer({
      id: "docs",
      hostname: upstream.url,
      auth_type: "bearer",
      auth_credentials: "token-1",
    });

    await deployment.up(tickets({ adopt: true, authCredentials: "wrong-token" }));

    expect(drivers.warnings.join("\n")).toContain(
      "State does not have the previous credentials, so they were not restored",
    );
    expect(stored()).toBe("wrong-token");
  });
});

describe("an upstream that is down", () => {
  test("does not cost the new credentials: a warning with auto, a failure that is tried again with require", async () => {
    await deployment.up(tickets({}));
    upstream.setDown(true);

    expect(await deployment.up(tickets({ authCredentials: "token-2" }))).toBe("update");
    expect(stored()).toBe("token-2");
    expect(drivers.warnings.join("\n")).toContain(
      'MCP server "docs" has its new credentials, but the sync of its tools failed',
    );

    const failure = await failureOf(deployment.up(tickets({ authCredentials: "token-3", sync: "require" })));
    expect(stored()).toBe("token-3");
    expect(failure.outputs.authCredentials).toBe("token-3");
  });

  test('on a create with sync "require" keeps the server, and the next up syncs again, even after a refresh', async () => {
    upstream.setDown(true);
    const failure = await failureOf(deployment.up(tickets({ sync: "require" })));
    expect(failure.message).toContain('MCP server "docs" was created, but the sync of its tools failed');
    expect(account.cloudflare.servers()).toHaveLength(1);

    // Still down: the drift check says that something is pending, and up fails again without a PUT.
    await deployment.refresh();
    expect(await deployment.drift()).toEqual(["pending"]);
    account.cloudflare.clearRequests();
    await failureOf(deployment.up(tickets({ sync: "require" })));
    expect(updates(account.cloudflare)).toEqual([]);

    upstream.setDown(false);
    expect(await deployment.up(tickets({ sync: "require" }))).toBe("update");
    expect(deployment.state?.outputs).toMatchObject({ status: "ready", tools: [{ name: "search" }] });
    expect(await deployment.drift()).toEqual([]);
    account.cloudflare.clearRequests();
    expect(await deployment.up(tickets({ sync: "require" }))).toBe("same");
    expect(calls(account.cloudflare)).toEqual([]);
  });

  test("is tried again while Cloudflare says that another try may help, and not for ever", async () => {
    upstream.setDown(true);
    await deployment.up(tickets({}));

    const syncs = calls(account.cloudflare).filter((call) => call.endsWith("/sync")).length;
    expect(account.cloudflare.server("docs")?.error_details?.retryable).toBe(true);
    expect(syncs).toBe(3);
  });
});

test("an answer of the sync that never comes is a warning with auto; the new credentials are kept", async () => {
  await deployment.up(tickets({}));
  account.cloudflare.addFault({ path: "/servers/docs/sync", times: "always", action: "cutBeforeCommit" });

  expect(await deployment.up(tickets({ authCredentials: "token-2" }))).toBe("update");

  expect(stored()).toBe("token-2");
  expect(drivers.warnings.join("\n")).toContain("the sync of its tools failed: no answer from");
});

test.each(["keep", "wipe"] as const)(
  "a rename leaves the upstream's credential in place where an update without it would %s it",
  async (setting) => {
    account.cloudflare.setSwitches({ bearerUpdateWithoutCredentials: setting });
    await deployment.up(tickets({ authCredentials: { headers: { "x-token": "header-1" } } }));

    await deployment.up(tickets({ authCredentials: { headers: { "x-token": "header-1" } }, name: "Renamed" }));

    expect(JSON.parse(stored() ?? "")).toEqual({ headers: { "x-token": "header-1" } });
  },
);
