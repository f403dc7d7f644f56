import { aroundOf } from "../../support/observing";
import { portalDnsTarget, portalHostForm } from "../../../provider/src/cloudflare/wire";
import type { Field } from "../../../provider/src/lifecycle/fields";
import { portalTable } from "../../../provider/src/portal/table";
import { unknownMark } from "../../support/hostile";
import { portalOf } from "../../support/portalAccount";
import { refusalsOf } from "../../support/refusals";

function fieldCalled(name: string): Field {
  const field = portalTable.find((each) => each.name === name);
  if (field === undefined) {
    throw new Error(`A portal has no ${name}.`);
  }
  return field;
}
const hostname = fieldCalled("hostname");

describe("the hostname of a portal", () => {
  const bare = "must be a bare host name without https://, port and path";
  const { patternInWords } = portalHostForm;

  test.each([["mcp.example.com"], ["MCP.Example.com"], ["localhost"], ["1.2.3.4"], ["a".repeat(253)], [unknownMark]])(
    "may be %s",
    (value) => {
      expect(refusalsOf(hostname, value)).toEqual([]);
    },
  );

  test.each<[unknown, string]>([
    [7, "must be a string"],
    ["https://mcp.example.com/mcp", `${bare}, such as "mcp.example.com"`],
    ["http://mcp.example.com", `${bare}, such as "mcp.example.com"`],
    ["HTTPS://MCP.example.com", `${bare}, such as "mcp.example.com"`],
    ["ftp://mcp.example.com", `${bare}, such as "mcp.example.com"`],
    ["mcp.example.com:8443", `${bare}, such as "mcp.example.com"`],
    ["mcp.example.com/mcp", `${bare}, such as "mcp.example.com"`],
    ["https://", bare],
    ["file:///mcp", bare],
    ["mcp example/", bare],
    ["", patternInWords],
    ["mcp_example.com", patternInWords],
    ["mcp.example.com.", patternInWords],
    ["a".repeat(254), patternInWords],
  ])("may not be %j: %s", (value, message) => {
    expect(refusalsOf(hostname, value)).toEqual([`hostname: ${message}`]);
  });

  test("is the same in any case, and state has it as the program writes it", () => {
    expect(hostname.same("MCP.example.com", "mcp.EXAMPLE.com")).toBe(true);
    expect(hostname.same("mcp.example.com", "mcp.example.org")).toBe(false);
    expect(hostname.observe("MCP.example.com", "mcp.example.com", aroundOf({}))).toBe("MCP.example.com");
    expect(hostname.observe("MCP.example.com", "mcp.example.org", aroundOf({}))).toBe("mcp.example.org");
  });
});

test.each([
  ["url", "https://team.example.com/mcp"],
  ["oauthCallbackUrl", "https://team.example.com/servers-callback"],
  ["dnsTarget", portalDnsTarget],
])("of it follows %s: %s", (name, expected) => {
  expect(fieldCalled(name).fromWire(portalOf("team"), {})).toBe(expected);
});
