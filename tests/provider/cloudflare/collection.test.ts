import type { Answer, CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { ObjectCollection } from "../../../provider/src/cloudflare/collection";
import type { Page } from "../../../provider/src/cloudflare/reader";
import { CloudflareError, type CloudflareErrorDetails } from "../../../provider/src/cloudflare/errors";
import { listReadable } from "../../../provider/src/cloudflare/list";
import { largestAnswer } from "../../../provider/src/cloudflare/readable";
import { Portals } from "../../../provider/src/cloudflare/portals";
import { Servers } from "../../../provider/src/cloudflare/servers";
import { portalServerLimits } from "../../../provider/src/cloudflare/wire";

/** A client that keeps what it is asked and gives prepared answers, one after the other. */
function scripted(...answers: readonly (Partial<Answer<unknown>> | CloudflareError)[]): {
  readonly client: CloudflareClient;
  readonly asked: Request[];
} {
  const asked: Request[] = [];
  const send = (request: Request): Promise<unknown> => {
    asked.push(request);
    const answer = answers[asked.length - 1];
    return answer instanceof CloudflareError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { client: { send } as unknown as CloudflareClient, asked };
}

const context = { deadline: 7, secrets: ["secret"] };
const error = (kind: CloudflareErrorDetails["kind"], reason = "no"): CloudflareError =>
  new CloudflareError("try", { kind, reason, maybeCommitted: false, retryable: false });
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

describe("a page", () => {
  const rows = (count: number): Thing[] => Array.from({ length: count }, (_, index) => ({ id: `t${index}` }));
  const page = (number: number, count: number, info?: object): Promise<Page<Thing>> =>
    things(scripted({ result: rows(count), date: 3, bytes: 9, ...(info && { info: info as never }) }).client).page(
      number,
    );

  test("is asked for by number, with as many as the API gives, and with what is searched for, if anything is", async () => {
    const { client, asked } = scripted({ result: [] }, { result: [] });
    await things(client).page(2);
    await things(client).page(1, "docs");
    expect(asked[0]).toMatchObject({
      method: "GET",
      path,
      query: { page: 2, per_page: 100 },
      attempted: "list things",
    });
    expect(Object.keys(asked[0]?.query ?? {})).toEqual(["page", "per_page"]);
    expect(asked[1]?.query).toEqual({ page: 1, per_page: 100, search: "docs" });
  });

  test.each<[string, number, number, object | undefined, { total: number | undefined; isLast: boolean }]>([
    ["is the last when all were seen", 1, 5, { total_count: 5, per_page: 100 }, { total: 5, isLast: true }],
    ["is not the last when there are more", 1, 100, { total_count: 101, per_page: 100 }, { total: 101, isLast: false }],
    ["counts the pages before it", 2, 1, { total_count: 101, per_page: 100 }, { total: 101, isLast: true }],
    ["counts them as Cloudflare cut them", 2, 20, { total_count: 50, per_page: 20 }, { total: 50, isLast: false }],
    ["and ends with the last of them", 3, 10, { total_count: 50, per_page: 20 }, { total: 50, isLast: true }],
    [
      "of more than was asked for counts as of what was asked for",
      2,
      1,
      { total_count: 101, per_page: 1_000 },
      { total: 101, isLast: true },
    ],
    ["that has nothing is the last", 2, 0, { total_count: 500, per_page: 100 }, { total: 500, isLast: true }],
    ["without any count is the last when it is not full", 1, 99, undefined, { total: undefined, isLast: true }],
    ["without any count is not the last when it is full", 1, 100, undefined, { total: undefined, isLast: false }],
    [
      "that is full by Cloudflare's measure is not the last",
      1,
      20,
      { per_page: 20 },
      { total: undefined, isLast: false },
    ],
    [
      "whose count is too small is not believed",
      2,
      100,
      { total_count: 150, per_page: 100 },
      { total: undefined, isLast: false },
    ],
    [
      "whose count is nonsense is not believed",
      1,
      99,
      { total_count: -1, per_page: 0 },
      { total: undefined, isLast: true },
    ],
    [
      "whose count is a text is not believed",
      1,
      100,
      { total_count: "100", per_page: 1.5 },
      { total: undefined, isLast: false },
    ],
  ])("%s", async (_what, number, count, info, expected) => {
    const { objects, unread, date, bytes, ...rest } = await page(number, count, info);
    expect(rest).toEqual(expected);
    expect(unread).toEqual([]);
    expect({ objects: objects.length, date, bytes }).toEqual({ objects: count, date: 3, bytes: 9 });
  });
});

describe("an object of a page that cannot be worked with", () => {
  const [good, odd, nameless] = [{ id: "a" }, { id: "b", on: "yes" }, { on: true }];
  const fields = {
    id: { form: { type: "string" }, create: "required", returned: true },
    on: { form: { type: "boolean" }, update: "optional", returned: true },
  } as const;

  test("is told with its id, or its place in the list, and the others are listed", async () => {
    const { client } = scripted({ result: [odd, good, nameless, null, []], info: { per_page: 100 } as never });
    const all = new ObjectCollection<Thing>({ ...account, noun: "thing", folder: "things", client, fields });
    expect(await all.page(2)).toMatchObject({
      objects: [good],
      unread: [
        { id: "b", named: 'thing "b"', reason: "its on has another form" },
        { id: undefined, named: "thing number 103 of the list", reason: "it has no id" },
        { id: undefined, named: "thing number 104 of the list", reason: "it is no object" },
        { id: undefined, named: "thing number 105 of the list", reason: "it is no object" },
      ],
      isLast: true,
    });
  });
});

describe("a page that is too large", () => {
  /** An account whose answers are as large as their rows together. */
  function accountOf(
    sizes: readonly number[],
    { ignoresSize = false } = {},
  ): {
    readonly all: ObjectCollection<Thing>;
    readonly asked: string[];
  } {
    const asked: string[] = [];
    const send = (request: Request): Promise<unknown> => {
      const { page, per_page: perPage } = request.query as { page: number; per_page: number };
      asked.push(`${perPage}:${page}`);
      const size = ignoresSize ? 100 : perPage;
      const rows = sizes.map((bytes, index) => ({ id: `t${index}`, bytes })).slice((page - 1) * size, page * size);
      const limit = request.largest ?? largestAnswer.object;
      if (rows.reduce((sum, { bytes }) => sum + bytes, 0) > limit) {
        return Promise.reject(error("tooLarge"));
      }
      const info = { page, per_page: size, count: rows.length, total_count: sizes.length };
      return Promise.resolve({ result: rows, info, bytes: 1, date: page });
    };
    return { all: things({ send } as unknown as CloudflareClient), asked };
  }
  const megabyte = 1024 * 1024;

  test("is read in smaller pages, and is then one page with all of its objects", async () => {
    const { all, asked } = accountOf(Array<number>(150).fill(megabyte));
    const { objects, ...page } = await all.page(1);
    expect(objects.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => `t${index}`));
    expect(page).toEqual({ unread: [], total: 150, isLast: false, date: 1, bytes: 4 });
    expect(asked).toEqual(["100:1", "25:1", "25:2", "25:3", "25:4"]);
    expect(await all.page(2)).toMatchObject({ isLast: true, total: 150 });
  });

  test("is read one by one only around an object that is larger than a page, which is still read", async () => {
    const sizes = Array<number>(100).fill(1);
    sizes[36] = 60 * megabyte;
    const { all, asked } = accountOf(sizes);
    const { objects, unread } = await all.page(1);
    expect({ count: objects.length, unread }).toEqual({ count: 100, unread: [] });
    expect(asked.length).toBe(1 + 4 + 5 + 5);
  });

  test("loses nothing but an object that is larger than any, which is told by its place", async () => {
    const sizes = Array<number>(110).fill(1);
    sizes[36] = 70 * megabyte;
    sizes[99] = 70 * megabyte;
    const { all } = accountOf(sizes);
    const { objects, unread } = await listReadable(all);
    expect(objects).toHaveLength(108);
    expect(unread).toEqual([
      { id: undefined, named: "thing number 37 of the list", reason: "it is larger than any that is read here" },
      { id: undefined, named: "thing number 100 of the list", reason: "it is larger than any that is read here" },
    ]);
  });

  test("stays an error, after a few calls, where no smaller page helps", async () => {
    const { all, asked } = accountOf(Array<number>(100).fill(megabyte), { ignoresSize: true });
    await expect(all.page(1)).rejects.toThrow(CloudflareError);
    expect(asked.length).toBeLessThanOrEqual(10);
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
      'An update with an empty list of servers was seen to be refused: leave a server in MCP server portal "team", or delete the portal.',
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
