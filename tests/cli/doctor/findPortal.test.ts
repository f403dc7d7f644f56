import type { OpenAccount } from "../../../provider/src/cli/account";
import { findPortal } from "../../../provider/src/cli/doctor/findPortal";
import { PortalAccount, portalOf } from "../../support/portalAccount";

const team = { ...portalOf("team"), name: "Team tools", hostname: "mcp.example.com" };
const ops = { ...portalOf("ops"), name: "Operations" };

function open(...portals: (typeof team)[]) {
  const account = new PortalAccount(...portals);
  const found = { portals: account.api } as unknown as OpenAccount;
  return { account, calls: account.calls, find: (given: string) => findPortal(found, given) };
}

test.each<[string, string[]]>([
  ["team", ["GET team"]],
  ["mcp.example.com", ["LIST"]],
  ["MCP.example.com.", ["LIST"]],
  ["Team tools", ["LIST"]],
  ["team tools", ["LIST"]],
])("%j finds the portal, by few calls", async (given, calls) => {
  const world = open(ops, team);
  expect(await world.find(given)).toMatchObject({ portal: { id: "team" } });
  expect(world.calls).toEqual(calls);
});

test("a name that could be an id is looked for as one first", async () => {
  const world = open(ops);
  expect(await world.find("operations")).toMatchObject({ portal: { id: "ops" } });
  expect(world.calls).toEqual(["GET operations", "LIST"]);
});

test.each([
  ["tea", [{ id: "team" }], true],
  ["nothing-like-them", [{ id: "ops" }, { id: "team" }], false],
])(
  "%s is not there: the portals that resemble it, or else all, and those not readable",
  async (given, candidates, areLike) => {
    const world = open(ops, team);
    world.account.unread = [{ id: "odd", named: 'MCP server portal "odd"', reason: "it has no hostname" }];
    expect(await world.find(given)).toMatchObject({
      missing: {
        given,
        candidates,
        areLike,
        unread: ['MCP server portal "odd": it has no hostname'],
      },
    });
  },
);

test("a name that several portals have is refused with their ids", async () => {
  const world = open({ ...ops, name: "Tools" }, { ...team, name: "Tools" });
  await expect(world.find("tools")).rejects.toThrow(
    'Several portals are called "tools". Name one by its id: ops, team.',
  );
});
