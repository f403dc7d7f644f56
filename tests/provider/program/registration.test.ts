/** How a resource of ours is constructed, without an engine: Pulumi's own mocks stand in for it. */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "../../../provider/src";

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
  });
});

const construct = {
  McpServer: (name: string) =>
    new McpServer(name, { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" }),
  McpPortal: (name: string) => new McpPortal(name, { hostname: "mcp.example.com" }),
};

describe.each(Object.entries(construct))("constructing a %s", (_kind, create) => {
  test("leaves the length of stack traces as it was, also when it fails", () => {
    const before = Error.stackTraceLimit;
    create("docs");
    expect(Error.stackTraceLimit).toBe(before);
    expect(() => create("")).toThrow();
    expect(Error.stackTraceLimit).toBe(before);
  });

  test("that fails leads to the line of the program", () => {
    const failure = (() => {
      try {
        return create("");
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(Error);
    expect((failure as Error).stack).toContain("registration.test.ts");
  });
});
