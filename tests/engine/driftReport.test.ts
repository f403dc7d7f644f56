import { useAccount } from "../support/account";
import { runBlock } from "../support/runBlock";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";
import type { Report } from "../../provider/src/cli/drift/report";

const account = useAccount();
const createStack = useStacks();

const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';
const client = `hostname: "https://docs.example.com/mcp", authType: "oauth", sync: "never", clientSecret: "the-secret",
  authCredentials: { config: { authorizationEndpoint: "https://idp.example.com/authorize", tokenEndpoint: "https://idp.example.com/token" },
    registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"], scope: "read" } }`;

const program = `${servers({
  docs: `${plain}, name: "Docs", description: "Documentation", updatedTools: [{ name: "search", alias: "find" }]`,
  ignoring: { args: `${plain}, name: "Ignoring", description: "One"`, opts: '{ ignoreChanges: ["description"] }' },
  moved: plain,
  client,
  gone: plain,
  same: `${plain}, description: "Same"`,
})}
const { McpPortal } = require("pulumi-cloudflare-mcp");
new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [{ server: docs, tools: ["search"] }] });`;

test("the command finds the same arguments as Pulumi's own refresh, and changes nothing", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program });
  ok(await stack.up());
  cloudflare.editServer("docs", {
    description: "Edited by hand",
    updated_tools: [{ name: "search", alias: "look", enabled: true }],
    status: "ready",
  });
  cloudflare.editServer("ignoring", { name: "Edited", description: "Edited" });
  cloudflare.editServer("moved", { hostname: "https://elsewhere.example.com/mcp" });
  const { auth_config_summary } = cloudflare.server("client") ?? {};
  cloudflare.editServer("client", { auth_config_summary: { ...auth_config_summary, client_secret_version: 9 } });
  cloudflare.removeServer("gone");
  cloudflare.editPortal("team", { description: "Not declared", servers: [{ server_id: "docs" }] });
  cloudflare.clearRequests();

  const refresh = await stack.drift("--diff");
  const command = await runBlock(cloudflare, stack, "npx pulumi-cloudflare-mcp drift --format json");
  expect([refresh.code, command.code]).toEqual([7, 7]);
  const { findings } = JSON.parse(command.stdout) as Report;
  const reported = findings.flatMap(({ rule, subject, argument = "gone" }) =>
    ["changed-argument", "changed-credentials", "missing-server"].includes(rule) ? [`${subject.id} ${argument}`] : [],
  );
  const shown = shownBy(refresh.stdout);
  expect(reported.toSorted()).toEqual(shown.toSorted());
  expect(shown).toEqual(
    expect.arrayContaining([
      "client clientSecret",
      "docs description",
      "docs updatedTools",
      "gone gone",
      "ignoring name",
      "moved hostname",
      "team servers",
    ]),
  );
  expect(cloudflare.requests().filter(({ method }) => method !== "GET")).toEqual([]);

  // And after the repair of what can be repaired, both are quiet.
  ok(await stack.up("--refresh"));
  expect((await stack.drift()).code).toBe(0);
  expect((await runBlock(cloudflare, stack, "npx pulumi-cloudflare-mcp drift || true")).stdout).not.toContain(
    "changed-argument",
  );
});

const twoStacks = `const pulumi = require("@pulumi/pulumi");
const { McpPortal, McpServer } = require("pulumi-cloudflare-mcp");
if (pulumi.getStack() === "other") {
  const shared = new McpServer("shared", { hostname: "https://docs.example.com/mcp", authType: "bearer", sync: "never",
    authCredentials: "a-secret-of-the-other-stack" });
  new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [shared] });
  // What is only read is declared by nobody.
  McpServer.get("only-read", process.env.CLOUDFLARE_ACCOUNT_ID + "/by-hand");
} else {
  new McpServer("docs", { ${plain}, name: "Docs" });
}`;

test("what another stack declares is not unmanaged once that stack is named, and its drift is not ours", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "by-hand", status: "ready" });
  const stack = await createStack(cloudflare, { program: twoStacks });
  ok(await stack.up());
  ok(await stack.command(["stack", "init", "other"]));
  ok(await stack.up("--stack", "other"));
  ok(await stack.command(["stack", "select", "test"]));
  cloudflare.editServer("docs", { status: "ready" });
  // The id of a portal of the other stack: that declares no server.
  cloudflare.seedServer({ id: "team", status: "ready" });
  const drift = async (words: string): Promise<Report> => {
    const { code, stdout } = await runBlock(
      cloudflare,
      stack,
      `npx pulumi-cloudflare-mcp drift --format json ${words}`,
    );
    expect(code).toBe(7);
    return JSON.parse(stdout) as Report;
  };
  const found = ({ findings }: Report): string[] => findings.map(({ rule, subject }) => `${rule} ${subject.id}`);

  expect(found(await drift(""))).toEqual([
    "unmanaged-server by-hand",
    "unmanaged-server shared",
    "unmanaged-server team",
    "unmanaged-portal team",
  ]);

  cloudflare.editServer("shared", {
    status: "error",
    name: "Edited by hand",
    hostname: "https://elsewhere.example.com",
  });
  const named = await drift("--also-stack other");
  expect(found(named)).toEqual(["unmanaged-server by-hand", "unmanaged-server team"]);
  expect(named.inventory.servers.map(({ id, declaredBy }) => [id, declaredBy])).toEqual([
    ["by-hand", null],
    ["docs", "this stack"],
    ["shared", "stack other"],
    ["team", null],
  ]);
  expect(named.inventory.portals.map(({ id, declaredBy }) => [id, declaredBy])).toEqual([["team", "stack other"]]);

  // And the other way round, where it is found.
  expect(found(await drift("--stack other --also-stack test"))).toEqual(
    expect.arrayContaining(["changed-argument shared", "failed-sync shared", "unmanaged-server team"]),
  );

  const nowhere = await runBlock(cloudflare, stack, "npx pulumi-cloudflare-mcp drift --also-stack nowhere");
  expect(nowhere).toMatchObject({ code: 1, stdout: "" });
  expect(nowhere.stderr).toContain("nowhere");
});

/** `docs description` for each argument, `docs gone` for each resource, that the engine shows as changed. */
function shownBy(text: string): string[] {
  let id = "";
  let isDeleted = false;
  return text.split("\n").flatMap((line) => {
    const [, sign] = /^\s*([~+-]) pulumi-nodejs:dynamic/.exec(line) ?? [];
    isDeleted = sign === undefined ? isDeleted : sign === "-";
    const [, found] = /\[id=[^/]+\/(.+)\]$/.exec(line) ?? [];
    if (found !== undefined) {
      id = found;
      return isDeleted ? [`${id} gone`] : [];
    }
    const [, argument] = /^ {6}[~+-] (\w+) *:/.exec(line) ?? [];
    return argument === undefined || isDeleted ? [] : [`${id} ${argument}`];
  });
}
