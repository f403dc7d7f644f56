import type { Answer, CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { ObjectCollection } from "../../../provider/src/cloudflare/collection";
import type { CloudflareError, CloudflareErrorDetails } from "../../../provider/src/cloudflare/errors";
import { Portals } from "../../../provider/src/cloudflare/portals";
import { Servers } from "../../../provider/src/cloudflare/servers";
import { portalServerLimits } from "../../../provider/src/cloudflare/wire";
import { failure as error, scripted } from "../../support/scriptedClient";

const context = { deadline: 7, secrets: ["secret"] };
const account = { accountId: "acc", context };

interface Thing {
  readonly id: string;
}
const things = (client: CloudflareClient): ObjectCollection<Thing> =>
  new ObjectCollection<Thing>({
    ...account,
    noun: "thing",
    folder: "things",
    client,
    fields: { id: { form: { type: "string" }, create: "required", returned: true } },
  });
const path = "/accounts/acc/access/ai-controls/mcp/things";

describe("an operation asks for one thing, says what was attempted, and judges the answer", () => {
  test.each<[string, (all: ObjectCollection<Thing>) => Promise<unknown>, Partial<Request>, unknown]>([
    [
      "read",
      (all) => all.get("a b/c"),
      { method: "GET", path: `${path}/a%20b%2Fc`, attempted: 'read thing "a b/c"' },
      { object: { id: "x" }, date: 5 },
    ],
    [
      "create",
      (all) => all.create({ id: "x" }),
      { method: "POST", path, body: { id: "x" }, attempted: 'create thing "x"' },
      { id: "x" },
    ],
    [
      "update",
      (all) => all.update("x", { a: 1 }),
      { method: "PUT", path: `${path}/x`, body: { a: 1 }, attempted: 'update thing "x"' },
      { id: "x" },
    ],
    [
      "delete",
      (all) => all.remove("x"),
      { method: "DELETE", path: `${path}/x`, attempted: 'delete thing "x"' },
      undefined,
    ],
  ])("%s", async (_what, run, request, result) => {
    const { client, asked } = scripted({ result: { id: "x" }, date: 5 });
    expect(await run(things(client))).toEqual(result);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ ...context, ...request });
  });

  test("an answer about something else, or of another form, has a flaw", async () => {
    const { client, asked } = scripted(...Array<object>(3).fill({ result: { id: "x" } }));
    const all = things(client);
    await all.get("x");
    await all.create({ id: "x" });
    await all.update("x", {});
    for (const { flaw } of asked) {
      expect(flaw?.({ id: "x" })).toBeUndefined();
      expect(flaw?.({ id: "y" })).toBe('it is about "y"');
      expect(flaw?.({})).toBe("it has no id");
    }
  });

  test("a delete needs no result, and a page needs a list of things", async () => {
    const { client, asked } = scripted({}, { result: [] });
    const all = things(client);
    await all.remove("x");
    await all.page(1);
    const [remove, page] = asked;
    expect(remove?.isAnswer?.(true, undefined, {} as never)).toBe(true);
    expect(remove?.isAnswer?.(false, { id: "x" }, {} as never)).toBe(false);
    expect(page?.isAnswer?.(true, [], {} as never)).toBe(true);
    expect(page?.isAnswer?.(false, [], {} as never)).toBe(false);
    expect(page?.isAnswer?.(true, {}, {} as never)).toBe(false);
  });

  test("what is not there is nothing to read and nothing to delete; any other failure is thrown", async () => {
    expect(await things(scripted(error("notFound")).client).get("x")).toBeUndefined();
    await expect(things(scripted(error("notFound")).client).remove("x")).resolves.toBeUndefined();
    await expect(things(scripted(error("permission")).client).get("x")).rejects.toThrow("no");
    await expect(things(scripted(error("server")).client).remove("x")).rejects.toThrow("no");
  });

  test.each(["", ".", "..", "..."])("%j is no id, and is not asked for", async (id) => {
    const { client, asked } = scripted({});
    await expect(things(client).get(id)).rejects.toThrow(`${JSON.stringify(id)} is not an id.`);
    expect(asked).toEqual([]);
  });
});

