/** Reads whole lists page by page: complete, or an error. */
import { CloudflareError } from "./errors";
import type { Page, Readable, Unread } from "./reader";
import { listLimits } from "./wire";

const listAttempts = 3;

/** More pages than any account has, and far fewer than the calls of a token. */
const mostPages = 200;

/** A list with its unreadable objects, which exist all the same. */
export interface Listed<Wire> {
  readonly objects: Wire[];
  readonly unread: readonly Unread[];
}

/** All objects; throws if one is unreadable, for callers that need the complete list. */
export async function everyObject<Wire extends { readonly id: string }>(
  collection: Pick<Readable<Wire>, "page">,
  search?: string,
): Promise<Wire[]> {
  const { objects, unread } = await listReadable(collection, search);
  if (unread.length > 0) {
    const [{ named, reason }] = unread as readonly [Unread];
    const more = unread.length === 1 ? "" : `, and ${unread.length - 1} more`;
    throw incomplete(`${named} cannot be read (${reason})${more}.`);
  }
  return objects;
}

/**
 * Reads all readable objects, each once. A list that changes meanwhile can show an object twice, or move it to an
 * earlier page. So a list is read again if its length changed, or if it has fewer objects than Cloudflare counts. A
 * list that stays incomplete is an error: it must not look as if objects were gone.
 */
export async function listReadable<Wire extends { readonly id: string }>(
  collection: Pick<Readable<Wire>, "page">,
  search?: string,
): Promise<Listed<Wire>> {
  for (let attempt = 1; ; attempt++) {
    const isLastAttempt = attempt === listAttempts;
    const reading = new Reading<Wire>();
    let gap: string | undefined;
    for (let number = 1; ; number++) {
      if (number > mostPages) {
        throw incomplete(`the list did not end after ${mostPages} pages.`);
      }
      const page = await collection.page(number, search, ...reading.size);
      const hadAll = !reading.add(page);
      if (hadAll || reading.isEnd(page, isLastAttempt)) {
        gap = reading.gapAfter(page, hadAll);
        break;
      }
    }
    if (gap === undefined && (isLastAttempt || !reading.hasChanged)) {
      return reading.listed;
    }
    if (gap !== undefined && isLastAttempt) {
      throw incomplete(gap);
    }
  }
}

/**
 * One reading of a list. It ends at a page without new objects, or once it has as many objects as Cloudflare counts,
 * unless that count might be the size of a page.
 */
class Reading<Wire extends { readonly id: string }> {
  private readonly found = new Map<string, Wire>();
  private readonly unread = new Map<string, Unread>();
  private readonly totals = new Set<number>();
  private total = 0;
  private pages = 0;
  private cut: number | undefined;
  /** Whether the first page announced more pages. */
  private isForetold = false;

  /** Adds a page. Returns false if it has nothing new. */
  add({ objects, unread, total }: Page<Wire>): boolean {
    const rows = objects.length + unread.length;
    this.pages += 1;
    if (this.pages === 1) {
      this.isForetold = (total ?? 0) > rows;
      this.cut = rows >= smallestCut && rows < listLimits.perPage ? rows : undefined;
    }
    if (total !== undefined) {
      this.total = total;
      this.totals.add(total);
    }
    const ids = [...objects, ...unread].flatMap(({ id }) => id ?? []);
    // An object without an id is known by its position, which differs on each page even if all pages are the same.
    const isNew = ids.length === 0 ? unread.length > 0 : ids.some((id) => !this.has(id));
    if (isNew) {
      objects.forEach((object) => this.found.set(object.id, object));
      unread.forEach((each) => this.unread.set(each.id ?? each.named, each));
    }
    return isNew;
  }

  /** Whether the page was the last. A reading that will be repeated ends early. */
  isEnd({ isLast, total, objects, unread }: Page<Wire>, isLastAttempt: boolean): boolean {
    if (!isLast) {
      return false;
    }
    if (this.hasChanged && !isLastAttempt) {
      return true;
    }
    const rows = objects.length + unread.length;
    return total === undefined ? rows < smallestCut : this.count >= total && !this.canBeCut(rows);
  }

  /** Whether the API might have cut the page to its count. A constant count that announced more pages is genuine. */
  private canBeCut(rows: number): boolean {
    return rows >= smallestCut && (this.pages === 1 ? rows % cutStep === 0 : !this.isForetold || this.hasChanged);
  }

  /** The evidence that the list ended too early. */
  gapAfter({ objects, unread }: Page<Wire>, hadAll: boolean): string | undefined {
    if (this.count < this.total) {
      return `Cloudflare reports ${this.total} objects but listed ${this.count}.`;
    }
    const rows = objects.length + unread.length;
    return hadAll && rows >= smallestCut ? `Cloudflare listed the same ${rows} objects on every page.` : undefined;
  }

  /** Whether the length of the list changed during the reading. */
  get hasChanged(): boolean {
    return this.totals.size > 1;
  }

  /**
   * The page size to request: the size of the first page if the API cut it. Otherwise the API could skip the rest of
   * each page.
   */
  get size(): [] | [number] {
    return this.cut === undefined ? [] : [this.cut];
  }

  get listed(): Listed<Wire> {
    return { objects: [...this.found.values()], unread: [...this.unread.values()] };
  }

  private get count(): number {
    return this.found.size + this.unread.size;
  }

  private has(id: string): boolean {
    return this.found.has(id) || this.unread.has(id);
  }
}

/** APIs typically cut pages to 20, 25, 50 or 100 objects. */
const smallestCut = listLimits.defaultPerPage;
const cutStep = 5;

function incomplete(reason: string): CloudflareError {
  return new CloudflareError("read the whole list", {
    kind: "broken",
    reason,
    remedy: "Try again. If it fails again, check cloudflare:baseUrl and CLOUDFLARE_BASE_URL, or ask Cloudflare.",
    maybeCommitted: false,
    retryable: false,
  });
}
