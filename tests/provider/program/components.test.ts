/** What a program registers, without an engine: Pulumi's own mocks stand in for it. */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "../../../provider/src";

const registered: Record<string, unknown> = {};

class Team extends pulumi.ComponentResource {
  readonly portal: McpPortal;

  constructor(name: string) {
    super("tests:components:Team", name);
    const opts = { parent: this };
    const docs = new McpServer("docs", { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" }, opts);
    const wiki = new McpServer("wiki", { hostname: "https://wiki.example.com/mcp", authType: "unauthenticated" }, opts);
    this.portal = new McpPortal(
      "team",
      { hostname: "mcp.example.com", servers: [docs, { server: wiki, tools: ["read"] }] },
      opts,
    );
  }
}

test("resources in one component do not wait for each other, and know where they are", async () => {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => {
      registered[name] = (inputs as { __urn?: unknown }).__urn;
      return { id: name, state: inputs as Record<string, unknown> };
    },
  });
  const { portal } = new Team("support");
  await new Promise((resolve) => {
    portal.urn.apply(resolve);
  });

  const parent = "urn:pulumi:stack::project::tests:components:Team$pulumi-nodejs:dynamic/cloudflare-mcp";
  expect(registered).toEqual({
    docs: `${parent}:McpServer::docs`,
    wiki: `${parent}:McpServer::wiki`,
    team: `${parent}:McpPortal::team`,
  });
});
