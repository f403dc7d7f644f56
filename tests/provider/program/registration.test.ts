/** How a resource of ours is constructed, without an engine: Pulumi's own mocks stand in for it. */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "../../../provider/src";
import { registered } from "../../../provider/src/program/registration";
import { secretNamesKey } from "../../../provider/src/pulumiProtocol";

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

test.each(["McpServer", "McpPortal"] as const)("the option import of %s is refused with the ways that work", (kind) => {
  const options = { import: "account/docs" };
  const create = (): unknown =>
    kind === "McpServer"
      ? new McpServer("docs", { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" }, options)
      : new McpPortal("docs", { hostname: "mcp.example.com" }, options);
  expect(create).toThrow(`${kind} "docs": the option import does not work with this package.`);
  expect(create).toThrow(`adopt: true instead, import it by \`pulumi import --file\`, or read it with ${kind}.get`);
});

test("a registration names the arguments that are secret", async () => {
  const secretNames = (args: pulumi.Inputs): unknown => registered("McpPortal", "team", {}, args, {})[secretNamesKey];
  expect(
    await secretNames({
      hostname: pulumi.secret("mcp.example.com"),
      name: pulumi.output("Team"),
      description: "Plain",
      codeMode: pulumi.output("off").apply((mode) => pulumi.secret(mode)),
    }),
  ).toEqual(["hostname", "codeMode"]);
});
