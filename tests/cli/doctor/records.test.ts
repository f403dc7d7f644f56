import { recordsOf, type ZonePlace } from "../../../provider/src/cli/doctor/records";
import type { WireRecord } from "../../../provider/src/cloudflare/wire";
import type { Zones } from "../../../provider/src/cloudflare/zones";

const zone = { id: "zone", name: "example.com" };

/** The answer for a host where these records are: as "name TYPE". */
async function answer(hostname: string, records: readonly string[], place: ZonePlace = zone) {
  const asked: string[] = [];
  const all = records.map((text): WireRecord => {
    const [name = "", type = ""] = text.split(" ");
    return { id: text, name, type };
  });
  const zones = {
    records: (_id: string, name: string) => {
      asked.push(name);
      return Promise.resolve(all.filter((record) => record.name === name));
    },
  } as unknown as Zones;
  const found = await recordsOf(zones, place, hostname);
  const shown = Object.entries(found).map(([kind, list]: [string, readonly WireRecord[]]) => [
    kind,
    list.map(({ id }) => id),
  ]);
  return { asked, ...(Object.fromEntries(shown) as Record<keyof typeof found, string[]>) };
}

test.each<[string, string, string[], Partial<Awaited<ReturnType<typeof answer>>>]>([
  [
    "a host with a record takes one call",
    "mcp.example.com",
    ["mcp.example.com CNAME", "*.example.com A"],
    { exact: ["mcp.example.com CNAME"], wildcard: [], asked: ["mcp.example.com"] },
  ],
  [
    "the apex of the zone has no wildcard above it",
    "example.com",
    ["*.com A"],
    { wildcard: [], asked: ["example.com"] },
  ],
  [
    "a wildcard answers for a host without records",
    "mcp.example.com",
    ["*.example.com CNAME"],
    { exact: [], wildcard: ["*.example.com CNAME"] },
  ],
  [
    "the nearest wildcard answers",
    "mcp.team.example.com",
    ["*.example.com A", "*.team.example.com CNAME"],
    { wildcard: ["*.team.example.com CNAME"] },
  ],
  ["a wildcard answers at any depth", "mcp.team.example.com", ["*.example.com A"], { wildcard: ["*.example.com A"] }],
  [
    "a record of any type between them keeps a wildcard away",
    "mcp.team.example.com",
    ["*.example.com A", "team.example.com TXT"],
    { wildcard: [] },
  ],
  [
    "a record of any type at the host keeps a wildcard away",
    "mcp.example.com",
    ["mcp.example.com TXT", "*.example.com A"],
    { exact: [], wildcard: [] },
  ],
  [
    "only the types that decide where a host leads are told",
    "mcp.example.com",
    ["mcp.example.com TXT", "mcp.example.com AAAA", "mcp.example.com NS", "mcp.example.com MX"],
    { exact: ["mcp.example.com AAAA", "mcp.example.com NS"] },
  ],
  [
    "a name between the zone and the host can be delegated",
    "mcp.team.example.com",
    ["mcp.team.example.com CNAME", "team.example.com NS"],
    { exact: ["mcp.team.example.com CNAME"], delegations: ["team.example.com NS"] },
  ],
  ["the NS records of the zone delegate nothing", "mcp.example.com", ["example.com NS"], { delegations: [] }],
  [
    "letter case and the dot at the end do not count",
    "MCP.Example.com.",
    ["mcp.example.com A"],
    { exact: ["mcp.example.com A"] },
  ],
])("%s", async (_what, hostname, records, expected) => {
  expect(await answer(hostname, records)).toMatchObject(expected);
});

test("where the zone's name is not known, wildcards are looked for up to two labels", async () => {
  const { asked } = await answer("mcp.team.example.com", [], { id: "zone" });
  expect(asked).toEqual(["mcp.team.example.com", "team.example.com", "*.team.example.com", "*.example.com"]);
});