test("an object whose answer is too large is deleted all the same", async () => {
  const { client, asked } = scripted(error("tooLarge"), error("notFound"));
  await expect(things(client).remove("x")).resolves.toBeUndefined();
  expect(asked.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
  await expect(things(scripted(error("tooLarge"), error("tooLarge")).client).remove("x")).rejects.toThrow("no");
});

describe("a sync", () => {
  test.each([
    [true, "ready", true],
    [true, "error", false],
    [false, "ready", false],
    [false, "error", false],
  ])("with success %j and status %s has succeeded: %j", async (success, status, succeeded) => {
    const { client, asked } = scripted({ success, result: { status } });
    expect(await new Servers({ ...account, client }).sync("docs")).toEqual({ status, succeeded });
    expect(asked[0]).toMatchObject({
      method: "POST",
      path: "/accounts/acc/access/ai-controls/mcp/servers/docs/sync",
      attempted: 'sync MCP server "docs"',
      repeatable: true,
    });
    const { isAnswer } = asked[0] ?? {};
    const judged = [{ status }, {}, null, "status", undefined].map((result) =>
      isAnswer?.(success, result, {} as never),
    );
    expect(judged).toEqual([true, false, false, false, false]);
  });
});

describe("a refusal of a portal says what to do", () => {
  const many = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ server_id: `s${index}` }));
  const refused = async (
    body: Readonly<Record<string, unknown>>,
    reason: string,
    others: Partial<Answer<unknown>> | CloudflareError = { result: [] },
    kind: CloudflareErrorDetails["kind"] = "validation",
  ): Promise<string> => {
    const { client } = scripted(error(kind, reason), others);
    const failure: unknown = await new Portals({ ...account, client })
      .update("team", body)
      .catch((thrown: unknown) => thrown);
    return String(failure);
  };
  const { specified } = portalServerLimits;

  test("with an empty list of servers", async () => {
    expect(await refused({ servers: [] }, "no")).toContain(
      'Cloudflare might reject an update to an empty list of servers: leave a server in MCP server portal "team", or delete the portal.',
    );
    expect(await refused({ servers: many(1) }, "no")).not.toContain("empty list");
  });

  test.each(["at most 80", "maximum", "Too many", "exceeds", "limit"])("with too many servers: %s", async (reason) => {
    expect(await refused({ servers: many(specified + 1) }, reason)).toContain(
      `MCP server portal "team" would have ${specified + 1} servers. Cloudflare documents at most`,
    );
    expect(await refused({ servers: many(specified) }, reason)).not.toContain("would have");
    expect(await refused({ servers: "x".repeat(200) }, reason)).not.toContain("would have");
    expect(await refused({ servers: many(specified + 1) }, "no")).not.toContain("would have");
  });

  test("with the hostname of another portal", async () => {
    const remedy = 'MCP server portal "other" has the hostname MCP.example.com: choose another one';
    const list = {
      result: [
        { id: "team", name: "Team", hostname: "mcp.example.com" },
        { id: "third", name: "Third", hostname: "third.example.com" },
        { id: "other", name: "Other", hostname: "mcp.Example.com" },
      ],
    };
    const body = { hostname: "MCP.example.com" };
    expect(await refused(body, "This hostname is in use", list)).toContain(remedy);
    expect(await refused(body, "This Hostname is in use", { result: list.result.slice(0, 1) })).not.toContain(
      "choose another",
    );
    expect(await refused(body, "This hostname is in use", error("server"))).toMatch(/hostname is in use$/);
    expect(await refused(body, "something else", list)).not.toContain(remedy);
    expect(await refused({ hostname: 7 }, "hostname", list)).not.toContain("choose another");
  });

  test("only of a refusal, and of a create as of an update", async () => {
    expect(await refused({ servers: [] }, "no", { result: [] }, "server")).not.toContain("empty list");
    const { client } = scripted(error("validation"));
    await expect(new Portals({ ...account, client }).create({ id: "team", servers: [] })).rejects.toThrow(
      "delete the portal",
    );
    const broken = { send: () => Promise.reject(new TypeError("ours")) } as unknown as CloudflareClient;
    await expect(new Portals({ ...account, client: broken }).update("team", { servers: [] })).rejects.toThrow(/^ours$/);
  });
});
