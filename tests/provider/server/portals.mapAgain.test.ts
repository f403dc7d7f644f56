import type { WireMappedServer, WireServer } from "../../../provider/src/cloudflare/wire";
import type { ErrorKind } from "../../../provider/src/cloudflare/errors";
import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { PortalNotes } from "../../../provider/src/rows/notes";
import { mapAgain } from "../../../provider/src/server/portals";
import { failure, mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const docs = mappedServer("docs", { on_behalf: false });
const tickets = mappedServer("tickets");
const refusals = ["validation", "rejected"] as const satisfies readonly ErrorKind[];

/** An account whose server "docs" was in these portals before it was replaced. */
function after(account: PortalAccount, ...portalIds: string[]): PortalAccount {
  account.memory.notesOf(PortalNotes).leave(
    pulumiId("account", "docs"),
    portalIds.map((portalId) => ({ portalId, row: docs })),
  );
  return account;
}
const again = (
  account: PortalAccount,
  goingBack?: (row: WireMappedServer) => WireMappedServer,
  server?: WireServer,
): Promise<unknown> => mapAgain(account.server("docs"), server, goingBack).catch((error: unknown) => error);

describe("a server that was replaced", () => {
  test("and was in no portal goes into none", async () => {
    const account = new PortalAccount(portalOf("team", tickets));
    expect(await again(account)).toBeUndefined();
    expect(account.calls).toEqual([]);
  });

  test("goes back into each of its portals, behind what is there, once", async () => {
    const account = after(new PortalAccount(portalOf("team", tickets), portalOf("sales")), "team", "sales");
    expect(await again(account)).toBeUndefined();
    expect(account.serversOf("team")).toEqual(["tickets", "docs"]);
    expect(account.serversOf("sales")).toEqual(["docs"]);
    expect(account.rowOf("team", "docs")).toMatchObject({ on_behalf: false });
    expect(account.warnings).toEqual([]);
    const { length } = account.calls;
    await again(account);
    expect(account.calls).toHaveLength(length);
  });

  test("goes back as it is told", async () => {
    const account = after(new PortalAccount(portalOf("team", tickets)), "team");
    await again(account, (row) => ({ ...row, default_disabled: true }));
    expect(account.rowOf("team", "docs")).toMatchObject({ on_behalf: false, default_disabled: true });
    expect(account.rowOf("team", "tickets")).toMatchObject({ on_behalf: true, default_disabled: false });
  });

  describe("and whose tools Cloudflare does not know yet", () => {
    const hiding = (more: Partial<WireMappedServer> = {}) => ({
      ...docs,
      updated_tools: [
        { name: "search", enabled: false },
        { name: "read", enabled: true, portal_alias: "get" },
        { name: "delete", enabled: false },
      ],
      updated_prompts: [{ name: "greet", enabled: false }],
      ...more,
    });
    const replaced = (row: WireMappedServer, known: Partial<WireServer>): Promise<readonly string[]> => {
      const account = after(new PortalAccount(portalOf("team", tickets)), "team");
      return again(account, () => row, { ...docs, ...known }).then(() => account.warnings);
    };

    test("is warned about with the tools that the row hides one by one", async () => {
      expect(await replaced(hiding(), { tools: [{ name: "search" }], prompts: null })).toEqual([
        'MCP server "docs" was replaced, and Cloudflare has not read its tools yet. The portal "team" might then expose delete, greet, which it hid before. Once the server is synced, run `pulumi up --refresh` of the program that declares the portal.',
      ]);
    });

    test.each<[string, WireMappedServer, Partial<WireServer>]>([
      ["where the row hides what it does not name", hiding({ default_disabled: true }), { tools: null, prompts: null }],
      ["where it hides none", hiding({ updated_tools: [], updated_prompts: null }), { tools: [] }],
      [
        "where all are known",
        hiding(),
        { tools: [{ name: "search" }, { name: "delete" }], prompts: [{ name: "greet" }] },
      ],
    ])("is not warned about %s", async (_where, row, known) => {
      expect(await replaced(row, known)).toEqual([]);
    });
  });

  test("is left as it is in a portal that has it, and a portal that is gone needs nothing", async () => {
    const account = after(new PortalAccount(portalOf("team", tickets, mappedServer("docs"))), "team", "sales");
    expect(await again(account)).toBeUndefined();
    expect(account.calls).toEqual(["GET team", "GET sales"]);
    expect(account.warnings).toEqual([]);
  });

  test.each(refusals)(
    "goes back at the second attempt when another server went between the two calls (%s)",
    async (kind) => {
      const account = after(new PortalAccount(portalOf("team", tickets, mappedServer("files"))), "team");
      account.on("PUT team", () => {
        account.put(portalOf("team", tickets));
        throw failure(kind, "files does not exist.");
      });
      expect(await again(account)).toBeUndefined();
      expect(account.calls).toEqual(["GET team", "PUT team", "GET team", "PUT team"]);
      expect(account.serversOf("team")).toEqual(["tickets", "docs"]);
      expect(account.warnings).toEqual([]);
    },
  );
});

describe("a portal that does not take the server back", () => {
  const warning =
    'MCP server "docs" was replaced, and the portal "team" could not be restored: not <{ % today. If this program declares that portal, run `pulumi up` again; otherwise add the server to it.';

  test.each(refusals)("is warned about after two attempts (%s), and the others get it", async (kind) => {
    const account = after(new PortalAccount(portalOf("team", tickets), portalOf("sales", tickets)), "team", "sales");
    const refused = failure(kind, "not <{% today.");
    account.on("PUT team", refused, refused);
    expect(await again(account)).toBeUndefined();
    expect(account.calls.filter((call) => call === "PUT team")).toHaveLength(2);
    expect(account.warnings).toEqual([warning]);
    expect(account.serversOf("sales")).toEqual(["tickets", "docs"]);
  });

  test.each(["server", "permission"] as const)("for another reason (%s) is warned about at once", async (kind) => {
    const account = after(new PortalAccount(portalOf("team", tickets)), "team");
    account.on("PUT team", failure(kind, "not <{% today."));
    expect(await again(account)).toBeUndefined();
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    expect(account.warnings).toEqual([warning]);
  });

  test("by a mistake of ours is an error", async () => {
    const account = after(new PortalAccount(portalOf("team", tickets)), "team");
    const error = new TypeError("ours");
    account.on("PUT team", error);
    expect(await again(account)).toBe(error);
    expect(account.warnings).toEqual([]);
  });
});
