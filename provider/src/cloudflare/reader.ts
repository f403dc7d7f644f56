/** Reads one kind of object: single ones, and pages of a list. */
import type { Answer, CloudflareClient, Request } from "./client";
import { CloudflareError } from "./errors";
import type { Rounded } from "./jsonText";
import { largestAnswer } from "./readable";
import { isObject } from "./shape";
import { listLimits, type ReadPermission } from "./wire";

/** The shared settings of all requests of one operation. */
export type RequestContext = Pick<Request, "deadline" | "secrets" | "onWait" | "beforeWrite" | "savedAdvice">;

/** An object from Cloudflare, and the time of the answer. */
export interface Observed<Wire> {
  readonly object: Wire;
  readonly date: number | undefined;
}

/** An unreadable object of a list. It does not affect the others, and it is not gone. */
export interface Unread {
  /** Undefined if even the id is unreadable. */
  readonly id: string | undefined;
  /** The object, in words. */
  readonly named: string;
  readonly reason: string;
}

/** One page of a list. */
export interface Page<Wire> {
  readonly objects: readonly Wire[];
  readonly unread: readonly Unread[];
  /** The number of objects on all pages; undefined if Cloudflare does not report it. */
  readonly total: number | undefined;
  readonly isLast: boolean;
  readonly date: number | undefined;
  /** The length of the text. */
  readonly bytes: number;
}

/** The API for reads. */
export interface Readable<Wire> {
  /** Undefined if Cloudflare says that the object does not exist. Throws any other failure. */
  get(id: string): Promise<Observed<Wire> | undefined>;
  /** One page, by default of the API's maximum size. Page numbers start at 1. */
  page(number: number, search?: string, size?: number): Promise<Page<Wire>>;
}

/** How to judge objects. */
export interface Judge {
  /** Replaces unreadable parts of an object before anything recurses over it. */
  readonly readable: (object: unknown, rounded: Rounded | undefined) => unknown;
  /** The fault of an object, in words; `id` is the requested id, if any. */
  readonly flaw: (object: unknown, id?: string) => string | undefined;
}

export interface ReaderOptions {
  /** The noun in messages: "MCP server". */
  readonly noun: string;
  /** The steps of the path to the list, unencoded. */
  readonly steps: readonly string[];
  readonly judge: Judge;
  readonly client: CloudflareClient;
  readonly context: RequestContext;
  /** The permission for reads. Default: the one for portals. */
  readonly permission?: ReadPermission;
  /** The filter of a list. Cloudflare's count might include all other objects. */
  readonly filter?: Readonly<Record<string, string>>;
  /** The maximum page size. Default: that of portals. */
  readonly perPage?: number;
}

/** A page of a given size. */
interface Range {
  /** Page numbers start at 1. */
  readonly number: number;
  readonly size: number;
  readonly search: string | undefined;
}

/** Smaller page sizes, for a page that is too large. Each must divide its size. */
const pageSizes = [listLimits.perPage, 25, 5, 1];

/** How many single objects of a list can be too large. Beyond that, the API probably ignores the page size. */
const mostTooLarge = 5;

export class ObjectReader<Wire extends object> implements Readable<Wire> {
  constructor(protected readonly reading: ReaderOptions) {}

  async get(id: string): Promise<Observed<Wire> | undefined> {
    const answer = await unlessMissing(
      this.send<Wire>({
        method: "GET",
        path: this.path(id),
        attempted: `read ${this.named(id)}`,
        ...this.judged(id),
      }),
    );
    return answer && { object: answer.result, date: answer.date };
  }

  async page(number: number, search?: string, size = this.reading.perPage ?? listLimits.perPage): Promise<Page<Wire>> {
    return this.rows({ number, size, search }, { left: mostTooLarge });
  }

  /** Reads smaller pages if one is too large, down to single objects. */
  private async rows(range: Range, tooLarge: { left: number }): Promise<Page<Wire>> {
    const { number, size, search } = range;
    try {
      return await this.pageOf(range);
    } catch (error) {
      if (!isTooLarge(error)) {
        throw error;
      }
      const smaller = pageSizes.find((each) => each < size && size % each === 0);
      if (smaller !== undefined) {
        const parts = size / smaller;
        const page = await this.joined((number - 1) * parts, parts, { size: smaller, search }, tooLarge);
        const rows = page.objects.length + page.unread.length;
        if (rows < Math.min(size, (page.total ?? 0) - (number - 1) * size)) {
          // The API does not support smaller pages.
          throw error;
        }
        return page;
      }
      tooLarge.left -= 1;
      if (tooLarge.left < 0) {
        throw error;
      }
      const unread = { id: undefined, named: this.numbered(number), reason: "it is larger than any that is read here" };
      return { objects: [], unread: [unread], total: undefined, isLast: false, date: undefined, bytes: 0 };
    }
  }

