import { reasonsOf } from "../../../provider/src/text/reasons";
import type { ErrorKind } from "../../../provider/src/cloudflare/errors";
import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { portalKind } from "../../../provider/src/portal/portal";
import { PortalNotes } from "../../../provider/src/rows/notes";
import { removeServer } from "../../../provider/src/server/portals";
import { failure, mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const docs = mappedServer("docs");
const tickets = mappedServer("tickets");
const refusals = ["validation", "rejected"] as const satisfies readonly ErrorKind[];

const deleted = (account: PortalAccount): Promise<unknown> =>
  removeServer(account.server("docs"), false).catch((error: unknown) => error);

test("a server that Cloudflare deletes is deleted by one call, whatever portals show it", async () => {
  const account = new PortalAccount(portalOf("team", docs));
  expect(await deleted(account)).toBeUndefined();
  expect(account.calls).toEqual(["DELETE docs"]);
  expect(account.memory.notesOf(PortalNotes).left(pulumiId("account", "docs"))).toEqual([]);
});

test.each([failure("server"), failure("permission"), failure("notFound"), new TypeError("ours")])(
  "what is no refusal because of portals is not explained by them: %s",
  async (error) => {
    const account = new PortalAccount(portalOf("team", docs));
    account.on("DELETE docs", error);
    expect(await deleted(account)).toBe(error);
    expect(account.calls).toEqual(["DELETE docs"]);
  },
);

describe.each(refusals)("a refusal (%s)", (kind) => {
  const refused = failure(kind, "in use <{%.");

  test.each([
    [
      "one portal",
      [portalOf("team", tickets, docs), portalOf("sales", tickets)],
      'MCP server "docs" cannot be deleted while a portal exposes it: "team". Remove it from that portal first. (in use <{ %.)',
    ],
    [
      "several portals",
      [portalOf("team", docs), portalOf("sales", docs, tickets)],
      'MCP server "docs" cannot be deleted while a portal exposes it: "team", "sales". Remove it from those portals first. (in use <{ %.)',
    ],
  ])("while %s have the server names them, and changes nothing", async (_which, portals, message) => {
    const account = new PortalAccount(...portals);
    account.on("DELETE docs", refused);
    expect(reasonsOf(await deleted(account))).toBe(message);
    expect(account.calls).toEqual(["DELETE docs", "LIST", "LIST"]);
  });

  test("while no portal has the server is tried once more: the last portal may just have gone", async () => {
    const account = new PortalAccount(portalOf("team", tickets), { ...portalOf("sales"), servers: null });
    account.on("DELETE docs", refused);
    expect(await deleted(account)).toBeUndefined();
    expect(account.calls).toEqual(["DELETE docs", "LIST", "DELETE docs"]);

    const again = failure(kind, "still in use.");
    account.on("DELETE docs", refused, again);
    expect(await deleted(account)).toBe(again);
  });

  test("is itself the error where the portals cannot be listed", async () => {
    const account = new PortalAccount(portalOf("team", docs));
    account.on("DELETE docs", refused);
    account.on("LIST", failure("permission"));
    expect(await deleted(account)).toBe(refused);
  });

  test("waits for the portals that are deleted in the same step, and then the server goes", async () => {
    const account = new PortalAccount(portalOf("team", docs), portalOf("sales", docs));
    const turns = ["team", "sales"].map((portalId) => {
      let end = (): void => undefined;
      const turn = new Promise<void>((resolve) => {
        end = resolve;
      });
      void account.memory.inTurn(`${portalKind.noun} account/${portalId}`, async () => {
        await turn;
        account.remove(portalId);
      });
      return end;
    });
    account.on("DELETE docs", refused);
    // Both are on their way when the portals are looked up first.
    account.on("LIST", () => {
      setImmediate(() => {
        for (const end of turns) {
          end();
        }
      });
    });
    expect(await deleted(account)).toBeUndefined();
    expect(account.calls).toEqual(["DELETE docs", "LIST", "LIST", "DELETE docs"]);
  });
});
