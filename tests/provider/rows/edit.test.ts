import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { portalKind } from "../../../provider/src/portal/portal";
import { editRows, portalAtRest, type PortalPlace } from "../../../provider/src/rows/edit";
import { mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const placeOf = ({ api, memory }: PortalAccount, portalId = "team"): PortalPlace => ({
  portals: api,
  accountId: "account",
  portalId,
  memory,
});

describe("an edit of the rows of a portal", () => {
  test("sends all rows as they were read, with what was changed, and gives the answer", async () => {
    const tool = { name: "search", enabled: false, portal_alias: "find" };
    const account = new PortalAccount(portalOf("team", mappedServer("docs", { updated_tools: [tool] })));
    const portal = await editRows(placeOf(account), (rows) => [...rows, { server_id: "tickets", on_behalf: false }]);
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    const docs = {
      server_id: "docs",
      default_disabled: false,
      on_behalf: true,
      updated_tools: [{ name: "search", enabled: false, alias: "find" }],
      updated_prompts: [],
    };
    const tickets = { server_id: "tickets", default_disabled: false, on_behalf: false };
    expect(account.bodies).toEqual([{ servers: [docs, tickets] }]);
    expect(portal?.servers?.map(({ id }) => id)).toEqual(["docs", "tickets"]);
  });

  test("that finds nothing to change sends nothing, and gives the portal as it was read", async () => {
    const team = portalOf("team", mappedServer("docs"));
    const account = new PortalAccount(team);
    expect(await editRows(placeOf(account), () => undefined)).toBe(team);
    expect(account.calls).toEqual(["GET team"]);
  });

  test("of a portal that is not there does nothing", async () => {
    const account = new PortalAccount();
    const edit = jest.fn();
    expect(await editRows(placeOf(account), edit)).toBeUndefined();
    expect(edit).not.toHaveBeenCalled();
    expect(account.calls).toEqual(["GET team"]);
  });

  test("of a portal whose answer has null for its rows begins with none", async () => {
    const account = new PortalAccount({ ...portalOf("team"), servers: null });
    const edit = jest.fn(() => undefined);
    await editRows(placeOf(account), edit);
    expect(edit).toHaveBeenCalledWith([]);
  });
});

describe("while a portal has its turn", () => {
  /** A turn as the lifecycle takes it, until it is ended. */
  function turn({ memory }: PortalAccount, portalId: string, done: string[]): () => Promise<void> {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const over = memory.inTurn(`${portalKind.noun} ${pulumiId("account", portalId)}`, async () => {
      await ended;
      done.push("the turn");
    });
    return async () => {
      end();
      await over;
    };
  }
  const edited = (account: PortalAccount, portalId: string, done: string[]): Promise<void> =>
    editRows(placeOf(account, portalId), () => undefined).then(() => void done.push(`the edit of ${portalId}`));

  test("an edit of it waits, and one of another portal does not", async () => {
    const account = new PortalAccount(portalOf("team"), portalOf("sales"));
    const done: string[] = [];
    const end = turn(account, "team", done);
    const waiting = edited(account, "team", done);
    await edited(account, "sales", done);
    expect(account.calls).toEqual(["GET sales"]);
    await end();
    await waiting;
    expect(done).toEqual(["the edit of sales", "the turn", "the edit of team"]);
  });

  test("whoever wants it at rest waits, and asks Cloudflare nothing", async () => {
    const account = new PortalAccount(portalOf("team"));
    const done: string[] = [];
    const end = turn(account, "team", done);
    const { portals: _, ...place } = placeOf(account);
    const rest = portalAtRest(place).then(() => void done.push("the rest"));
    await portalAtRest({ ...place, portalId: "sales" });
    await end();
    await rest;
    expect(done).toEqual(["the turn", "the rest"]);
    expect(account.calls).toEqual([]);
  });
});
