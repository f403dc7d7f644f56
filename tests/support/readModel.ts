/**
 * A model of a Cloudflare account that remembers its whole history: each object at each moment, and each call.
 *
 * It serves tests of reads that share a list page, which must hold for every interleaving.
 */
import type { Observed, Page, Readable } from "../../provider/src/cloudflare/reader";

export interface ModelObject {
  readonly id: string;
  readonly account: string;
  readonly kind: string;
  /** The moment of the last change to it, or, of a portal, to any server that it may show. */
  readonly version: number;
  /** The moment at which Cloudflare looked. */
  readonly seen: number;
  /** The call that brought it. */
  readonly call: ModelCall;
}

export interface ModelCall {
  readonly what: "get" | "page";
  readonly account: string;
  readonly credentials: string;
  readonly kind: string;
  /** Of a GET. */
  readonly id?: string;
  /** When Cloudflare looked; undefined when the call failed. */
  served?: number;
}

export class FailedCall extends Error {}

/** Waits for as long as a test wants; what for is for its report. */
export type Delay = (label: string) => Promise<void>;

export interface ModelOptions {
  readonly pageSize: number;
  /** Whether a page says how many objects there are. */
  readonly tellsTotal?: boolean;
  /** Before Cloudflare sees a call, and before the caller sees its answer. */
  readonly delay?: Delay;
  /** Which of all calls, counted from 0, fail. */
  readonly fails?: (call: number) => boolean;
  /** The length of the text of a page. */
  readonly pageBytes?: number;
}

export class ReadModel {
  readonly calls: ModelCall[] = [];
  private moment = 0;
  private readonly folders = new Map<string, { order: string[]; changed: Map<string, number> }>();

  constructor(private readonly options: ModelOptions) {}

  /** A new moment. Nothing happens twice at the same one. */
  now(): number {
    this.moment += 1;
    return this.moment;
  }

  /** The ids that are there, in the order of the list. */
  ids(account: string, kind: string): readonly string[] {
    return this.folder(account, kind).order;
  }

  /** Adds an object somewhere in the list: nobody documents its order. */
  add(account: string, kind: string, id: string, position = Infinity): void {
    const { order, changed } = this.folder(account, kind);
    if (!order.includes(id)) {
      order.splice(Math.min(position, order.length), 0, id);
    }
    changed.set(id, this.now());
  }

  edit(account: string, kind: string, id: string): void {
    this.folder(account, kind).changed.set(id, this.now());
  }

  remove(account: string, kind: string, id: string): void {
    const { order } = this.folder(account, kind);
    order.splice(0, order.length, ...order.filter((each) => each !== id));
    this.now();
  }

  /** Access as somebody. */
  api(account: string, kind: string, credentials = "token"): Readable<ModelObject> {
    const call = (what: "get" | "page", id?: string): ModelCall => {
      const made: ModelCall = { what, account, credentials, kind, ...(id !== undefined && { id }) };
      this.calls.push(made);
      return made;
    };
    return {
      get: async (id): Promise<Observed<ModelObject> | undefined> => {
        const made = call("get", id);
        const found = await this.served(made, `GET ${kind} ${id}`, () => this.look(made, id));
        return found && { object: found, date: undefined };
      },
      page: async (number): Promise<Page<ModelObject>> => {
        const made = call("page");
        const { pageSize, tellsTotal = true, pageBytes = 1 } = this.options;
        return this.served(made, `page ${number} of ${kind}s`, () => {
          const { order } = this.folder(account, kind);
          const objects = order
            .slice((number - 1) * pageSize, number * pageSize)
            .flatMap((id) => this.look(made, id) ?? []);
          const isLast = objects.length < pageSize || (tellsTotal && number * pageSize >= order.length);
          const total = tellsTotal ? order.length : undefined;
          return { objects, unread: [], total, isLast, date: undefined, bytes: pageBytes };
        });
      },
    };
  }

  /** The calls of one kind of reader. */
  callsOf(account: string, kind: string): readonly ModelCall[] {
    return this.calls.filter((call) => call.account === account && call.kind === kind);
  }

  private async served<Result>(made: ModelCall, label: string, look: () => Result): Promise<Result> {
    const { delay = () => Promise.resolve(), fails = () => false } = this.options;
    const index = this.calls.indexOf(made);
    await delay(`${label} arrives`);
    if (fails(index)) {
      await delay(`${label} fails`);
      throw new FailedCall(label);
    }
    made.served = this.now();
    const result = look();
    await delay(`${label} is answered`);
    return result;
  }

  private look(call: ModelCall, id: string): ModelObject | undefined {
    const { account, kind } = call;
    const { order, changed } = this.folder(account, kind);
    if (!order.includes(id)) {
      return undefined;
    }
    const shown = kind === "portal" ? [...this.folder(account, "server").changed.values()] : [];
    const version = Math.max(changed.get(id) ?? 0, ...shown);
    return { id, account, kind, version, seen: call.served ?? NaN, call };
  }

  private folder(account: string, kind: string): { order: string[]; changed: Map<string, number> } {
    const key = `${account}/${kind}`;
    const folder = this.folders.get(key) ?? { order: [], changed: new Map<string, number>() };
    this.folders.set(key, folder);
    return folder;
  }
}

/** Runs tasks in their order, at most so many at the same time: as the engine hands out reads. */
export async function atATime(count: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const queue = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      await task();
    }
  };
  await Promise.all(Array.from({ length: count }, work));
}
