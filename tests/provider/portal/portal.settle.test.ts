import { aroundOf } from "../../support/observing";
import { sameMappings } from "../../../provider/src/rows/compare";
import { PortalNotes } from "../../../provider/src/rows/notes";
import type { WireMappedServer, WirePortal } from "../../../provider/src/cloudflare/wire";
import type { Settled } from "../../../provider/src/lifecycle/resourceKind";
import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { Memory } from "../../../provider/src/lifecycle/memory";
import { portalKind } from "../../../provider/src/portal/portal";
import { serverKind } from "../../../provider/src/server/server";
import { portalTable } from "../../../provider/src/portal/table";
import { mappedKey, pinsDroppedKey } from "../../../provider/src/portal/table";
import { inForceKey } from "../../../provider/src/rows/lapsed";
import type { Mapping } from "../../../provider/src/rows/rows";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { lockOf, summarized, tool } from "../../support/locks";
import { writeOf } from "../../support/writes";
import { mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const docs = mappedServer("docs", { tools: [tool("search"), tool("read")] });
const tickets = mappedServer("tickets");

interface Step {
  readonly servers?: readonly Properties[];
  readonly before?: readonly Properties[];
  /** The names of what the write carried. */
  readonly changed?: readonly string[];
}

async function settled(
  object: WirePortal,
  { servers, before, changed = [] }: Step,
): Promise<Settled<WirePortal> & { account: PortalAccount }> {
  const account = new PortalAccount(object);
  const outcome = await portalKind.settle(account.portal(object.id), {
    object,
    inputs: { accountId: "account", portalId: object.id, ...(servers && { servers: servers as unknown as Mapping[] }) },
    previous: before === undefined ? {} : { servers: before },
    ...writeOf(portalTable, changed),
  });
  return { ...outcome, account };
}

describe("what a portal needs besides", () => {
  const needs = (applications: string): string =>
    [
      'Portal "team" answers at https://team.example.com/mcp once these exist, which this resource does not create:',
      "- DNS: a proxied CNAME record from team.example.com to gateway.agents.cloudflare.com",
      '- Access: an application of type "mcp_portal" for team.example.com, with a policy that admits somebody',
      ...(applications === "" ? [] : [`- Access: ${applications}, with a policy that admits somebody`]),
      "`npx pulumi-cloudflare-mcp doctor team` shows which of them are missing.",
    ].join("\n");

  test.each<[string, Step, WireMappedServer[] | null, string]>([
    ["is new", { changed: ["portalId", "name"] }, null, ""],
    [
      "is new, with its servers",
      { changed: ["portalId", "servers"], servers: [{ serverId: "docs" }, { serverId: "tickets" }] },
      [docs, tickets],
      'one of type "mcp" for each server ("docs", "tickets")',
    ],
    ["has another hostname", { changed: ["hostname"] }, [docs], 'one of type "mcp" for each server ("docs")'],
    [
      "has another server",
      {
        changed: ["servers"],
        servers: [{ serverId: "docs" }, { serverId: "tickets" }],
        before: [{ serverId: "docs" }],
      },
      [docs, tickets],
      'one of type "mcp" for each server ("docs", "tickets")',
    ],
  ])("is told when it %s", async (_when, step, servers, applications) => {
    const { account } = await settled({ ...portalOf("team"), servers }, step);
    expect(account.notes).toEqual([needs(applications)]);
  });

  test.each<[string, Step]>([
    ["another name", { changed: ["name"], before: [] }],
    ["fewer servers", { changed: ["servers"], before: [{ serverId: "docs" }, { serverId: "tickets" }] }],
    ["the same servers", { changed: ["servers"], before: [{ serverId: "docs" }] }],
    ["nothing", { before: [{ serverId: "docs" }] }],
  ])("is not told when it has %s", async (_what, step) => {
    const { account } = await settled(portalOf("team", docs), step);
    expect(account.notes).toEqual([]);
  });

  test("is told without what would colour a terminal", async () => {
    const { account } = await settled({ ...portalOf("team"), hostname: "<{%" }, { changed: ["portalId"] });
    expect(account.notes[0]).toContain("https://<{ %/mcp");
  });
});

describe("names that a server does not have yet", () => {
  const warning = (argument: string, name: string, near = ""): string =>
    `${argument} of server "docs" names "${name}", which the server does not have yet. Cloudflare drops unknown names, so the provider sends it again once a refresh finds it.${near}`;

  test("are warned about, with the nearest that it has", async () => {
    const servers = [{ serverId: "docs", tools: ["serch", "read"], updatedPrompts: [{ name: "greet <{%" }] }];
    const { account } = await settled(portalOf("team", docs), { servers });
    expect(account.warnings).toEqual([
      warning("tools", "serch", ' Did you mean "search"?'),
      warning("updatedPrompts", "greet <{ %"),
    ]);
  });
});

describe("a portal that is settled", () => {
  test("is the object, with what later steps need and no failure", async () => {
    const team = portalOf("team", docs);
    const { account, ...outcome } = await settled(team, { servers: [{ serverId: "docs" }] });
    expect(outcome).toStrictEqual({
      object: team,
      hidden: { [pinsDroppedKey]: null, [mappedKey]: null, [inForceKey]: null },
    });
    expect(account.warnings).toEqual([]);
    expect(account.calls).toEqual([]);
  });

  test("is held to its locks", async () => {
    const servers = [{ serverId: "docs", toolLock: summarized(lockOf([tool("search")])) }];
    const { account, object } = await settled(portalOf("team", docs), { servers, changed: ["servers"] });
    expect(account.calls).toEqual(["GET team", "PUT team"]);
    expect(object.servers).toMatchObject([{ server_id: "docs", default_disabled: true }]);
  });

  test.each<[Properties[], WireMappedServer[] | null, string]>([
    [
      [{ serverId: "docs" }, { serverId: "tickets" }],
      [docs],
      'Cloudflare did not add all servers to MCP server portal "team": "tickets" is missing from its answer. Check that the account has it.',
    ],
    [
      [{ serverId: "docs" }, { serverId: "tickets" }],
      null,
      'Cloudflare did not add all servers to MCP server portal "team": "docs", "tickets" are missing from its answer. Check that the account has them.',
    ],
  ])("without servers that it was sent fails and says which: %j", async (declared, servers, expected) => {
    const team = { ...portalOf("team"), servers };
    const { failure, object } = await settled(team, { servers: declared, changed: ["servers"] });
    expect(failure).toBe(expected);
    expect(object).toBe(team);
  });
});

describe("a portal of the program", () => {
  const toolLock = summarized(lockOf([tool("search")]));
  const locked = { serverId: "docs", toolLock };
  const reported = { serverId: "tickets", toolLock: { ...toolLock, mode: "report" } };
  const servers = [{ serverId: "files" }, locked, reported];

  test("is noted with its locked rows, for the steps of its servers", () => {
    const memory = new Memory();
    portalKind.note?.(memory, "account/team", { servers }, false);
    expect(memory.notesOf(PortalNotes).lockedPortals()).toEqual([["account/team", [locked]]]);
  });

  test("sends its rows again when an McpServer in one of them is created in the same command", () => {
    const memory = new Memory();
    const undone = (serverId: string, incarnation?: string): unknown =>
      portalKind.undone?.({ accountId: "account", servers: [{ serverId, incarnation }] }, memory, {});
    expect(undone("docs", "1")).toEqual([]);
    serverKind.note?.(memory, "account/docs", {}, false);
    expect(undone("docs", "1")).toEqual([]);
    serverKind.note?.(memory, "account/docs", {}, true);
    expect(undone("docs", "1")).toEqual(["servers"]);
    expect([undone("docs"), undone("tickets", "1")]).toEqual([[], []]);
    expect(portalKind.undone?.({ accountId: "account" }, memory, {})).toEqual([]);
  });

  test.each([
    ["2026-11-28 10:00:00", "2026-11-28T10:00:00.123Z", []],
    ["2026-11-28 10:00:00", "2026-11-28 10:00:01", ["servers"]],
    ["2026-11-28 10:00:00", undefined, []],
  ])("sends its rows again when it mapped a server of %s and state has one of %s", (mapped, createdAt, expected) => {
    const memory = new Memory();
    serverKind.noteState?.(memory, "account/docs", { createdAt });
    const inputs = { accountId: "account", servers: [{ serverId: "docs", incarnation: "1" }] };
    const state = { [mappedKey]: [{ serverId: "docs", createdAt: Date.parse(`${mapped}Z`) / 1000 }] };
    expect(portalKind.undone?.(inputs, memory, state)).toEqual(expected);
    expect(portalKind.undone?.(inputs, memory, {})).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ["account", "docs", true],
    ["account", "tickets", false],
    ["account", "files", false],
    ["other", "docs", false],
  ])("has something to do when in account %s the tools of %s changed: %p", (accountId, serverId, expected) => {
    const memory = new Memory();
    const isPending = (): boolean => portalKind.isPending({}, { accountId: "account", servers }, memory);
    expect(isPending()).toBe(false);
    memory.notesOf(PortalNotes).move(pulumiId(accountId, serverId));
    expect(isPending()).toBe(expected);
  });

  test("is refused for what its rows would show in spite of their locks", () => {
    const step = { olds: {}, replaces: [], adopting: false };
    expect(portalKind.failures({ servers: [{ ...locked, defaultDisabled: false }] }, step, new Memory())).toHaveLength(
      1,
    );
    expect(portalKind.failures({ servers }, step, new Memory())).toEqual([]);
  });

  test("keeps for later steps whether descriptions are kept, and sees by that", () => {
    expect(portalKind.hidden).toEqual([pinsDroppedKey, mappedKey, inForceKey]);
    const field = portalTable.find(({ name }) => name === "servers");
    const row = { ...docs, default_disabled: true, updated_tools: [{ name: "search", enabled: true }] };
    const wire = { servers: [row] };
    const seen = (known: Properties): unknown => field?.observe([locked], undefined, aroundOf([locked], wire, known));
    expect(sameMappings(seen({ [pinsDroppedKey]: true }), [locked])).toBe(true);
    expect(sameMappings(seen({}), [locked])).toBe(false);
  });
});
