/**
 * Batches reads, so that one list page serves many refreshes, and read-backs share a request.
 *
 * {@link Reads} groups the reads of a process by kind, account and credentials. A refresh uses {@link ListedReads},
 * which returns an object as it was at some time during this command. A step that has just written uses {@link
 * ReadBacks}, which returns the object as it is from now on.
 */
import type { Observed, Readable } from "../cloudflare/reader";
import { listLimits } from "../cloudflare/wire";
import type { Connection } from "../configuration";

/** The shared reads of one kind of object, in one account and with the same credentials. */
interface Shared<Wire extends { readonly id: string }> {
  readonly listed: ListedReads<Wire>;
  readonly backs: ReadBacks<Wire>;
}

interface Group {
  readonly accountId: string;
  readonly noun: string;
  readonly shared: Shared<never>;
}

interface Write {
  readonly accountId: string;
  readonly noun: string;
  readonly id: string;
}

export class Reads {
  private readonly groups = new Map<string, Group>();
  private readonly writes = new Map<string, Write>();

  of<Wire extends { readonly id: string }>(connection: Connection, accountId: string, noun: string): Shared<Wire> {
    const key = JSON.stringify([connection.baseUrl, connection.headers, accountId, noun]);
    const group = this.groups.get(key) ?? this.newGroup(accountId, noun);
    this.groups.set(key, group);
    return group.shared as unknown as Shared<Wire>;
  }

  /** Called when a write begins, with any credentials. */
  written(accountId: string, noun: string, id: string): void {
    const write = { accountId, noun, id };
    this.writes.set(JSON.stringify(write), write);
    for (const group of this.groups.values()) {
      apply(write, group);
    }
  }

  /** A write in progress also counts for reads that begin meanwhile. */
  private newGroup(accountId: string, noun: string): Group {
    const group = { accountId, noun, shared: { listed: new ListedReads<never>(), backs: new ReadBacks<never>() } };
    for (const write of this.writes.values()) {
      apply(write, group);
    }
    return group;
  }
}

/** A write to one object can change objects of another kind: a portal contains its servers. */
function apply(write: Write, { accountId, noun, shared }: Group): void {
  if (write.accountId !== accountId) {
    return;
  }
  if (write.noun === noun) {
    shared.listed.written(write.id);
  } else {
    shared.listed.forget();
  }
}

/**
 * The limit of cached page text; parsed, it takes about a third more. Dropped objects cost a GET. A server can have 100
 * KB of tools.
 */
const mostBytes = 64 * 1024 * 1024;

interface Row<Wire> {
  readonly observed: Observed<Wire>;
  readonly bytes: number;
}

/**
 * Answers reads from list pages where that costs fewer calls than a GET for each. N reads in an account of T objects
 * cost at most 2N + M and 2 ceil(T / 100) + M calls (M: objects that no page can answer). Proof:
 * docs/internals/performance.md.
 */
export class ListedReads<Wire extends { readonly id: string }> {
  /** Unread objects from pages, oldest first. */
  private readonly rows = new Map<string, Row<Wire>>();
  private bytes = 0;
  private readonly asked = new Set<string>();
  private readonly spent = new Set<string>();
  /** All objects that pages have contained. */
  private readonly seen = new Set<string>();
  /** The objects that wait for a page. */
  private readonly waiting = new Set<string>();
  private pages = 0;
  /** The number of remaining pages, according to the last one. */
  private left = Infinity;
  /**
   * The page on which the list promised to end when a read relied on it. If the list continues, it is not trusted
   * again.
   */
  private promisedEnd: number | undefined;
  private loading: Promise<void> | undefined;

  /** The object at some time during this command. Undefined if it does not exist. */
  async read(api: Readable<Wire>, id: string): Promise<Observed<Wire> | undefined> {
    const isFirst = this.asked.size === 0;
    this.asked.add(id);
    if (!isFirst) {
      await this.untilListed(api, id);
    }
    // Removed at once, before another read takes it.
    const listed = this.rows.get(id)?.observed;
    this.spend(id);
    return listed ?? api.get(id);
  }

  /** Called when a write to an object begins. */
  written(id: string): void {
    this.spend(id);
  }

  /** Drops all pages, because they might all have changed. From then on every read is a GET. */
  forget(): void {
    this.left = 0;
    this.rows.clear();
    this.bytes = 0;
  }

