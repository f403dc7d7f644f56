import { calls, canaryIdentities as identities, useAccount } from "../support/account";
import { ok, type Run } from "../support/stack";
import { useStacks } from "../support/useStacks";

const first = identities.accountId;
const second = identities.secondAccountId;
const account = useAccount({ identities });
const createStack = useStacks();

const program = (hostname: string, lateAccount: string): string => `
  const pulumi = require("@pulumi/pulumi");
  const { McpServer, Provider, getMcpServer, getMcpServerOutput, getMcpServers, getMcpServersOutput } = require("pulumi-cloudflare-mcp");
  const config = new pulumi.Config();
  const plain = { authType: "unauthenticated", sync: "never", hostname: "https://docs.example.com/mcp" };
  const length = ({ servers }) => servers.length;

  class Team extends pulumi.ComponentResource {
    constructor(name, opts) {
      super("test:index:Team", name, {}, opts);
      this.found = getMcpServer({ serverId: "server-0001" }, { parent: this });
      new McpServer("team-docs", plain, { parent: this });
    }
  }

  module.exports = async () => {
    const other = new Provider("other", { apiToken: config.requireSecret("token"), accountId: "${second}" });
    const team = new Team("team", { providers: [other] });
    const docs = new McpServer("docs", { ...plain, hostname: "${hostname}" });
    const late = new Provider("late", {
      apiToken: pulumi.all([docs.createdAt, config.requireSecret("lateToken")]).apply(([, token]) => token),
      accountId: "${lateAccount}",
    });
    new McpServer("late-docs", plain, { provider: late });
    return {
      here: length(await getMcpServers({ search: "server-" })),
      there: length(await getMcpServers({}, { provider: other })),
      account: (await team.found).accountId,
      read: McpServer.get("read", "${second}/server-0002", { provider: other }).hostname,
      afterwards: getMcpServerOutput({ serverId: docs.serverId }, { dependsOn: team }).hostname,
      created: getMcpServerOutput({ serverId: "docs" }, { dependsOn: [docs] }).hostname,
      late: getMcpServersOutput({ search: "server-", accountId: "${second}" }, { provider: late }).apply(length),
      refused: await getMcpServers({}, { provider: late }).then(() => "not refused", (error) => error.message),
    };
  };`;

test("programs look up servers by default and explicit providers, in previews too; unknowns stay unknown", async () => {
  const { cloudflare } = account;
  cloudflare.seedServers(3);
  cloudflare.seedServers(120, second);
  const stack = await createStack(cloudflare, {
    program: program("https://one.example.com/mcp", second),
    config: {
      token: { secret: identities.secondAccountToken },
      lateToken: { secret: identities.apiToken },
      // For the providers; the default one has its token and the same address in the environment.
      "cloudflare:baseUrl": cloudflare.baseUrl,
    },
  });

  const preview = ok(await stack.preview());
  const unknown = "[unknown]";
  const found = { here: 3, there: 120, account: second, read: "https://server-0002.example.com/mcp" };
  const notYet = /^getMcpServers: the configuration of its provider is not known yet in this preview/;
  expect(outputsShown(preview)).toEqual({
    ...found,
    afterwards: unknown,
    created: unknown,
    late: unknown,
    refused: expect.stringMatching(notYet) as unknown,
  });
  expect(written()).toEqual([]);

  const up = ok(await stack.up());
  const docs = "https://one.example.com/mcp";
  const all = { ...found, afterwards: docs, created: docs, late: 120, refused: "not refused" };
  expect(outputsShown(up)).toEqual(all);

  // A provider is not asked in a preview that does not know its token, and another account replaces.
  stack.program(program("https://two.example.com/mcp", first));
  const changed = ok(await stack.preview());
  expect(changed.steps).toContain("update late-docs");
  expect(outputsShown(changed).refused).toMatch(notYet);
  cloudflare.clearRequests();
  const moved = ok(await stack.up());
  expect(moved.steps).toEqual(expect.arrayContaining(["replace docs", "replace late-docs"]));
  expect(written().sort()).toEqual([
    "DELETE /servers/docs",
    "DELETE /servers/late-docs",
    "POST /servers",
    "POST /servers",
  ]);
  expect(cloudflare.server("late-docs", first)).toBeDefined();
  expect(cloudflare.server("late-docs", second)).toBeUndefined();

  stack.program(program("https://two.example.com/mcp", first).replace("server-0001", "gone"));
  const failed = await stack.preview();
  expect(failed.code).not.toBe(0);
  expect(failed.stdout).toContain(`error: getMcpServer: There is no MCP server "gone" in account ${second}.`);
  expect(failed.stdout).not.toMatch(/^\s+at /m);

  // Tokens are secret; what is looked up by them is not.
  const { text } = await stack.state();
  const places = [text, ...[preview, up, changed, moved, failed].map(({ stdout, stderr }) => stdout + stderr)];
  expect(places.filter((place) => place.includes("canary"))).toEqual([]);
  expect(text).toContain('"there": 122');
});

const written = (): string[] => calls(account.cloudflare).filter((call) => !call.startsWith("GET"));

/** The outputs of the stack, as a run shows them at its end. */
function outputsShown({ stdout }: Run): Record<string, unknown> {
  const [, block = ""] = /^Outputs:\n((?: +.*\n)+)/m.exec(stdout) ?? [];
  const lines = [...block.matchAll(/^ +[+~]? ?(\w+) *: (?:.* => )?(.*)$/gm)];
  return Object.fromEntries(
    lines.map(([, name = "", value = ""]) => [name, value.startsWith("[") ? value : (JSON.parse(value) as unknown)]),
  );
}
