import type { Request } from "../../../provider/src/lifecycle/resourceKind";
import type { WirePortal } from "../../../provider/src/cloudflare/wire";
import { managedKey, type Change } from "../../../provider/src/lifecycle/comparison";
import { portalKind, portalTable } from "../../../provider/src/portal/portal";
import type { Properties } from "../../../provider/src/lifecycle/values";
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

/** What an update of the portal "team" sends for new values. */
function requested(
  account: PortalAccount,
  values: Properties,
  previous: Properties = {},
): Promise<Request<WirePortal>> {
  const changes = portalTable.flatMap((field): Change[] =>
    field.name in values ? [{ field, to: values[field.name] }] : [],
  );
  return portalKind.update(account.portal("team"), { changes, inputs: values, previous });
}

describe("an update of a portal", () => {
  test("without its servers reads nothing", async () => {
    const account = new PortalAccount(portalOf("team", docs));
    expect(await requested(account, { name: "Team", description: null })).toStrictEqual({
      body: { name: "Team", description: "" },
    });
    expect(account.calls).toEqual([]);
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
    expect(account.calls).toEqual(["GET team"]);
  });

  test("to what its servers are already does not send them; alone it sends nothing", async () => {
    const team = portalOf("team", docs);
    const account = new PortalAccount(team);
    const servers = [{ serverId: "docs" }];
    expect(await requested(account, { servers, name: "Team" })).toStrictEqual({ body: { name: "Team" } });
    expect(await requested(account, { servers })).toStrictEqual({ body: {}, current: team });
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
      new Error('MCP server portal "team" was deleted outside of Pulumi: run `pulumi refresh`.'),
    );
  });
});
