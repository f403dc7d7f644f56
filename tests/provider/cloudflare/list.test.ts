import type { Page } from "../../../provider/src/cloudflare/reader";
import { everyObject, listReadable } from "../../../provider/src/cloudflare/list";

interface Thing {
  readonly id: string;
}

describe("all objects", () => {
  const pagesOf = (
    ...pages: readonly (readonly [string, number | undefined, boolean])[]
  ): {
    readonly source: Parameters<typeof everyObject<Thing>>[0];
    readonly asked: unknown[][];
  } => {
    const asked: unknown[][] = [];
    return {
      asked,
      source: {
        page: (...request) => {
          asked.push(request);
          const [ids, total, isLast] = pages[Math.min(asked.length, pages.length) - 1] ?? ["", undefined, true];
          const objects = Array.from(ids, (id) => ({ id }));
          return Promise.resolve({ objects, unread: [], total, isLast, date: undefined, bytes: 0 });
        },
      },
    };
  };
  const ids = (found: readonly Thing[]): string => found.map(({ id }) => id).join("");

  test("are those of all pages, each once, in the order of the list", async () => {
    const { source, asked } = pagesOf(["ab", 3, false], ["bc", 3, true]);
    expect(ids(await everyObject(source, "x"))).toBe("abc");
    expect(asked).toEqual([
      [1, "x"],
      [2, "x"],
    ]);
  });

  test("are read again when the list changed its length meanwhile, three times at most", async () => {
    const once = pagesOf(["ab", 3, false], ["c", 4, true], ["ab", 4, false], ["cd", 4, true]);
    expect(ids(await everyObject(once.source))).toBe("abcd");
    expect(once.asked.map(([number]) => number)).toEqual([1, 2, 1, 2]);
    const always = pagesOf(
      ["a", 1, false],
      ["b", 2, true],
      ["a", 1, false],
      ["b", 2, true],
      ["a", 1, false],
      ["c", 2, true],
    );
    expect(ids(await everyObject(always.source))).toBe("ac");
    expect(always.asked).toHaveLength(6);
  });

  test("end with a page that brings nothing new, whatever was told", async () => {
    const same = pagesOf(["a", undefined, false]);
    expect(ids(await everyObject(same.source))).toBe("a");
    expect(same.asked).toHaveLength(2);
    const empty = pagesOf(["ab", undefined, false], ["", undefined, false]);
    expect(ids(await everyObject(empty.source))).toBe("ab");
  });

  test("are incomplete, and an error, where fewer come than Cloudflare counts", async () => {
    const ignored = pagesOf(["ab", 5, false]);
    await expect(everyObject(ignored.source)).rejects.toThrow(
      "Could not read the whole list: Cloudflare reports 5 objects but listed 2. Try again.",
    );
    expect(ignored.asked).toHaveLength(6);
    const cut = pagesOf(
      ["ab", 5, false],
      ["cd", 5, true],
      ["", 5, true],
      ["ab", 5, false],
      ["cd", 5, false],
      ["e", 5, true],
    );
    expect(ids(await everyObject(cut.source))).toBe("abcde");
  });

  test("are looked for on one more page where the last looks cut and nobody counts", async () => {
    const letters = "abcdefghijklmnopqrst";
    const cut = pagesOf([letters, undefined, true], ["uv", undefined, true]);
    expect(ids(await everyObject(cut.source))).toBe(`${letters}uv`);
    const short = pagesOf([letters.slice(1), undefined, true]);
    await everyObject(short.source);
    expect(short.asked).toHaveLength(1);
  });

  test("are incomplete if one cannot be read: the error names it, and listReadable returns the others", async () => {
    const unread = [
      { id: "x", named: 'thing "x"', reason: "its name has another form" },
      { id: undefined, named: "thing number 4 of the list", reason: "it should be an object" },
    ];
    const source = {
      page: () =>
        Promise.resolve({ objects: [{ id: "a" }], unread, total: 3, isLast: true, date: undefined, bytes: 0 }),
    };
    expect(await listReadable(source)).toEqual({ objects: [{ id: "a" }], unread });
    await expect(everyObject(source)).rejects.toThrow(
      'Could not read the whole list: thing "x" cannot be read (its name has another form), and 1 more.',
    );
  });

  test("do not go on for ever", async () => {
    let calls = 0;
    const page = (): Promise<Page<Thing>> => {
      calls += 1;
      const objects = [{ id: String(calls) }];
      return Promise.resolve({ objects, unread: [], total: undefined, isLast: false, date: undefined, bytes: 0 });
    };
    await expect(everyObject({ page })).rejects.toThrow(
      "Could not read the whole list: the list did not end after 200 pages.",
    );
    expect(calls).toBe(200);
  });

  test("may be just as many pages as there can be", async () => {
    let calls = 0;
    const page = (): Promise<Page<Thing>> => {
      calls += 1;
      const objects = [{ id: String(calls) }];
      const isLast = calls === 200;
      return Promise.resolve({ objects, unread: [], total: undefined, isLast, date: undefined, bytes: 0 });
    };
    expect(await everyObject({ page })).toHaveLength(200);
  });
});
