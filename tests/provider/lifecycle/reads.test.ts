import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ListedReads, ReadBacks, Reads } from "../../../provider/src/lifecycle/reads";
import type { Connection } from "../../../provider/src/configuration";
import { atATime, FailedCall, ReadModel, type ModelObject, type ModelOptions } from "../../support/readModel";

const megabyte = 1024 * 1024;

/** An account with servers 0, 1, 2 and so on, in this order. */
function accountOf(servers: number, options: Partial<ModelOptions> = {}) {
  const model = new ReadModel({ pageSize: 100, ...options });
  for (let index = 0; index < servers; index++) {
    model.add("account", "server", String(index));
  }
  const reads = new ListedReads<ModelObject>();
  const api = model.api("account", "server");
  const read = (id: number | string) => reads.read(api, String(id));
  const calls = () => ({
    gets: model.calls.filter(({ what }) => what === "get").length,
    pages: model.calls.filter(({ what }) => what === "page").length,
  });
  return { model, reads, read, calls };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("calls", () => {
  test.each([
    ["one server of five thousand", 5_000, [4_999], 1],
    ["two servers of five thousand, wherever they are", 5_000, [4_998, 4_999], 4],
    ["three servers of five thousand, wherever they are", 5_000, [4_997, 4_998, 4_999], 6],
    ["all of one", 1, [0], 1],
    ["all of a hundred", 100, numbers(100), 2],
    ["all of a thousand, in the order of the list", 1_000, numbers(1_000), 11],
    ["all of a thousand, the other way round", 1_000, numbers(1_000).toReversed(), 11],
    ["a hundred on the last page of a thousand", 1_000, numbers(1_000).slice(-100), 11],
    ["two that are not there, in an empty account", 0, [1, 2], 3],
  ])("for %s, read eight at a time", async (_what, servers, asked, least) => {
    const { model, read } = accountOf(servers);
    await atATime(
      8,
      asked.map((id) => () => read(id)),
    );
    expect(model.calls).toHaveLength(least);
  });

  test("for a hundred servers of five thousand are at most twice as many as without a list", async () => {
    const { model, read } = accountOf(5_000);
    await atATime(
      8,
      numbers(100).map((index) => () => read(index * 50)),
    );
    expect(model.calls.length).toBeLessThanOrEqual(2 * 50);
  });

  test("without a total, pages end with a short one", async () => {
    const { read, calls } = accountOf(250, { tellsTotal: false });
    await atATime(
      8,
      numbers(250).map((id) => () => read(id)),
    );
    expect(calls()).toEqual({ gets: 1, pages: 3 });
  });

  test("for reads one after the other in the order of the list, a page is read when it is needed", async () => {
    const { read, calls } = accountOf(300);
    for (const id of numbers(150)) {
      await read(id);
    }
    expect(calls()).toEqual({ gets: 1, pages: 2 });
  });
});

describe("an answer from a page", () => {
  test("is given once: who asks again gets a new one", async () => {
    const { model, read, calls } = accountOf(3);
    await read(0);
    const first = await read(1);
    model.edit("account", "server", "1");
    const second = await read(1);
    expect(second?.object.version).toBeGreaterThan(first?.object.version ?? NaN);
    expect(calls()).toEqual({ gets: 2, pages: 1 });
  });

  test("is given once, also to two who wait for the same page", async () => {
    const { read } = accountOf(3);
    const [, one, other] = await Promise.all([read(0), read(1), read(1)]);
    expect([one?.object.call.what, other?.object.call.what].toSorted()).toEqual(["get", "page"]);
  });

  test("is given no more once a write to its object has begun", async () => {
    const { model, reads, read } = accountOf(3);
    await read(0);
    await read(1);
    reads.written("2");
    model.edit("account", "server", "2");
    expect((await read(2))?.object.call.what).toBe("get");
  });

  test("is given no more when a write began while the page was under way", async () => {
    const waiting: (() => void)[] = [];
    const delay = () => new Promise<void>((resolve) => waiting.push(resolve));
    const { model, reads, read } = accountOf(3, { delay });
    const settle = async (): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        await Promise.resolve();
        waiting.splice(0).forEach((go) => {
          go();
        });
      }
    };
    const first = read(0);
    const second = read(1);
    // The page was looked at, and its answer is under way.
    waiting.splice(0).forEach((go) => {
      go();
    });
    await Promise.resolve();
    await Promise.resolve();
    reads.written("1");
    model.edit("account", "server", "1");
    await settle();
    await settle();
    await first;
    const answer = await second;
    expect([answer?.object.call.what, answer?.object.version]).toEqual(["get", model.now() - 2]);
  });

  test("is no proof that an object is missing: a GET decides", async () => {
    const { model, read } = accountOf(101);
    await read(0);
    await read(1);
    // The first page is read. A deletion there moves server 100 to it, from a page that is read afterwards.
    model.remove("account", "server", "0");
    expect((await read(100))?.object.id).toBe("100");
    expect(await read("never")).toBeUndefined();
    expect(model.calls.at(-1)).toMatchObject({ what: "get", id: "never" });
  });
});

