/** What is made from a secret argument is a secret output, and encrypted in state. */
import { calls, useAccount } from "../support/account";
import { usePluginBundle } from "../support/pluginBundle";
import { pluginProgram, pluginProject } from "../support/pluginProgram";
import { ok, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const host = "canary-host.example.com";

const plugin = usePluginBundle();

const bodyOf = (hostname: string, name = "Team"): string => `
  const team = new McpPortal("team", {
    hostname: ${hostname}, codeMode: ${hostname.includes("secret") ? 'pulumi.secret("off")' : '"off"'}, name: "${name}", servers: [],
  });
  exports.url = team.url;
  exports.callback = team.oauthCallbackUrl;
  exports.target = team.dnsTarget;`;

/** The two hosts of the resources. */
const hosts = {
  "the dynamic provider": {
    files: {},
    program: (body: string) =>
      `const pulumi = require("@pulumi/pulumi");\nconst { McpPortal } = require("pulumi-cloudflare-mcp");\n${body}`,
  },
  "the plugin": {
    get files() {
      return { "Pulumi.yaml": pluginProject(plugin.folder) };
    },
    program: pluginProgram,
  },
} as const;

const secret = `pulumi.secret("${host}")`;

const made = ["url", "oauthCallbackUrl", "allowCodeMode"];

async function secretOutputs(stack: TestStack): Promise<string[]> {
  const { outputs } = await stack.resource("team");
  return Object.entries(outputs)
    .filter(([, value]) => JSON.stringify(value).includes("ciphertext"))
    .map(([name]) => name);
}

describe.each(["the dynamic provider", "the plugin"] as const)("with %s", (name) => {
  const program = (...words: Parameters<typeof bodyOf>): string => hosts[name].program(bodyOf(...words));
  const newStack = (text: string): Promise<TestStack> =>
    createStack(account.cloudflare, { program: text, files: hosts[name].files });

  test("the address of a portal with a secret host name is a secret after a create, an update and a refresh", async () => {
    const { cloudflare } = account;
    const stack = await newStack(program(secret));
    const created = ok(await stack.up());
    expect(await secretOutputs(stack)).toEqual(expect.arrayContaining(["hostname", "codeMode", ...made]));
    expect(`${created.stdout}${(await stack.state()).text}`).not.toContain(`${host}/`);

    stack.program(program(secret, "Renamed"));
    ok(await stack.up());
    cloudflare.editPortal("team", { name: "By hand" });
    ok(await stack.refresh());
    expect(await secretOutputs(stack)).toEqual(expect.arrayContaining(made));
    ok(await stack.up());
    expect(await secretOutputs(stack)).toEqual(expect.arrayContaining(made));
    expect((await stack.state()).text).not.toContain(`${host}/`);
    expect(await stack.workspace.outputs()).toMatchObject({ target: "gateway.agents.cloudflare.com" });
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
    expect((await stack.drift()).code).toBe(0);
  });

  test("a host name that becomes secret or plain changes its address likewise, without a call", async () => {
    const { cloudflare } = account;
    const stack = await newStack(program(`"${host}"`));
    ok(await stack.up());
    expect(await secretOutputs(stack)).toEqual([]);
    cloudflare.clearRequests();

    stack.program(program(secret));
    ok(await stack.up());
    expect(await secretOutputs(stack)).toEqual(expect.arrayContaining(made));
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);

    stack.program(program(`"${host}"`));
    ok(await stack.up());
    expect(await secretOutputs(stack)).toEqual([]);
    expect(calls(cloudflare).filter((call) => !call.startsWith("GET"))).toEqual([]);
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  });
});

test("no message of the plugin quotes a secret host name, in an update, a refresh or a destroy", async () => {
  const { cloudflare } = account;
  const { files, program } = hosts["the plugin"];
  const stack = await createStack(cloudflare, { program: program(bodyOf(secret)), files });
  ok(await stack.up());
  const body = { success: false, errors: [{ code: 1, message: `no ${host}` }] };
  cloudflare.addFault({ path: "/portals/team", times: "always", action: "answer", status: 400, body });
  stack.program(program(bodyOf(secret, "Renamed")));
  for (const command of ["up", "refresh", "destroy"] as const) {
    const run = await stack[command]();
    expect(run.code).not.toBe(0);
    expect(run.messages.map(({ text }) => text).join()).toContain("no [secret]");
    expect(run.stdout + run.stderr).not.toContain(host);
  }
});
