import type { WireMappedServer, WirePortal } from "../../../provider/src/cloudflare/wire";
import type { Mapping } from "../../../provider/src/rows/rows";
import { portalTable } from "../../../provider/src/portal/table";
import { enforceLocks } from "../../../provider/src/portal/locks";
import { pinsDroppedKey } from "../../../provider/src/portal/table";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { entry, lockOf, summarized, tool } from "../../support/locks";
import { writeOf } from "../../support/writes";
import { mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const search = tool("search");
const write = tool("write");
const greet = tool("greet");
const lock = lockOf([search], { prompts: new Map([["greet", entry(greet)]]) });
const locked = (more: Partial<Mapping> = {}): Mapping => ({ serverId: "docs", toolLock: summarized(lock), ...more });
const theServers = ["servers"];
const theName = ["name"];

/** A row that shows what the lock allows; `more` is said of its tool and its prompt. */
const docs = (more: object = {}): WireMappedServer =>
  mappedServer("docs", {
    default_disabled: true,
    tools: [search, write],
    prompts: [greet],
    updated_tools: [{ name: "search", enabled: true, portal_description: "Does search.", ...more }],
    updated_prompts: [{ name: "greet", enabled: true, portal_description: "Does greet.", ...more }],
  });
const unpinned = docs({ portal_description: null });
const wrong = docs({ enabled: false });

function accountWith(portal: WirePortal): PortalAccount {
  const account = new PortalAccount(portal);
  account.catalogues.set("docs", { tools: [search, write], prompts: [greet] });
  return account;
}

/** What becomes of the portal "team" after a write that was answered by `object`. */
function enforced(
  account: PortalAccount,
  object: WirePortal,
  {
    rows = [locked()],
    previous = {},
    changed = theServers,
  }: { readonly rows?: readonly Mapping[]; readonly previous?: Properties; readonly changed?: readonly string[] } = {},
): Promise<{ readonly object: WirePortal; readonly hidden: Properties }> {
  return enforceLocks(account.portal("team"), {
    object,
    inputs: { accountId: "account", portalId: "team", servers: rows },
    previous,
    ...writeOf(portalTable, changed),
  });
}

const kept = { [pinsDroppedKey]: null };
const dropped = { [pinsDroppedKey]: true };
const write3 = ["GET team", "PUT team"];
const notKept =
  "Cloudflare did not save the reviewed descriptions of tools, because they equal those of the upstream. If the upstream changes a description, the portal exposes it until the next `pulumi up --refresh`.";

describe("a portal that was written", () => {
  test("and shows what the locks allow needs no other call", async () => {
    const team = portalOf("team", mappedServer("tickets"), docs());
    const account = accountWith(team);
    expect(await enforced(account, team)).toEqual({ object: team, hidden: kept });
    expect(account.calls).toEqual([]);
    expect(account.warnings).toEqual([]);
  });

  test.each<[string, WirePortal]>([
    ["has no servers", { ...portalOf("team"), servers: null }],
    ["has none that is locked", portalOf("team", mappedServer("docs", { tools: [write] }))],
  ])("and %s needs no other call", async (_what, team) => {
    const account = accountWith(team);
    expect(await enforced(account, team, { rows: [{ serverId: "docs" }] })).toEqual({ object: team, hidden: kept });
    expect(account.calls).toEqual([]);
  });

  test("and shows something else is put right by what it is then, and that is the answer", async () => {
    const account = accountWith(portalOf("team", mappedServer("tickets"), wrong));
    const { object, hidden } = await enforced(account, portalOf("team", wrong));
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    expect(object.servers?.map(({ server_id }) => server_id)).toEqual(["tickets", "docs"]);
    expect(account.rowOf("team", "docs")?.updated_tools).toMatchObject([
      { name: "search", enabled: true, portal_description: "Does search." },
      { name: "write", enabled: false },
    ]);
    expect(hidden).toEqual(kept);
    expect(account.warnings).toEqual([]);
  });

  test("and is right when it is read again is left as it is", async () => {
    const right = portalOf("team", docs());
    const account = accountWith(right);
    expect((await enforced(account, portalOf("team", wrong))).object).toBe(right);
    expect(account.calls).toEqual(["GET team"]);
  });

  test("and stays wrong is tried three times, and ends as it is", async () => {
    const account = accountWith(portalOf("team", wrong));
    account.keeps = () => wrong;
    const { object } = await enforced(account, portalOf("team", wrong));
    expect(account.calls).toEqual([...write3, ...write3, ...write3]);
    expect(object.servers).toEqual([wrong]);
  });

  test("and is gone ends as it was answered", async () => {
    const account = accountWith(portalOf("sales"));
    const team = portalOf("team", wrong);
    expect((await enforced(account, team)).object).toBe(team);
    expect(account.calls).not.toContain("PUT team");
  });
});

describe("where Cloudflare keeps no description that equals the upstream's", () => {
  const keepsNone = (row: WireMappedServer): WireMappedServer => ({
    ...row,
    updated_tools: (row.updated_tools ?? []).map((each) => ({ ...each, portal_description: null })),
    updated_prompts: (row.updated_prompts ?? []).map((each) => ({ ...each, portal_description: null })),
  });

  test("it is tried once, said once and remembered", async () => {
    const account = accountWith(portalOf("team", unpinned));
    account.keeps = keepsNone;
    expect((await enforced(account, portalOf("team", unpinned))).hidden).toEqual(dropped);
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    expect(account.warnings).toEqual([notKept]);
  });

  test("and that is known, nothing is sent and nothing said", async () => {
    const account = accountWith(portalOf("team", unpinned));
    const team = portalOf("team", unpinned);
    for (const changed of [theServers, theName]) {
      expect((await enforced(account, team, { previous: dropped, changed })).hidden).toEqual(dropped);
    }
    expect(account.calls).toEqual([]);
    expect(account.warnings).toEqual([]);
  });

  test("and that is known, what is wrong otherwise is put right, and it is not said again", async () => {
    const account = accountWith(portalOf("team", wrong));
    account.keeps = keepsNone;
    const { hidden } = await enforced(account, portalOf("team", wrong), { previous: dropped, changed: theName });
    expect(hidden).toEqual(dropped);
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    expect(account.rowOf("team", "docs")?.updated_tools?.[0]).toMatchObject({ enabled: true });
    expect(account.warnings).toEqual([]);
  });

  test.each<[string, readonly string[], WirePortal, Properties]>([
    ["is forgotten when they are kept after a write", theServers, portalOf("team", docs()), kept],
    [
      "is forgotten when they are kept after a write of more than the servers",
      [...theName, ...theServers],
      portalOf("team", docs()),
      kept,
    ],
    ["is remembered where the write had no servers", theName, portalOf("team", docs()), dropped],
  ])("that was so before %s", async (_what, changed, team, expected) => {
    const account = accountWith(team);
    expect((await enforced(account, team, { previous: dropped, changed })).hidden).toEqual(expected);
  });

  test("and is so no more after what was put right, is forgotten", async () => {
    const account = accountWith(portalOf("team", wrong));
    const { hidden } = await enforced(account, portalOf("team", wrong), { previous: dropped, changed: theName });
    expect(hidden).toEqual(kept);
  });

  test.each<[string, WireMappedServer]>([
    ["tool", { ...docs(), updated_tools: unpinned.updated_tools ?? [] }],
    ["prompt", { ...docs(), updated_prompts: unpinned.updated_prompts ?? [] }],
  ])("one missing %s is enough", async (_which, row) => {
    const account = accountWith(portalOf("team", row));
    account.keeps = () => row;
    expect((await enforced(account, portalOf("team", row))).hidden).toEqual(dropped);
    expect(account.calls).toEqual(["GET team", "PUT team"]);
  });

  test("a missing text of what is hidden, or of a row that nobody locked, means nothing", async () => {
    const hidden = { name: "write", description: "Ours." };
    const tickets = mappedServer("tickets", { tools: [search], updated_tools: [{ name: "search", enabled: true }] });
    const team = portalOf("team", docs(), tickets);
    const account = accountWith(team);
    account.keeps = (row) => (row.server_id === "docs" ? docs() : tickets);
    const rows = [locked({ updatedTools: [hidden] }), { serverId: "tickets" }];
    expect((await enforced(account, team, { rows })).hidden).toEqual(kept);
  });
});

describe("what the list of a row names", () => {
  const warning = (argument: string, names: string): string =>
    `${argument} of server "docs" names ${names}, which mcp-locks/github.json does not allow in the current form. The portal hides them.`;
  const warned = async (rows: readonly Mapping[], tools = [search, write]): Promise<readonly string[]> => {
    const prompts = [greet, tool("bye")];
    const team = portalOf("team", { ...docs(), tools, prompts });
    const account = accountWith(team);
    account.catalogues.set("docs", { tools, prompts });
    const { object } = await enforced(account, team, { rows });
    expect(object.servers).toHaveLength(1);
    return account.warnings;
  };

  test("and its lock does not allow is said, list by list", async () => {
    const odd = tool("<{%");
    const rows = [locked({ tools: ["write", "search", "<{%"], prompts: ["greet", "bye"] })];
    expect(await warned(rows, [search, write, odd])).toEqual([
      warning("tools", '"write", "<{ %"'),
      warning("prompts", '"bye"'),
    ]);
  });

  test("and its lock does not allow is said whatever else is said of it", async () => {
    const rows = [locked({ tools: ["write"], updatedTools: [{ name: "write", alias: "save" }] })];
    expect(await warned(rows)).toEqual([warning("tools", '"write"')]);
  });

  test.each<[string, Mapping]>([
    ["the server does not have yet", locked({ tools: ["later"] })],
    ["its lock allows", locked({ tools: ["search"], prompts: ["greet"] })],
    ["no lock holds", { serverId: "docs", tools: ["write"] }],
    ["another row names", { ...locked({ tools: ["write"] }), serverId: "elsewhere" }],
    ["a lock only reports", { ...locked({ tools: ["write"] }), toolLock: summarized(lock, "report") }],
  ])("and %s is not said", async (_what, row) => {
    expect(await warned([row])).toEqual([]);
  });
});
