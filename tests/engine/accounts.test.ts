import { calls, canaryIdentities as identities, useAccount } from "../support/account";
import { ok, type Run, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const first = identities.accountId;
const second = identities.secondAccountId;
const account = useAccount({ identities });
const createStack = useStacks();

const program = (body: string): string => `
  const pulumi = require("@pulumi/pulumi");
  const { McpServer, Provider } = require("pulumi-cloudflare-mcp");
  const config = new pulumi.Config();
  const plain = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
  class Team extends pulumi.ComponentResource {
    constructor(name, opts) {
      super("test:index:Team", name, {}, opts);
      new McpServer(\`\${name}-docs\`, plain, { parent: this });
    }
  }
  // The token is an Output, and no secret by itself: it is made one.
  const second = new Provider("second", { apiToken: config.requireSecret("token").apply((token) => token), accountId: "${second}" });
  ${body}`;

/** What a run did with servers; providers and components left out. */
const serverSteps = ({ steps }: Run): string[] => steps.filter((step) => step.endsWith("docs"));

const written = (): string[] => calls(account.cloudflare).filter((call) => !call.startsWith("GET"));

/** Who was seen in which account. */
const callers = (): string[] => {
  const seen = account.cloudflare.requests().map(({ fullPath, credential }) => {
    const accountId = /accounts\/(\w+)/.exec(fullPath)?.[1];
    return `${accountId ?? "no account"} by ${credential.name ?? "nobody"}`;
  });
  return [...new Set(seen)].sort();
};

async function leaks(stack: TestStack, runs: readonly Run[]): Promise<string[]> {
  const { text } = await stack.state();
  const places = [text, ...runs.map(({ stdout, stderr }) => stdout + stderr)];
  return places.filter((place) => place.includes("canary"));
}

test("two providers and the default serve two accounts, and a new token or a move changes nothing", async () => {
  const { cloudflare } = account;
  const all = (provider: string, more = ""): string =>
    program(`
      const plainToken = new Provider("first", { apiToken: "${identities.apiToken}" });
      new McpServer("docs", plain${provider});
      new McpServer("other-docs", { ...plain, serverId: "docs" }, { provider: second });
      new Team("team", { providers: [second] });
      ${more}`);
  const stack = await createStack(cloudflare, {
    program: all(""),
    config: {
      token: { secret: identities.secondAccountToken },
      "cloudflare:apiToken": { secret: identities.apiToken },
      "cloudflare:accountId": first,
      "cloudflare:baseUrl": cloudflare.baseUrl,
    },
    // What the stack says has to reach an explicit provider, too.
    environment: { CLOUDFLARE_API_TOKEN: "", CLOUDFLARE_ACCOUNT_ID: "", CLOUDFLARE_BASE_URL: "" },
  });

  const runs = [await stack.up("--diff"), await stack.preview("--diff", "--expect-no-changes"), await stack.refresh()];
  runs.forEach(ok);
  expect(cloudflare.servers(first).map(({ id }) => id)).toEqual(["docs"]);
  expect(
    cloudflare
      .servers(second)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["docs", "team-docs"]);
  expect(callers()).toEqual([`${first} by apiToken`, `${second} by secondAccountToken`]);

  // From the default provider to one of the same account.
  cloudflare.clearRequests();
  stack.program(all(", { provider: plainToken }"));
  const moved = ok(await stack.up("--diff"));
  expect(serverSteps(moved)).toEqual([]);
  expect(written()).toEqual([]);
  expect((await stack.resource("docs")).provider).toContain("::first::");

  // Another token of the same account, and back to the default.
  await stack.config("token", { secret: identities.apiToken });
  stack.program(all(""));
  const changed = [ok(await stack.preview("--diff")), ok(await stack.up("--diff"))];
  expect(changed.flatMap(serverSteps)).toEqual([]);
  expect(written()).toEqual([]);
  expect(await leaks(stack, [...runs, moved, ...changed])).toEqual([]);

  // Without the program, its token comes from state. One that is revoked by then is named, with what to do.
  cloudflare.addFault({ action: "echoCredential", status: 403, times: "always" });
  const refused = await stack.refresh();
  expect(refused.code).not.toBe(0);
  const said = refused.messages.map(({ text }) => text).join("\n");
  expect(said).toMatch(
    /The credentials are from apiToken of provider "second"\. .*Add `--run-program` to use the current ones/,
  );
  expect(said).toContain("The credentials are from cloudflare:apiToken (stack config).");
  expect(await leaks(stack, [refused])).toEqual([]);

  cloudflare.clearFaults();
  cloudflare.clearRequests();
  ok(await stack.destroy());
  expect([...cloudflare.servers(first), ...cloudflare.servers(second)]).toEqual([]);
});
