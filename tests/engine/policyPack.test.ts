import { join } from "node:path";
import { repository } from "../docs/tree";
import { useAccount } from "../support/account";
import { lockText } from "../upgrades/record";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

test("the policy pack stops an `up` that breaks its rules, and lets one pass that keeps them", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({
      docs: 'hostname: "https://docs.example.org/mcp", authType: "unauthenticated", sync: "never"',
    }),
    files: {
      "hosts.json": JSON.stringify({ "mcp-server-host-allowed": { hosts: ["*.example.com"] } }),
      "mcp-locks/locked.json": lockText(),
    },
  });
  const pack = ["--policy-pack", join(repository, "examples/policy-pack"), "--policy-pack-config", "hosts.json"];

  const refused = await stack.up(...pack);
  expect(refused.code).not.toBe(0);
  for (const rule of ["mcp-server-authenticated", "mcp-server-host-allowed", "mcp-tools-reviewed"]) {
    expect(refused.stdout).toMatch(new RegExp(`\\[mandatory\\] +${rule} `));
  }
  expect(cloudflare.servers()).toEqual([]);

  stack.program(`${servers({
    locked: `hostname: "https://locked.example.com/mcp", authType: "bearer", authCredentials: "token",
      toolLock: "mcp-locks/locked.json", sync: "never"`,
  })}
    const { McpPortal } = require("pulumi-cloudflare-mcp");
    new McpPortal("team", { hostname: "mcp.example.com", servers: [locked] });`);
  ok(await stack.up(...pack));
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["locked"]);
  ok(await stack.destroy());
});
