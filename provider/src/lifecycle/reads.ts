/**
 * Batches reads, so that one list page serves many refreshes, and read-backs share a request.
 *
 * {@link Reads} groups the reads of a process by kind, account and credentials. A refresh uses {@link ListedReads}: the
 * object as it was at some time during this command. A step that has just written uses {@link ReadBacks}: the object as it
 * is from now on.
 */
import type { Observed, Readable } from "../cloudflare/reader";
import { listLimits } from "../cloudflare/wire";
import type { Connection } from "../configuration";

/** What all steps of this process share that read objects of one kind, in one account, with the same credentials. */
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

  /** To be called when a write begins, with whatever credentials. */
  written(accountId: string, noun: string, id: string): void {
    const write = { accountId, noun, id };
    this.writes.set(JSON.stringify(write), write);
    for (const group of this.groups.values()) {
      apply(write, group);
    }
  }

  /** A write that is still under way counts for those who begin to read meanwhile, too. */
  private newGroup(accountId: string, noun: string): Group {
    const group = { accountId, noun, shared: { listed: new ListedReads<never>(), backs: new ReadBacks<never>() } };
    for (const write of this.writes.values()) {
      apply(write, group);
    }
    return group;
  }
}

/** A write to one object can change objects of another kind: a portal shows its servers whole. */
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
 * The limit of cached page text; parsed, it takes about a third more. A read of a dropped object costs a GET. A server can
 * have 100 KB of tools.
 */
const mostBytes = 64 * 1024 * 1024;

interface Row<Wire> {
  readonly observed: Observed<Wire>;
  readonly bytes: number;
}

/**
 * One list for many reads. A refresh of a thousand servers would otherwise be a thousand calls, and a token has 1,200 in
 * five minutes for everything that it does; a page of a list holds a hundred whole servers.
 *
 * Nobody says how many objects will be asked for, or on which pages they are. So the first read is a GET, and a further
 * page is read only while the pages do not outnumber the objects asked for so far, or when the rest of the list is no
 * more calls than the objects that are being waited for. What is not on the pages then is a GET.
 *
 * So N reads in an account of T objects cost at most 2N + M calls, and at most 2 ceil(T / 100) + M, where M counts what no
 * page can answer: objects that do not exist, were read before, were written to, or were dropped. A stack that has one
 * server of five thousand pays for one call, and one that has three pays for at most six; one that has a thousand of a
 * thousand, in whatever order eight at a time ask for them, pays for eleven. (Twice the least is the best that can be
 * promised to those who ask one after the other: each time, the object may be on the last page.)
 *
 * Why an answer from a page is right:
 * - It is not older than the command, since each command has a process of its own, and this memory lives in it.
 * - An object is answered from pages once, and not at all after a write to it began: whatever may have changed since is
 *   asked for again. (`spent` only grows, so a page that was under way during a write cannot bring the old state back.)
 * - "Not on the pages" proves nothing, since pages shift when somebody adds or deletes meanwhile: a GET decides.
 * - Accounts and credentials have reads of their own.
 */
export class ListedReads<Wire extends { readonly id: string }> {
  /** What the pages have brought and nobody has asked for yet, oldest first. */
  private readonly rows = new Map<string, Row<Wire>>();
  private bytes = 0;
  private readonly asked = new Set<string>();
  private readonly spent = new Set<string>();
  /** All that pages have brought. */
  private readonly seen = new Set<string>();
  /** The objects that somebody waits for until a page is there. */
  private readonly waiting = new Set<string>();
  private pages = 0;
  /** How many pages are left, as the last one said. */
  private left = Infinity;
  /** The page with which the list promised to end when that was relied on. One that goes on lies, and is relied on no more. */
  private promisedEnd: number | undefined;
  private loading: Promise<void> | undefined;

  /** The object as it was at some time during this command, at the earliest. Undefined when there is none. */
  async read(api: Readable<Wire>, id: string): Promise<Observed<Wire> | undefined> {
    const isFirst = this.asked.size === 0;
    this.asked.add(id);
    if (!isFirst) {
      await this.untilListed(api, id);
    }
    // At once, before anybody else comes to it.
    const listed = this.rows.get(id)?.observed;
    this.spend(id);
    return listed ?? api.get(id);
  }

  /** To be called when a write to an object begins. */
  written(id: string): void {
    this.spend(id);
  }

  /** Forgets all pages: what they say may have changed as a whole. From then on every read is a GET. */
  forget(): void {
    this.left = 0;
    this.rows.clear();
    this.bytes = 0;
  }

  /** Reads pages until the object is on one, or no further page is worth it. */
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
   * Reads the next page. A list that cannot be read is no failure of anybody, and neither is an object of it: GETs say what
   * is wrong, or work. A page that brings nothing new is the last.
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
 * Reads back written objects. Requests that arrive during a read are batched: a list answers them if that takes fewer calls
 * than a GET for each. That is so when many servers are created, above all while the rate limit holds all of them.
 */
export class ReadBacks<Wire extends { readonly id: string }> {
  private asking: Asking<Wire>[] = [];
  private isBusy = false;
  /** How many objects the account had when it was last listed. */
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
      // Whoever asked hears of a failure; here it only matters that all is over.
      await Promise.allSettled(answers);
    }
    this.isBusy = false;
  }

  /** Empty where single reads are no more calls, or where the list cannot be read. */
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