  /** Joins several pages into one. */
  private async joined(
    before: number,
    count: number,
    range: Omit<Range, "number">,
    tooLarge: { left: number },
  ): Promise<Page<Wire>> {
    const pages: Page<Wire>[] = [];
    while (pages.length < count && pages.at(-1)?.isLast !== true) {
      pages.push(await this.rows({ ...range, number: before + pages.length + 1 }, tooLarge));
    }
    const dates = pages.flatMap(({ date }) => date ?? []);
    return {
      objects: pages.flatMap(({ objects }) => objects),
      unread: pages.flatMap(({ unread }) => unread),
      total: pages.findLast(({ total }) => total !== undefined)?.total,
      isLast: pages.at(-1)?.isLast === true,
      date: dates.length === 0 ? undefined : Math.min(...dates),
      bytes: pages.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  private async pageOf({ number, size, search }: Range): Promise<Page<Wire>> {
    const { result, info, date, bytes } = await this.send<unknown[]>({
      method: "GET",
      path: this.path(),
      query: { ...this.reading.filter, page: number, per_page: size, ...(search === undefined ? {} : { search }) },
      attempted: `list ${this.reading.noun}s`,
      isAnswer: (success, rows) => success && Array.isArray(rows),
      readable: (rows, rounded) =>
        Array.isArray(rows) ? rows.map((row: unknown) => this.reading.judge.readable(row, rounded)) : rows,
      ...(size > 1 && { largest: largestAnswer.page }),
    });
    // Cloudflare might return fewer objects than requested.
    const perPage = Math.min(count(info?.per_page) ?? Infinity, size);
    const before = (number - 1) * perPage;
    const seen = before + result.length;
    // Users saw Cloudflare count unfiltered objects in a filtered list.
    const told = this.reading.filter === undefined ? count(info?.total_count) : undefined;
    // The count exceeds the objects, or equals the page size: then only the end of the list is reliable.
    const isBelievable = told !== undefined && told >= seen && !(perPage < size && told === perPage);
    const total = isBelievable ? told : undefined;
    const isLast = result.length === 0 || (total === undefined ? result.length < perPage : seen >= total);
    const objects: Wire[] = [];
    const unread: Unread[] = [];
    for (const [index, row] of result.entries()) {
      const reason = this.reading.judge.flaw(row);
      if (reason === undefined) {
        objects.push(row as Wire);
      } else {
        const id = isObject(row) && typeof row.id === "string" ? row.id : undefined;
        unread.push({ id, named: id === undefined ? this.numbered(before + index + 1) : this.named(id), reason });
      }
    }
    return { objects, unread, total, isLast, date, bytes };
  }

  private numbered(number: number): string {
    return `${this.reading.noun} number ${number} of the list`;
  }

  /** How to judge an answer about one object. */
  protected judged(id: string): Pick<Request, "readable" | "flaw"> {
    const { readable, flaw } = this.reading.judge;
    return { readable, flaw: (object) => flaw(object, id) };
  }

  protected named(id: string): string {
    return `${this.reading.noun} "${id}"`;
  }

  /** The path of one object, or of the list. */
  protected path(id?: string): string {
    return toPath(id === undefined ? this.reading.steps : [...this.reading.steps, id]);
  }

  protected send<Result>(request: Omit<Request, keyof RequestContext>): Promise<Answer<Result>> {
    const { client, context, permission } = this.reading;
    return client.send<Result>({ ...context, ...(permission !== undefined && { permission }), ...request });
  }
}

/** A path of the API. */
export function toPath(steps: readonly string[]): string {
  return steps.map((step) => `/${segment(step)}`).join("");
}

/** A number of objects; undefined for any other value. */
function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}

/** One step of a path. Dots alone, encoded or not, would move up to another path of the API. */
function segment(id: string): string {
  if (/^\.*$/.test(id)) {
    throw new Error(`${JSON.stringify(id)} is not an id.`);
  }
  return encodeURIComponent(id);
}

export function isTooLarge(error: unknown): boolean {
  return error instanceof CloudflareError && error.kind === "tooLarge";
}

export async function unlessMissing<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudflareError && error.kind === "notFound") {
      return undefined;
    }
    throw error;
  }
}