  /** Reads pages until the object is on one, or another page would cost too much. */
  private async untilListed(api: Readable<Wire>, id: string): Promise<void> {
    this.waiting.add(id);
    while (!this.spent.has(id) && !this.rows.has(id) && this.isWorthAPage()) {
      this.loading ??= this.load(api).finally(() => {
        this.loading = undefined;
      });
      await this.loading;
    }
    this.waiting.delete(id);
  }

  private isWorthAPage(): boolean {
    if (this.left === 0) {
      return false;
    }
    if (this.loading !== undefined || this.pages < this.asked.size) {
      return true;
    }
    const unanswered = [...this.waiting].filter((id) => !this.rows.has(id) && !this.spent.has(id));
    if (this.left > unanswered.length) {
      return false;
    }
    this.promisedEnd ??= this.pages + this.left;
    return this.pages < this.promisedEnd;
  }

  private spend(id: string): void {
    this.spent.add(id);
    this.drop(id);
  }

  private drop(id: string): void {
    this.bytes -= this.rows.get(id)?.bytes ?? 0;
    this.rows.delete(id);
  }

  /**
   * Reads the next page. An unreadable list or object fails no read: a GET works, or reports the fault. A page without
   * new objects is the last.
   */
  private async load(api: Readable<Wire>): Promise<void> {
    this.pages += 1;
    try {
      const { objects, unread, date, bytes, total = Infinity, isLast } = await api.page(this.pages);
      if (this.left === 0) {
        return;
      }
      const rows = objects.length + unread.length;
      const isNew = unread.length > 0 || objects.some(({ id }) => !this.seen.has(id));
      this.left = isLast || !isNew ? 0 : Math.max(1, Math.ceil(total / rows) - this.pages);
      objects.forEach(({ id }) => this.seen.add(id));
      for (const object of objects.filter(({ id }) => !this.spent.has(id))) {
        this.drop(object.id);
        this.keep({ observed: { object, date }, bytes: bytes / objects.length });
      }
    } catch {
      this.left = 0;
    }
  }

  private keep(row: Row<Wire>): void {
    this.rows.set(row.observed.object.id, row);
    this.bytes += row.bytes;
    for (const oldest of this.rows.keys()) {
      if (this.bytes <= mostBytes) {
        return;
      }
      this.drop(oldest);
    }
  }
}

interface Asking<Wire> {
  readonly api: Readable<Wire>;
  readonly id: string;
  readonly answer: (object: Promise<Observed<Wire> | undefined>) => void;
}

/**
 * Reads back written objects, and batches requests that arrive during a read: a list answers them if that takes fewer
 * calls than a GET for each. That helps when many servers are created, above all when the rate limit delays all of
 * them.
 */
export class ReadBacks<Wire extends { readonly id: string }> {
  private asking: Asking<Wire>[] = [];
  private isBusy = false;
  /** The number of objects in the account when it was last listed. */
  private total: number | undefined;

  read(api: Readable<Wire>, id: string): Promise<Observed<Wire> | undefined> {
    return new Promise((answer) => {
      this.asking.push({ api, id, answer });
      void this.work();
    });
  }

  private async work(): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    while (this.asking.length > 0) {
      const together = this.asking;
      this.asking = [];
      const listed = await this.list(together);
      const answers = together.map(({ api, id, answer }) => {
        const found = listed.get(id);
        const object = found === undefined ? api.get(id) : Promise.resolve(found);
        answer(object);
        return object;
      });
      // The callers get the failure; this only waits until all reads are done.
      await Promise.allSettled(answers);
    }
    this.isBusy = false;
  }

  /** Empty if single reads take no more calls, or if the list is unreadable. */
  private async list(together: readonly Asking<Wire>[]): Promise<Map<string, Observed<Wire>>> {
    const listed = new Map<string, Observed<Wire>>();
    const pages = this.total === undefined ? 1 : Math.max(1, Math.ceil(this.total / listLimits.perPage));
    const api = together[0]?.api;
    if (api === undefined || pages >= together.length) {
      return listed;
    }
    try {
      for (let number = 1; number <= pages; number++) {
        const { objects, date, total } = await api.page(number);
        this.total = total;
        for (const object of objects) {
          listed.set(object.id, { object, date });
        }
      }
    } catch {
      return listed;
    }
    return listed;
  }
}