describe("a list that cannot be read", () => {
  test("fails nobody: each is read by itself, and the list is not tried again", async () => {
    const { model, read, calls } = accountOf(300, { fails: (call) => call === 1 });
    await read(0);
    const answers = await Promise.all(numbers(20).map((index) => read(200 + index)));
    expect(answers.map((answer) => answer?.object.id)).toEqual(numbers(20).map((index) => String(200 + index)));
    expect(calls()).toEqual({ gets: 21, pages: 1 });
    expect(model.calls).toHaveLength(22);
  });

  test("keeps what it has already brought", async () => {
    const { read, calls } = accountOf(300, { fails: (call) => call === 2 });
    await read(0);
    await Promise.all([read(1), read(150)]);
    await read(2);
    expect(calls()).toEqual({ gets: 2, pages: 2 });
  });

  test("is not what a failed GET is about: that fails whoever asked", async () => {
    const { read } = accountOf(3, { fails: (call) => call === 2 });
    await read(0);
    const [one, missing] = await Promise.allSettled([read(1), read("never")]);
    expect(one.status).toBe("fulfilled");
    expect(missing).toEqual({ status: "rejected", reason: new FailedCall("GET server never") });
  });
});

describe("memory", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;

  /** Which of them are still in memory when all has gone that nobody holds. */
  async function held(references: Readonly<Record<string, WeakRef<object>>>): Promise<string[]> {
    // What was looked at stays until the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    return Object.keys(references).filter((name) => references[name]?.deref() !== undefined);
  }

  /** Reads two pages of a hundred, and gives references to some objects on them. */
  async function twoPages(pageBytes: number) {
    const references: Record<string, WeakRef<object>> = {};
    const { model, reads } = accountOf(200, { pageBytes });
    const real = model.api("account", "server");
    const api = {
      get: (id: string) => real.get(id),
      page: async (number: number) => {
        const page = await real.page(number);
        for (const object of page.objects.filter(({ id }) => ["1", "2", "199"].includes(id))) {
          references[object.id] = new WeakRef(object);
        }
        return page;
      },
    };
    await Promise.all(["0", "1", "150"].map((id) => reads.read(api, id)));
    return { model, reads, api, references };
  }

  test("keeps unread answers, drops each answer once it is read, and drops all when it must forget", async () => {
    const { reads, references } = await twoPages(1);
    expect(await held(references)).toEqual(["2", "199"]);
    reads.forget();
    expect(await held(references)).toEqual([]);
  }, 60_000);

  test("is bounded: of pages that are too large together, the oldest rows go, and are read again", async () => {
    const { model, reads, api, references } = await twoPages(50 * megabyte);
    expect(await held(references)).toEqual(["199"]);
    const before = model.calls.length;
    const [old, young] = [await reads.read(api, "2"), await reads.read(api, "199")];
    expect([old?.object.call.what, young?.object.call.what]).toEqual(["get", "page"]);
    expect(model.calls.length).toBe(before + 1);
  }, 60_000);
});

describe("a list that lies", () => {
  const observed = (id: string) => ({ object: { id }, date: undefined });

  test("whose pages are all the same is read no further", async () => {
    const asked: string[] = [];
    const api = {
      get: (id: string) => (asked.push(id), Promise.resolve(observed(id))),
      page: (number: number) => {
        asked.push(`page ${number}`);
        const objects = [{ id: "a" }, { id: "b" }];
        return Promise.resolve({ objects, unread: [], total: 1_000, isLast: false, date: undefined, bytes: 1 });
      },
    };
    const reads = new ListedReads<{ id: string }>();
    for (const id of ["v", "a", "w", "x", "y", "z"]) {
      expect((await reads.read(api, id))?.object.id).toBe(id);
    }
    expect(asked).toEqual(["v", "page 1", "page 2", "w", "x", "y", "z"]);
  });

  test("and has an object that cannot be read leaves that one to a read of its own", async () => {
    const unread = [{ id: "rotten", named: 'server "rotten"', reason: "its name has another form" }];
    const api = {
      get: (id: string) =>
        id === "rotten" ? Promise.reject(new Error("its name has another form")) : Promise.resolve(observed(id)),
      page: () =>
        Promise.resolve({ objects: [{ id: "a" }], unread, total: 2, isLast: true, date: undefined, bytes: 1 }),
    };
    const reads = new ListedReads<{ id: string }>();
    await reads.read(api, "first");
    expect((await reads.read(api, "a"))?.object.id).toBe("a");
    await expect(reads.read(api, "rotten")).rejects.toThrow("its name has another form");
  });
});

