import type { WirePortal } from "../../../provider/src/cloudflare/wire";
import { managedKey } from "../../../provider/src/lifecycle/comparison";
import { updateBody } from "../../../provider/src/lifecycle/outputs";
import { portalKind } from "../../../provider/src/portal/portal";
import { portalTable, type PortalArguments } from "../../../provider/src/portal/table";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { changedTo } from "../../support/writes";
import { mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const tool = { name: "search", enabled: false, portal_alias: "find" };
const docs = mappedServer("docs", { updated_tools: [tool] });
const sentDocs = {
  server_id: "docs",
  default_disabled: false,
  on_behalf: true,
  updated_tools: [{ name: "search", enabled: false, alias: "find" }],
  updated_prompts: [],
};

/** What an update of the portal "team" sends for new values; the portal as it was, where it sends nothing. */
async function requested(
  account: PortalAccount,
  values: Properties,
  previous: Properties = {},
): Promise<{ readonly body: Properties; readonly current?: WirePortal }> {
  const changed = changedTo<PortalArguments>(portalTable, values);
  const sent = account.bodies.length;
  const portal = await portalKind.send(account.portal("team"), {
    changed,
    body: updateBody(Object.values(changed)),
    inputs: { accountId: "account", portalId: "team", ...values },
    previous,
  });
  const [body, ...more] = account.bodies.slice(sent) as Properties[];
  expect(more).toEqual([]);
  return body === undefined ? { body: {}, current: portal } : { body };
}

describe("an update of a portal", () => {
  test("without its servers reads nothing", async () => {
    const account = new PortalAccount(portalOf("team", docs));
    expect(await requested(account, { name: "Team", description: null })).toStrictEqual({
      body: { name: "Team", description: "" },
    });
    expect(account.calls).toEqual(["PUT team"]);
  });

  test("with its servers reads what is there, and sends what the program does not say as it was read", async () => {
    const account = new PortalAccount(portalOf("team", docs));
    const servers = [{ serverId: "docs" }, { serverId: "tickets" }];
    expect(await requested(account, { servers, name: "Team" })).toStrictEqual({
      body: {
        name: "Team",
        servers: [sentDocs, { server_id: "tickets", default_disabled: false, on_behalf: true }],
      },
    });
    expect(account.calls).toEqual(["GET team", "PUT team"]);
  });

  test("to what its servers are already does not send them; alone it sends nothing", async () => {
    const team = portalOf("team", docs);
    const account = new PortalAccount(team);
    const servers = [{ serverId: "docs" }];
    expect(await requested(account, { servers, name: "Team" })).toStrictEqual({ body: { name: "Team" } });
    expect(await requested(new PortalAccount(team), { servers })).toStrictEqual({ body: {}, current: team });
  });

  test("to no servers where there are none sends nothing, be they null in the answer", async () => {
    const team = { ...portalOf("team"), servers: null };
    expect(await requested(new PortalAccount(team), { servers: [] })).toStrictEqual({ body: {}, current: team });
  });

  test.each<[string, Properties, object[]]>([
    ["that it declared before goes back to Cloudflare's default", { [managedKey]: ["servers"] }, []],
    ["that state only knows is kept", { [managedKey]: [] }, sentDocs.updated_tools],
  ])("without a list %s", async (_what, managed, updated_tools) => {
    const account = new PortalAccount(portalOf("team", docs));
    const previous = { ...managed, servers: [{ serverId: "docs", updatedTools: [{ name: "search", alias: "find" }] }] };
    const { body } = await requested(account, { servers: [{ serverId: "docs", onBehalf: false }] }, previous);
    expect(body.servers).toMatchObject([{ server_id: "docs", on_behalf: false, updated_tools }]);
  });

  test("of what is gone says so", async () => {
    const account = new PortalAccount();
    await expect(requested(account, { servers: [] })).rejects.toThrow(
      new Error('MCP server portal "team" was deleted outside Pulumi. Run `pulumi up --refresh` to create it again.'),
    );
  });
});
