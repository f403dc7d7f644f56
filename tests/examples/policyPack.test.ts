import type { ResourceValidationArgs } from "@pulumi/policy";
import { typeToken } from "../../provider/src/kinds";
import { policies } from "../../examples/policy-pack/policies";

const good = { authType: "bearer", hostname: "https://mcp.example.com/mcp", toolLock: "mcp-locks/docs.json" };
const hosts = ["*.example.com", "example.org"];

/** What all rules of the pack say of one resource, each with the name of its rule. */
async function said(type: string, props: Readonly<Record<string, unknown>>): Promise<string[]> {
  const reports: string[] = [];
  const resource = { type, props, getConfig: () => ({ hosts }) } as unknown as ResourceValidationArgs;
  for (const { name, validateResource } of policies) {
    for (const validate of [validateResource].flat()) {
      await validate?.(resource, (message) => reports.push(`${name}: ${message}`));
    }
  }
  return reports;
}

const server = (changes: Readonly<Record<string, unknown>>): Promise<string[]> =>
  said(typeToken("McpServer"), { ...good, ...changes });
const portal = (...servers: readonly unknown[]): Promise<string[]> => said(typeToken("McpPortal"), { servers });

test("a server that keeps all rules is not spoken of", async () => {
  expect(await server({})).toEqual([]);
  // As the provider hands it to the engine.
  expect(await server({ toolLock: { file: "mcp-locks/docs.json", mode: "enforce", tools: {} } })).toEqual([]);
});

test("a server without authentication is refused", async () => {
  expect(await server({ authType: "unauthenticated" })).toEqual([
    expect.stringMatching(/^mcp-server-authenticated: .*"unauthenticated"/),
  ]);
});

test.each([
  ["https://example.org/mcp", true],
  ["https://mcp.example.com:8443/mcp", true],
  ["https://example.com/mcp", false],
  ["https://mcp.example.org/mcp", false],
  ["https://example.org.evil.test/mcp", false],
  ["https://evil-example.com/mcp", false],
  ["https://evil.test/mcp?x=.example.com", false],
])("the server at %s is allowed: %s", async (hostname, allowed) => {
  const reports = await server({ hostname });
  expect(reports).toEqual(allowed ? [] : [expect.stringContaining("mcp-server-host-allowed: ")]);
});

test.each([undefined, null, { file: "mcp-locks/docs.json", mode: "report" }])(
  "a server with the tool lock %j is refused",
  async (toolLock) => {
    expect(await server({ toolLock })).toEqual([expect.stringContaining("mcp-tools-reviewed: ")]);
  },
);

test("a portal is refused for each row whose tools nobody has to have reviewed", async () => {
  const locked = { serverId: "locked", toolLock: { file: "mcp-locks/locked.json" } };
  expect(await portal(locked)).toEqual([]);
  expect(await portal(locked, { serverId: "open" })).toEqual([expect.stringContaining('"open"')]);
  expect(await said(typeToken("McpPortal"), {})).toEqual([]);
});

test("other resources are none of its business", async () => {
  expect(await said("aws:s3/bucket:Bucket", { authType: "unauthenticated" })).toEqual([]);
});
