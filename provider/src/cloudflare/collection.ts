/** One kind of object in one account: the operations that servers and portals have in common. */
import type { Answer, CloudflareClient, Request } from "./client";
import { CloudflareError } from "./errors";
import { objectFault, type Fields } from "./shape";
import { listLimits } from "./wire";

/** What all requests of one operation share. */
export type RequestContext = Pick<Request, "deadline" | "secrets" | "onWait" | "beforeWrite">;

/** An object as Cloudflare holds it, and when it said so. */
export interface Observed<Wire> {
  readonly object: Wire;
  readonly date: number | undefined;
}

/** One page of a list. */
export interface Page<Wire> {
  readonly objects: readonly Wire[];
  /** How many there are on all pages; undefined where Cloudflare does not say. */
  readonly total: number | undefined;
  readonly isLast: boolean;
  readonly date: number | undefined;
  /** The length of its text. */
  readonly bytes: number;
}

/** Access to one kind of object in one account: what the lifecycle needs of the API. */
export interface Collection<Wire> {
  /** Undefined when Cloudflare says that there is none. Any other failure is thrown. */
  get(id: string): Promise<Observed<Wire> | undefined>;
  create(body: Readonly<Record<string, unknown>>): Promise<Wire>;
  update(id: string, body: Readonly<Record<string, unknown>>): Promise<Wire>;
  /** Also succeeds when there is none. */
  remove(id: string): Promise<void>;
  /** One page of as many objects as the API gives at once. The first is 1. */
  page(number: number, search?: string): Promise<Page<Wire>>;
}

/** What reading needs. */
export type Readable<Wire> = Pick<Collection<Wire>, "get" | "page">;

export interface CollectionOptions {
  /** As in messages: "MCP server". */
  readonly noun: string;
  /** Below the account: "servers". */
  readonly folder: string;
  /** What one object has. */
  readonly fields: Fields;
  readonly client: CloudflareClient;
  readonly accountId: string;
  readonly context: RequestContext;
}

export class ObjectCollection<Wire extends object> implements Collection<Wire> {
  constructor(protected readonly options: CollectionOptions) {}

  async get(id: string): Promise<Observed<Wire> | undefined> {
    const answer = await unlessMissing(
      this.send<Wire>({
        method: "GET",
        path: this.path(id),
        attempted: `read ${this.named(id)}`,
        flaw: (object) => this.flaw(object, id),
      }),
    );
    return answer && { object: answer.result, date: answer.date };
  }

  async create(body: Readonly<Record<string, unknown>>): Promise<Wire> {
    const id = String(body.id);
    const attempted = `create ${this.named(id)}`;
    const flaw = (object: unknown): string | undefined => this.flaw(object, id);
    return (await this.send<Wire>({ method: "POST", path: this.path(), body, attempted, flaw })).result;
  }

  async update(id: string, body: Readonly<Record<string, unknown>>): Promise<Wire> {
    const attempted = `update ${this.named(id)}`;
    const flaw = (object: unknown): string | undefined => this.flaw(object, id);
    return (await this.send<Wire>({ method: "PUT", path: this.path(id), body, attempted, flaw })).result;
  }

  async remove(id: string): Promise<void> {
    await unlessMissing(
      this.send<unknown>({
        method: "DELETE",
        path: this.path(id),
        attempted: `delete ${this.named(id)}`,
        // What was deleted comes back, and nobody needs it.
        isAnswer: (success) => success,
      }),
    );
  }

  async page(number: number, search?: string): Promise<Page<Wire>> {
    const { result, info, date, bytes } = await this.send<Wire[]>({
      method: "GET",
      path: this.path(),
      query: { page: number, per_page: listLimits.perPage, ...(search === undefined ? {} : { search }) },
      attempted: `list ${this.options.noun}s`,
      isAnswer: (success, rows) => success && Array.isArray(rows),
      flaw: (rows) => (rows as unknown[]).map((row) => this.flaw(row)).find((flaw) => flaw !== undefined),
    });
    // Cloudflare may give fewer at once than were asked for.
    const perPage = Math.min(count(info?.per_page) ?? Infinity, listLimits.perPage);
    const seen = (number - 1) * perPage + result.length;
    const told = count(info?.total_count);
    // More than there are: then only the end of the list tells.
    const total = told !== undefined && told >= seen ? told : undefined;
    const isLast = result.length === 0 || (total === undefined ? result.length < perPage : seen >= total);
    return { objects: result, total, isLast, date, bytes };
  }

  private flaw(object: unknown, id?: string): string | undefined {
    return objectFault(this.options.fields, object, id);
  }

  protected named(id: string): string {
    return `${this.options.noun} "${id}"`;
  }

  /** Of one object, or of all. */
  protected path(id?: string): string {
    const { accountId, folder } = this.options;
    const all = `/accounts/${segment(accountId)}/access/ai-controls/mcp/${folder}`;
    return id === undefined ? all : `${all}/${segment(id)}`;
  }

  protected send<Result>(request: Omit<Request, keyof RequestContext>): Promise<Answer<Result>> {
    return this.options.client.send<Result>({ ...this.options.context, ...request });
  }
}

/** More pages than any account has; protects from a list that never ends. */
const mostPages = 1_000;

/**
 * All objects, each once. A list that changes while it is read can show one twice, or hide one by moving it to a page
 * that was read already; so a list whose length changed on the way is read again.
 */
export async function everyObject<Wire extends { readonly id: string }>(
  collection: Pick<Collection<Wire>, "page">,
  search?: string,
): Promise<Wire[]> {
  for (let attempt = 1; ; attempt++) {
    const found = new Map<string, Wire>();
    const totals = new Set<number | undefined>();
    for (let number = 1; number <= mostPages; number++) {
      const page = await collection.page(number, search);
      totals.add(page.total);
      for (const object of page.objects) {
        found.set(object.id, object);
      }
      if (page.isLast) {
        break;
      }
      if (number === mostPages) {
        throw new Error(`The list did not end after ${mostPages} pages: this is not an answer of Cloudflare's API.`);
      }
    }
    if (totals.size === 1 || attempt === listAttempts) {
      return [...found.values()];
    }
  }
}

/** A number of objects, where it is one. */
function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}

const listAttempts = 3;

/** One step of a path. Dots alone would be taken for a way up, encoded or not, and end at another path of the API. */
function segment(id: string): string {
  if (/^\.*$/.test(id)) {
    throw new Error(`${JSON.stringify(id)} is not an id.`);
  }
  return encodeURIComponent(id);
}

async function unlessMissing<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudflareError && error.kind === "notFound") {
      return undefined;
    }
    throw error;
  }
}
