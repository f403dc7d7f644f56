import { reasonsOf } from "../../../provider/src/text/reasons";
import type { ErrorKind } from "../../../provider/src/cloudflare/errors";
import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { PortalNotes } from "../../../provider/src/rows/notes";
import { removeServer } from "../../../provider/src/server/portals";
import { failure, mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const docs = mappedServer("docs");
const tickets = mappedServer("tickets");
const refusals = ["validation", "rejected"] as const satisfies readonly ErrorKind[];
const others = ["server", "permission"] as const satisfies readonly ErrorKind[];

const replaced = (account: PortalAccount): Promise<unknown> =>
  removeServer(account.server("docs"), true).catch((error: unknown) => error);
/** What is known afterwards of the portals that it was in. */
const left = ({ memory }: PortalAccount): [string, string | undefined][] =>
  memory
    .notesOf(PortalNotes)
    .left(pulumiId("account", "docs"))
    .map(({ portalId, row }) => [portalId, row.server_id]);

test("a server deleted for its replacement is noted with its row in each portal, and no portal changes", async () => {
  const row = mappedServer("docs", { on_behalf: false });
  const account = new PortalAccount(
    portalOf("team", tickets, row),
    portalOf("sales", tickets),
    portalOf("support", docs),
  );
  expect(await replaced(account)).toBeUndefined();
  expect(account.calls).toEqual(["LIST", "DELETE docs"]);
  expect(account.memory.notesOf(PortalNotes).left(pulumiId("account", "docs"))).toEqual([
    { portalId: "team", row },
    { portalId: "support", row: docs },
  ]);
});

test("a portal that cannot be read stops no replacement, and is named: its row cannot be put back", async () => {
  const account = new PortalAccount(portalOf("team", docs));
  account.unread = [{ id: "odd", named: 'MCP server portal "odd"', reason: "its name has another form" }];
  expect(await replaced(account)).toBeUndefined();
  expect(account.calls).toEqual(["LIST", "DELETE docs"]);
  expect(left(account)).toEqual([["team", "docs"]]);
  expect(account.warnings).toEqual([
    'MCP server portal "odd" could not be read: its name has another form. If it exposes MCP server "docs", check its rows after this update.',
  ]);
});

test("a row that has only the id of its server is one of it", async () => {
  const { server_id: _, ...row } = docs;
  const account = new PortalAccount(portalOf("team", row));
  await replaced(account);
  expect(left(account)).toEqual([["team", undefined]]);
});

describe.each(refusals)("a server that is not deleted (%s) while portals show it", (kind) => {
  const refused = failure(kind, "in use.");

  test("is taken out of each of them first, noted all the same", async () => {
    const account = new PortalAccount(
      portalOf("team", tickets, docs),
      portalOf("sales", docs, tickets),
      portalOf("support", tickets),
    );
    account.on("DELETE docs", refused);
    expect(await replaced(account)).toBeUndefined();
    expect(account.calls).toEqual([
      ...["LIST", "DELETE docs"],
      ...["GET team", "PUT team", "GET sales", "PUT sales"],
      "DELETE docs",
    ]);
    expect(["team", "sales", "support"].map((id) => account.serversOf(id))).toEqual([
      ["tickets"],
      ["tickets"],
      ["tickets"],
    ]);
    expect(left(account)).toEqual([
      ["team", "docs"],
      ["sales", "docs"],
    ]);
  });

  test("is not taken out of a portal that shows it no more", async () => {
    const account = new PortalAccount(portalOf("team", docs, tickets));
    account.on("DELETE docs", refused);
    account.on("GET team", () => {
      account.put(portalOf("team", tickets));
    });
    expect(await replaced(account)).toBeUndefined();
    expect(account.calls).toEqual(["LIST", "DELETE docs", "GET team", "DELETE docs"]);
  });

  test("stays where no portal shows it: then the refusal has another reason", async () => {
    const account = new PortalAccount(portalOf("team", tickets));
    account.on("DELETE docs", refused);
    expect(await replaced(account)).toBe(refused);
    expect(account.calls).toEqual(["LIST", "DELETE docs"]);
  });

  test("goes back into all of them when it is not deleted then either", async () => {
    const account = new PortalAccount(portalOf("team", docs, tickets), portalOf("sales", docs, tickets));
    const again = failure(kind, "still in use.");
    account.on("DELETE docs", refused, again);
    expect(await replaced(account)).toBe(again);
    expect(account.serversOf("team")).toEqual(["tickets", "docs"]);
    expect(account.serversOf("sales")).toEqual(["tickets", "docs"]);
    expect(left(account)).toEqual([]);
  });

  test("goes back into those that it was taken out of when another one does not let it go", async () => {
    const account = new PortalAccount(portalOf("team", docs, tickets), portalOf("sales", docs, tickets));
    const kept = failure(kind, "a portal of somebody else.");
    account.on("DELETE docs", refused);
    account.on("PUT sales", kept);
    expect(await replaced(account)).toBe(kept);
    expect(account.calls.filter((call) => call === "DELETE docs")).toHaveLength(1);
    expect(account.serversOf("team")).toEqual(["tickets", "docs"]);
    expect(account.serversOf("sales")).toEqual(["docs", "tickets"]);
  });

  test("and is the only one of a portal that may not be empty is refused with what to do", async () => {
    const account = new PortalAccount(portalOf("team", docs));
    account.on("DELETE docs", refused);
    account.on("PUT team", failure(kind, "at least one <{%."));
    expect(reasonsOf(await replaced(account))).toBe(
      'MCP server "docs" cannot be replaced now: Cloudflare does not delete it while the portal "team" exposes it, and does not remove the only server of a portal. Add another server to that portal first, or delete the portal and create it again afterwards. (at least one <{ %.)',
    );
    expect(account.serversOf("team")).toEqual(["docs"]);
  });

  test.each(others)("and whose only portal cannot be written (%s) is not explained by that", async (other) => {
    const account = new PortalAccount(portalOf("team", docs));
    const error = failure(other);
    account.on("DELETE docs", refused);
    account.on("PUT team", error);
    expect(await replaced(account)).toBe(error);
  });
});

test.each([...others.map((kind) => failure(kind)), new TypeError("ours")])(
  "what is no refusal because of portals takes it out of none: %s",
  async (error) => {
    const account = new PortalAccount(portalOf("team", docs));
    account.on("DELETE docs", error);
    expect(await replaced(account)).toBe(error);
    expect(account.calls).toEqual(["LIST", "DELETE docs"]);
  },
);
