/** Whole lists, page after page: complete, or said to be incomplete. */
import { CloudflareError } from "./errors";
import type { Page, Readable, Unread } from "./reader";
import { listLimits } from "./wire";

const listAttempts = 3;

/** More pages than any account has, and far fewer than would use up the calls of a token. */
const mostPages = 200;

/** A list as far as it could be read. What is unread is there all the same. */
export interface Listed<Wire> {
  readonly objects: Wire[];
  readonly unread: readonly Unread[];
}

/** All objects, for callers for whom a list without one of them is none. */
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
 * All objects that can be read, each once. A list that changes while it is read can show one twice, or hide one by moving
 * it to a page that was read already; so a list whose length changed on the way, or that has fewer than Cloudflare counts,
 * is read again. One that stays incomplete is an error: it must not look as if something were gone.
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
 * What the pages of one reading have brought. Only two things end a list: a page without anything new, and as many objects
 * as Cloudflare counts, unless what it calls a count can be the size of the page.
 */
class Reading<Wire extends { readonly id: string }> {
  private readonly found = new Map<string, Wire>();
  private readonly unread = new Map<string, Unread>();
  private readonly totals = new Set<number>();
  private total = 0;
  private pages = 0;
  private cut: number | undefined;
  /** Whether the first page told of more. */
  private isForetold = false;

  /** Takes what a page brings. False if that is nothing. */
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
    // What has no id is told by its place, which is another one on each page, also where all pages are the same.
    const isNew = ids.length === 0 ? unread.length > 0 : ids.some((id) => !this.has(id));
    if (isNew) {
      objects.forEach((object) => this.found.set(object.id, object));
      unread.forEach((each) => this.unread.set(each.id ?? each.named, each));
    }
    return isNew;
  }

  /** Whether the page was the last. A reading that is repeated anyway ends early. */
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

  /** Whether a page may be cut to as many rows as are counted. A count that told of further pages, and stays, is one. */
  private canBeCut(rows: number): boolean {
    return rows >= smallestCut && (this.pages === 1 ? rows % cutStep === 0 : !this.isForetold || this.hasChanged);
  }

  /** What shows that the list ended too early. */
  gapAfter({ objects, unread }: Page<Wire>, hadAll: boolean): string | undefined {
    if (this.count < this.total) {
      return `Cloudflare reports ${this.total} objects but listed ${this.count}.`;
    }
    const rows = objects.length + unread.length;
    return hadAll && rows >= smallestCut ? `Cloudflare listed the same ${rows} objects on every page.` : undefined;
  }

  /** Whether the list changed its length while it was read. */
  get hasChanged(): boolean {
    return this.totals.size > 1;
  }

  /**
   * How many objects to ask for, if not for all that a page can take: as many as the first page had. An API that cuts pages
   * could otherwise skip the rest of each.
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

/** APIs cut pages to 20, 25, 50 or 100 objects. */
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
