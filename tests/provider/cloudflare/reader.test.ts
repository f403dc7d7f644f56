import type { CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { CloudflareError } from "../../../provider/src/cloudflare/errors";
import { listReadable } from "../../../provider/src/cloudflare/list";
import { largestAnswer } from "../../../provider/src/cloudflare/readable";
import { ObjectReader, type Page } from "../../../provider/src/cloudflare/reader";
import { judgeBy } from "../../../provider/src/cloudflare/readForm";
import { failure as error, scripted } from "../../support/scriptedClient";

interface Thing {
  readonly id: string;
}

const options = { noun: "thing", steps: ["all", "things"], context: { deadline: 7, secrets: ["secret"] } } as const;
const judge = judgeBy({ type: "object", required: ["id"], properties: { id: { type: "string" } } });
const things = (client: CloudflareClient): ObjectReader<Thing> =>
  new ObjectReader<Thing>({ ...options, client, judge });
const path = "/all/things";

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
  const form = {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string" }, on: { type: "boolean" } },
  } as const;

  test("is told with its id, or its place in the list, and the others are listed", async () => {
    const { client } = scripted({ result: [odd, good, nameless, null, []], info: { per_page: 100 } as never });
    const all = new ObjectReader<Thing>({ ...options, client, judge: judgeBy(form) });
    expect(await all.page(2)).toMatchObject({
      objects: [good],
      unread: [
        { id: "b", named: 'thing "b"', reason: "its on has another form" },
        { id: undefined, named: "thing number 103 of the list", reason: "it has no id" },
        { id: undefined, named: "thing number 104 of the list", reason: "it should be an object" },
        { id: undefined, named: "thing number 105 of the list", reason: "it should be an object" },
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
    readonly all: ObjectReader<Thing>;
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

describe("a reader with a filter", () => {
  const filter = { "name.exact": "a.example.com", match: "all" };

  test("sends it with each page, and believes no count, which can be that of all others too", async () => {
    const { client, asked } = scripted({ result: [{ id: "a" }], info: { per_page: 100, total_count: 193 } as never });
    const reader = new ObjectReader<Thing>({ ...options, client, judge, filter });
    expect(await reader.page(1)).toMatchObject({ total: undefined, isLast: true });
    expect(asked[0]?.query).toEqual({ ...filter, page: 1, per_page: 100 });
  });
});

test("a reader asks for as many as its API gives at once, and for its own permission", async () => {
  const { client, asked } = scripted({ result: [] }, { result: { id: "x" } });
  const reader = new ObjectReader<Thing>({ ...options, client, judge, perPage: 50, permission: "DNS Read" });
  await reader.page(1);
  await reader.get("x");
  expect(asked).toMatchObject([
    { query: { page: 1, per_page: 50 }, permission: "DNS Read" },
    { path: `${path}/x`, permission: "DNS Read" },
  ]);
});
