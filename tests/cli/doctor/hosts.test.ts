import { compareSpecificity, coversOf } from "../../../provider/src/cli/doctor/hosts";
import type { WireApplication } from "../../../provider/src/cloudflare/wire";

const hostname = "mcp.example.com";
const covers = (application: Omit<WireApplication, "id">): boolean =>
  coversOf([{ id: "a", ...application }], hostname).length === 1;

test.each<[boolean, string]>([
  [true, "mcp.example.com"],
  [true, "MCP.example.com"],
  [true, "https://mcp.example.com/"],
  [true, "mcp.example.com:443"],
  [true, "mcp.example.com/mcp"],
  [true, "mcp.example.com/m*"],
  [true, "*.example.com"],
  [true, "m*p.example.com"],
  [false, "example.com"],
  [false, "*.com"],
  [false, "a.mcp.example.com"],
  [false, "mcpXexample.com"],
  [false, "mcp.example.com/admin"],
  [false, "mcp.example.com/mcp/admin"],
  [false, ""],
])("%s: an application at %s covers the portal", (expected, place) => {
  expect(covers({ domain: place })).toBe(expected);
  expect(covers({ self_hosted_domains: [place] })).toBe(expected);
  expect(covers({ destinations: [{ type: "public", uri: place }] })).toBe(expected);
  expect(covers({ destinations: [{ type: "private", uri: place }] })).toBe(false);
});

test("an application without any place covers nothing", () => {
  expect(covers({ domain: null, destinations: [{ type: "via_mcp_server_portal", mcp_server_id: "docs" }] })).toBe(
    false,
  );
  expect(covers({ self_hosted_domains: null, destinations: null })).toBe(false);
});

test("the most specific application comes first, by its most specific place", () => {
  const applications: WireApplication[] = [
    { id: "wildcard", domain: "*.example.com" },
    { id: "wildcard path", domain: "*.example.com/mcp" },
    { id: "host", domain: "mcp.example.com" },
    { id: "path", domain: "*.example.com", destinations: [{ type: "public", uri: "mcp.example.com/mcp" }] },
    { id: "other", domain: "other.example.com" },
  ];
  const found = coversOf(applications, hostname);
  expect(found.map(({ application }) => application.id)).toEqual(["path", "host", "wildcard path", "wildcard"]);
  expect(coversOf(applications.toReversed(), hostname)).toEqual(found);
});

test("two applications for the same place are equally specific", () => {
  const [one, other] = coversOf(
    [
      { id: "a", domain: hostname },
      { id: "b", domain: hostname },
    ],
    hostname,
  );
  expect(one && other && compareSpecificity(one.place, other.place)).toBe(0);
});