describe("who reads together", () => {
  const connection = (token: string): Connection => ({
    baseUrl: "https://api.example.com",
    headers: { Authorization: token },
    secrets: [token],
    origin: token,
    fromStack: false,
  });

  function sharing() {
    const model = new ReadModel({ pageSize: 100 });
    for (const id of ["a", "b", "c", "d"]) {
      for (const account of ["one", "two"]) {
        model.add(account, "server", id);
        model.add(account, "portal", id);
      }
    }
    const shared = new Reads();
    const read = (account: string, kind: string, id: string, token = "token") =>
      shared.of<ModelObject>(connection(token), account, kind).listed.read(model.api(account, kind, token), id);
    return { model, shared, read };
  }

  test("one account, one kind, the same credentials: nobody gets what others have read", async () => {
    const { model, read } = sharing();
    for (const [account, kind, token] of [
      ["one", "server", "token"],
      ["two", "server", "token"],
      ["one", "portal", "token"],
      ["one", "server", "other token"],
    ] as const) {
      await read(account, kind, "a", token);
      const answer = await read(account, kind, "b", token);
      expect(answer?.object.call).toMatchObject({ what: "page", account, kind, credentials: token });
    }
    expect(model.calls).toHaveLength(8);
  });

  test("a write to a server counts for all who read it, and for the portals that may show it", async () => {
    const { shared, read } = sharing();
    const whats = async (account: string, kind: string, token?: string) => {
      const ids = ["a", "b"] as const;
      const answers = [];
      for (const id of ids) {
        answers.push(await read(account, kind, id, token));
      }
      return answers.map((answer) => answer?.object.call.what);
    };
    await whats("one", "server");
    await whats("one", "portal");
    await whats("two", "server");

    shared.written("one", "server", "c");

    const from = async (account: string, kind: string, id: string, token?: string) =>
      (await read(account, kind, id, token))?.object.call.what;
    expect(await from("one", "server", "c")).toBe("get");
    expect(await from("one", "server", "d")).toBe("page");
    expect(await from("one", "portal", "c")).toBe("get");
    expect(await from("one", "portal", "d")).toBe("get");
    expect(await from("two", "server", "c")).toBe("page");
    // Who begins to read afterwards must not get a page from before the end of that write.
    await whats("one", "server", "other token");
    expect(await from("one", "server", "c", "other token")).toBe("get");
    expect(await from("one", "server", "d", "other token")).toBe("page");
  });
});

describe("reads of what was just written", () => {
  function togetherOf(servers: number) {
    const { model, calls } = accountOf(servers);
    const together = new ReadBacks<ModelObject>();
    const api = model.api("account", "server");
    return { model, calls, read: (id: number | string) => together.read(api, String(id)) };
  }

  test("one is one GET", async () => {
    const { read, calls } = togetherOf(10);
    await read(1);
    expect(calls()).toEqual({ gets: 1, pages: 0 });
  });

  test("eight at the same time are one GET and one page, and each gets its own", async () => {
    const { read, calls } = togetherOf(10);
    const answers = await Promise.all(numbers(8).map(read));
    expect(answers.map((answer) => answer?.object.id)).toEqual(numbers(8).map(String));
    expect(calls()).toEqual({ gets: 1, pages: 1 });
  });

  test("in a large account they are GETs, but for one page that told its size", async () => {
    const { read, calls } = togetherOf(2_000);
    await Promise.all(numbers(8).map((id) => read(1_900 + id)));
    expect(calls()).toEqual({ gets: 8, pages: 1 });
    await Promise.all(numbers(8).map((id) => read(1_900 + id)));
    expect(calls()).toEqual({ gets: 16, pages: 1 });
  });

  test("what a list does not show is asked for by itself", async () => {
    const { read } = togetherOf(3);
    const [, there, missing] = await Promise.all([read(0), read(1), read("never")]);
    expect([there?.object.id, missing]).toEqual(["1", undefined]);
  });
});
