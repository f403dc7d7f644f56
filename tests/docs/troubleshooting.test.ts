import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMcpServer } from "cloudflare-mcp-emulator";
import { defaultIdentities } from "../../emulator/src/identities";
import { adviceOnSaved } from "../../provider/src/lifecycle/savedCredentials";
import { McpServer } from "../../provider/src/program/mcpServer";
import { bearer, oauth, plain } from "../behaviours/examples";
import { useAccount } from "../support/account";
import { commandLine } from "../support/commandLine";
import { environmentOf } from "../support/stack";
import { clientFor, errorOf, request } from "../support/apiClient";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess, type DriverOptions } from "../support/drivers";
import { LockedProgram } from "../support/lockedProgram";
import { startTls } from "../support/tls";
import { pluginProvocations } from "./pluginProvocations";
import { findAll, textOf } from "./tree";

const account = useAccount();

const seeded = { name: "Docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" };

/** The headings are parts of our messages, but for one of Cloudflare's dashboard and one about Node. */
const headings = findAll(textOf("docs/troubleshooting.md"), /^## (.+)$/gm);
const ofOthers = ["Access application for this MCP Portal not found", "A failing program exits slowly"];

/** What the user reads after a command that fails. */
async function messageOf(args: Properties, options: DriverOptions = {}): Promise<string> {
  return failureOf(new Deployment(inProcess(account.cloudflare, options).next).up(args));
}

async function failureOf(command: Promise<unknown>): Promise<string> {
  return command.then(
    () => "The command did not fail.",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The same after a command on a server that is there. */
async function messageOfNext(
  first: Properties,
  next: (deployment: Deployment) => Promise<unknown>,
  options: DriverOptions = {},
): Promise<string> {
  const deployment = new Deployment(inProcess(account.cloudflare, options).next);
  await deployment.up(first);
  return failureOf(next(deployment));
}

/** The environment of a user with an API key. */
const keyOf = (key: string): Record<string, string | undefined> => ({
  CLOUDFLARE_API_TOKEN: undefined,
  CLOUDFLARE_API_KEY: key,
  CLOUDFLARE_EMAIL: defaultIdentities.email,
});

/** What is said after a refresh has found another definition of an approved tool. */
async function saidOfChange(follow: (world: LockedProgram) => Promise<readonly string[]>): Promise<string> {
  const world = await LockedProgram.start([{ name: "search" }]);
  try {
    world.write("mcp-locks/docs.json", "");
    await world.up();
    world.review();
    await world.up();
    await world.publish([{ name: "search", title: "Changed" }]);
    await world.refresh();
    return (await follow(world)).join("\n");
  } finally {
    await world.stop();
  }
}

/** The warnings of a refresh that finds these tools. */
async function warningsOf(serverId: string, tools: readonly string[], updatedTools: object[] = []): Promise<string> {
  const drivers = inProcess(account.cloudflare);
  const deployment = new Deployment(drivers.next);
  await deployment.up({ ...plain, serverId, updatedTools });
  account.cloudflare.editServer(serverId, { tools: tools.map((name) => ({ name })) });
  await deployment.refresh();
  return drivers.warnings.join("\n");
}

/** The warnings of a refresh after the upstream renamed the tool "delete_all". */
async function warningsAfterRename(override: object): Promise<string> {
  const drivers = inProcess(account.cloudflare);
  const deployment = new Deployment(drivers.next);
  await deployment.up({ ...plain, updatedTools: [override] });
  for (const name of ["delete_all", "remove_all"]) {
    account.cloudflare.editServer("docs", { tools: [{ name }] });
    await deployment.refresh();
  }
  return drivers.warnings.join("\n");
}

/** How each message comes about. */
const provocations: Readonly<Record<string, () => Promise<string>>> = {
  "already exists in account": () => {
    account.cloudflare.seedServer({ id: "docs", hostname: "https://docs.example.com/mcp" });
    return messageOf(plain);
  },
  "It was deleted outside Pulumi": () =>
    messageOfNext(plain, (deployment) => {
      account.cloudflare.removeServer("docs");
      return deployment.up({ ...plain, name: "Renamed" });
    }),
  "Cloudflare might have created it": () => {
    account.cloudflare.addFault({ method: "POST", path: "/servers", action: "cutAfterCommit" });
    account.cloudflare.addFault({ method: "GET", action: "cutBeforeCommit", times: "always" });
    return messageOf(plain);
  },
  "No Cloudflare credentials": () => messageOf(plain, { environment: { CLOUDFLARE_API_TOKEN: undefined } }),
  "The command has no Cloudflare account": async () =>
    (await commandLine(["export", "--out", "nowhere"], { folder: tmpdir() })).stderr,
  "The config of the selected stack cannot be read": async () => {
    const folder = mkdtempSync(join(tmpdir(), "unreadable-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho 'no stack selected' >&2\nexit 255\n", { mode: 0o755 });
    const environment = { ...environmentOf(account.cloudflare), PATH: `${folder}:/usr/bin:/bin` };
    const { stderr } = await commandLine(["export", "--out", "out"], { folder, environment });
    rmSync(folder, { recursive: true });
    return stderr;
  },
  "Two kinds of Cloudflare credentials are set": () =>
    messageOf(plain, { environment: { CLOUDFLARE_API_KEY: "key", CLOUDFLARE_EMAIL: "somebody@example.com" } }),
  "credentials only go to an address from the same source": () =>
    messageOf(plain, { config: { "cloudflare:baseUrl": "https://api.example.com" } }),
  "The API token is wrong or expired": () =>
    messageOf(plain, { environment: { CLOUDFLARE_API_TOKEN: "some-other-token" } }),
  "must be an account id: 32 hexadecimal digits": () =>
    messageOf(plain, { environment: { CLOUDFLARE_ACCOUNT_ID: "abc" } }),
  "The API token is not for this account": () =>
    messageOf(plain, { environment: { CLOUDFLARE_API_TOKEN: account.cloudflare.secondAccountToken } }),
  "uses the credentials that the last `pulumi up` saved": () => {
    const { apiToken, baseUrl } = account.cloudflare;
    const config = { "cloudflare:apiToken": apiToken, "cloudflare:baseUrl": baseUrl };
    return messageOfNext(
      plain,
      (deployment) => {
        config["cloudflare:apiToken"] = "some-other-token";
        return deployment.refresh();
      },
      { config },
    );
  },
  "If the program no longer declares provider": () =>
    Promise.resolve(String(adviceOnSaved({ name: "up", runsProgram: false }, "delete", "second"))),
  "If no resource of the program uses stack config": () =>
    Promise.resolve(String(adviceOnSaved({ name: "up", runsProgram: false }, "delete", undefined))),
  "The user of the API key has no access to this account": () => {
    const errors = [{ code: 9109, message: "Unauthorized to access requested resource" }];
    account.cloudflare.addFault({ action: "answer", status: 403, body: { success: false, errors } });
    return messageOf(plain, { environment: keyOf(defaultIdentities.apiKey) });
  },
  "The API key or its email is wrong": () => messageOf(plain, { environment: keyOf("another-key") }),
  "The user of the API key needs a role": () => {
    account.cloudflare.addFault({
      action: "answer",
      status: 403,
      body: { success: false, errors: [{ code: 9999, message: "not entitled" }] },
    });
    return messageOf(plain, { environment: keyOf(defaultIdentities.apiKey) });
  },
  "The API token needs the permission": () => {
    account.cloudflare.addFault({
      action: "answer",
      status: 403,
      body: { success: false, errors: [{ code: 9999, message: "not entitled" }] },
    });
    return messageOf(plain);
  },
  "Set up Zero Trust on the Cloudflare dashboard": async () => {
    const { cloudflare } = account;
    cloudflare.organization.remove();
    const headers = { Authorization: `Bearer ${cloudflare.apiToken}` };
    const { client, clock } = clientFor(cloudflare.baseUrl, undefined, { headers });
    const path = `/accounts/${cloudflare.accountId}/access/organizations`;
    return (await errorOf(client.send(request(clock, { path })))).message;
  },
  "1,200 calls in 5 minutes": () => {
    account.cloudflare.addFault({ action: "answer", status: 429, headers: { "retry-after": "600" }, times: "always" });
    return messageOf(plain);
  },
  "This is not an answer of Cloudflare's API": () => {
    account.cloudflare.addFault({ action: "answer", status: 200, contentType: "text/html", body: "<p>Log in</p>" });
    account.cloudflare.addFault({ method: "GET", action: "answer", status: 200, contentType: "text/html", body: "" });
    return messageOf(plain);
  },
  "Could not read the whole list": async () => {
    const result = Array.from({ length: 25 }, (_, index) => ({ ...seeded, id: `server-${index}` }));
    account.cloudflare.addFault({
      method: "GET",
      path: "/servers",
      times: "always",
      action: "answer",
      status: 200,
      body: { success: true, result },
    });
    const environment = environmentOf(account.cloudflare);
    return (await commandLine(["export", "--out", "nowhere"], { folder: tmpdir(), environment })).stderr;
  },
  "Its certificate is not trusted here": async () => {
    const proxy = await startTls(account.cloudflare.baseUrl);
    const { client, clock } = clientFor(`https://localhost:${proxy.port}/client/v4`);
    const { message } = await errorOf(client.send(request(clock))).finally(() => proxy.close());
    return message;
  },
  "An environment variable does not move a server to another account": () => {
    const environment: Record<string, string> = {};
    return messageOfNext(
      plain,
      (deployment) => {
        environment.CLOUDFLARE_ACCOUNT_ID = account.cloudflare.secondAccountId;
        return deployment.up(plain);
      },
      { environment },
    );
  },
  "Give an id of account": () => messageOf({ ...plain, serverId: `${account.cloudflare.secondAccountId}/docs` }),
  "is not an argument here": () => messageOf({ ...plain, zeroTrustAccessAiControlsMcpServerId: "docs" }),
  "without the toolLock that this program enforces": async () => {
    const world = await LockedProgram.start([]);
    try {
      world.write("mcp-locks/docs.json", "");
      return await failureOf(world.up({ portal: { servers: [{ serverId: "docs" }] } }));
    } finally {
      await world.stop();
    }
  },
  "The upstream rejected the new authCredentials": async () => {
    const upstream = await startMcpServer({ token: "right", tools: [] });
    const tickets = { hostname: upstream.url, authType: "bearer", authCredentials: "right" };
    return messageOfNext(tickets, (deployment) => deployment.up({ ...tickets, authCredentials: "wrong" })).finally(() =>
      upstream.close(),
    );
  },
  "but the sync of its tools failed": async () => {
    const upstream = await startMcpServer({ token: "right", tools: [] });
    const tickets = { hostname: upstream.url, authType: "bearer", authCredentials: "wrong", sync: "require" };
    return messageOf(tickets).finally(() => upstream.close());
  },
  "has not synced yet, so this update syncs it again": async () => {
    const upstream = await startMcpServer({ token: "right", tools: [] });
    const drivers = inProcess(account.cloudflare);
    const deployment = new Deployment(drivers.next);
    const tickets = { hostname: upstream.url, authType: "bearer", authCredentials: "wrong" };
    await deployment.up(tickets);
    await deployment.up(tickets).finally(() => upstream.close());
    return drivers.notes.join("\n");
  },
  "hostname begins with http://": async () => {
    const drivers = inProcess(account.cloudflare);
    await new Deployment(drivers.next).up({ ...bearer, hostname: "http://tickets.example.com/mcp" });
    return drivers.warnings.join("\n");
  },
  "with the authCredentials that this update sent again": async () => {
    const upstream = await startMcpServer({ token: "right", tools: [] });
    const tickets = { hostname: upstream.url, authType: "bearer", authCredentials: "right", sync: "require" };
    return messageOfNext(tickets, (deployment) => {
      upstream.setToken("rotated");
      return deployment.up({ ...tickets, name: "Renamed" });
    }).finally(() => upstream.close());
  },
  "Cloudflare might not have saved the new authCredentials": () =>
    messageOfNext(bearer, (deployment) => {
      account.cloudflare.addFault({ method: "PUT", action: "cutAfterCommit", times: "always" });
      return deployment.up({ ...bearer, authCredentials: "another" });
    }),
  "cannot be deleted while a portal exposes it": () =>
    messageOfNext(plain, (deployment) => {
      account.cloudflare.setSwitches({ deleteAttachedServer: "refuse" });
      account.cloudflare.seedPortal({ id: "sales", servers: [{ server_id: "docs" }] });
      return deployment.up(undefined);
    }),
  "has no tools until an administrator logs in": async () => {
    const drivers = inProcess(account.cloudflare);
    await new Deployment(drivers.next).up({ ...oauth, sync: "auto" });
    return drivers.warnings.join("\n");
  },
  "must be the token alone": () => messageOf({ ...bearer, authCredentials: "Bearer some-token" }),
  "was removed from the program, but Cloudflare's API cannot remove it": () =>
    messageOfNext(bearer, (deployment) => deployment.up({ ...plain, authType: "bearer" })),
  "the option import does not work with this package": () =>
    failureOf(
      Promise.resolve().then(
        () =>
          new McpServer(
            "docs",
            { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" },
            { import: "account/docs" },
          ),
      ),
    ),
  "may contain only a-z, A-Z, 0-9 and single _ or - between them": () =>
    messageOf({ ...plain, updatedTools: [{ name: "search", alias: "find it" }] }),
  "gives more than one tool the alias": () =>
    messageOf({ ...plain, updatedTools: ["search", "read"].map((name) => ({ name, alias: "find" })) }),
  "is the name of another tool of the server": () =>
    messageOfNext(plain, async (deployment) => {
      account.cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "read" }] });
      await deployment.refresh();
      return deployment.up({ ...plain, updatedTools: [{ name: "search", alias: "read" }] });
    }),
  "is an alias of another tool of the server": async () => {
    const tools = [{ name: "search" }, { name: "read" }];
    account.cloudflare.seedServer({ id: "docs", tools, updated_tools: [{ name: "read", alias: "open" }] });
    const team = (rows: readonly object[]): Properties => ({
      hostname: "mcp.example.com",
      servers: [{ serverId: "docs", updatedTools: rows }],
    });
    const deployment = new Deployment(inProcess(account.cloudflare).next, "McpPortal", "team");
    await deployment.up(team([]));
    return failureOf(deployment.up(team([{ name: "search", alias: "open" }])));
  },
  "Not as reviewed in": () => saidOfChange(async (world) => (await world.up(), world.warnings)),
  "hidden, review pending": () =>
    saidOfChange(async (world) => {
      await world.up();
      await world.refresh();
      return world.notes;
    }),
  "--allow all needs --reason": async () =>
    (await commandLine(["lock", "init", "docs", "--allow", "all"], { folder: tmpdir() })).stderr,
  "no longer hides": () => warningsAfterRename({ name: "delete_all", enabled: false }),
  "no longer applies to": () => warningsAfterRename({ name: "delete_all", alias: "wipe" }),
  "Tool names of more than 64 characters": () => warningsOf("docs", ["a".repeat(60)]),
  "Tool names that many clients reject": () => warningsOf("docs", ["get.file"]),
  "Tool names that begin with portal_": () => warningsOf("portal", ["search"]),
  "Tool names that more than one tool has": () =>
    warningsOf("docs", ["search", "find"], [{ name: "search", alias: "find" }]),
  "Tool names that are probably the same in Code Mode": () => warningsOf("docs", ["get-file", "get_file"]),
  "Could not find the portal": async () => {
    const environment = environmentOf(account.cloudflare);
    return (await commandLine(["doctor", "gone"], { environment })).stderr;
  },
  "Which portal?": async () => {
    for (const id of ["sales", "support"]) {
      account.cloudflare.seedPortal({ id, hostname: `${id}.example.com` });
    }
    return (await commandLine(["doctor"], { environment: environmentOf(account.cloudflare) })).stderr;
  },
  "--as is": async () => {
    const environment = environmentOf(account.cloudflare);
    return (await commandLine(["doctor", "team", "--as", "alice"], { environment })).stderr;
  },
  "must not contain <{ %": () => messageOf({ ...plain, description: "a {%} and a <{%reset%}>" }),
  ...pluginProvocations(() => account.cloudflare),
};

test("every heading is a message that is provoked here, or one of others", () => {
  expect([...Object.keys(provocations), ...ofOthers].toSorted()).toEqual(headings);
});

test.each(Object.entries(provocations))("users really read: %s", async (heading, provoke) => {
  expect(await provoke()).toContain(heading);
});

test.each([403, 401] as const)(
  "a token without permission reads as a wrong one where both answers are alike (%s), as the page says",
  async (missingPermissionStatus) => {
    account.cloudflare.setSwitches({ missingPermissionStatus });
    const environment = { CLOUDFLARE_API_TOKEN: account.cloudflare.readOnlyToken };
    const message = await messageOf(plain, { environment });
    expect(message).toContain("The API token is wrong or expired");
    expect(message).toContain('lacks the permission "MCP Portals Write"');
    expect(section("The API token is wrong or expired")).toContain("MCP Portals");
  },
);

test("the environment variable that a message gives after a lost create makes the next up take the server", async () => {
  const { cloudflare } = account;
  const environment: Record<string, string> = {};
  const deployment = new Deployment(inProcess(cloudflare, { environment }).next);
  cloudflare.addFault({ method: "POST", path: "/servers", action: "cutAfterCommit" });
  cloudflare.addFault({ method: "GET", action: "cutBeforeCommit", times: "always" });
  const message = await failureOf(deployment.up(plain));
  const [, name = "", value = ""] = /`pulumi up` with (\w+)=(\S+) in the environment/.exec(message) ?? [];
  expect(deployment.state).toBeUndefined();

  cloudflare.clearFaults();
  environment[name] = value;
  expect(await deployment.up(plain)).toBe("create");
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["docs"]);
  expect(await deployment.drift()).toEqual([]);
});

/** What the page says under a heading. */
function section(heading: string): string {
  const [, text = ""] = textOf("docs/troubleshooting.md").split(`\n## ${heading}\n`);
  return text.split("\n## ")[0] ?? "";
}
