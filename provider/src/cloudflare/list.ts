/** Whole lists, page after page: complete, or said to be incomplete. */
import type { Collection, Page, Unread } from "./collection";
import { CloudflareError } from "./errors";
import { listLimits } from "./wire";

const listAttempts = 3;

/** More pages than any account has; protects from a list that never ends. */
const mostPages = 1_000;

/** A list as far as it could be read. What is unread is there all the same. */
export interface Listed<Wire> {
  readonly objects: Wire[];
  readonly unread: readonly Unread[];
}

/** All objects, for callers for whom a list without one of them is none. */
export async function everyObject<Wire extends { readonly id: string }>(
  collection: Pick<Collection<Wire>, "page">,
  search?: string,
): Promise<Wire[]> {
  const { objects, unread } = await listReadable(collection, search);
  if (unread.length > 0) {
    const [{ named, reason }] = unread as readonly [Unread];
    const more = unread.length === 1 ? "" : `, and ${unread.length - 1} more`;
    throw incomplete(`${named} cannot be worked with (${reason})${more}.`);
  }
  return objects;
}

/**
 * All objects that can be read, each once. A list that changes while it is read can show one twice, or hide one by moving
 * it to a page that was read already; so a list whose length changed on the way, or that has fewer than Cloudflare counts,
 * is read again. One that stays incomplete is an error: it must not look as if something were gone.
 */
export async function listReadable<Wire extends { readonly id: string }>(
  collection: Pick<Collection<Wire>, "page">,
  search?: string,
): Promise<Listed<Wire>> {
  for (let attempt = 1; ; attempt++) {
    const { objects, unread, totals, gap } = await readPages(collection, search);
    if (gap === undefined && (totals === 1 || attempt === listAttempts)) {
      return { objects, unread };
    }
    if (gap !== undefined && attempt === listAttempts) {
      throw incomplete(gap);
    }
  }
}

interface ReadPages<Wire> extends Listed<Wire> {
  /** How many different ones there were. */
  readonly totals: number;
  /** Why there must be more objects, if so. */
  readonly gap: string | undefined;
}

/** A page that brings nothing new ends the list: whatever was asked for, more of it will not come. */
async function readPages<Wire extends { readonly id: string }>(
  collection: Pick<Collection<Wire>, "page">,
  search: string | undefined,
): Promise<ReadPages<Wire>> {
  const found = new Map<string, Wire>();
  const unread = new Map<string, Unread>();
  const totals = new Set<number | undefined>();
  let total: number | undefined;
  for (let number = 1; number <= mostPages; number++) {
    const page = await collection.page(number, search);
    const before = found.size + unread.size;
    totals.add(page.total);
    total = page.total ?? total;
    for (const object of page.objects) {
      found.set(object.id, object);
    }
    for (const each of page.unread) {
      unread.set(each.named, each);
    }
    const all = found.size + unread.size;
    // One whose length changes on the way is read again in any case.
    if (all === before || (page.isLast && (totals.size > 1 || isEnd(page, all)))) {
      const gap = gapAfter(page, { number, all, total });
      return { objects: [...found.values()], unread: [...unread.values()], totals: totals.size, gap };
    }
  }
  throw new Error(`The list did not end after ${mostPages} pages: this is not an answer of Cloudflare's API.`);
}

/** What shows that a list ended too early. The last page is given, which may be a repeated or an empty one. */
function gapAfter(
  { objects, unread }: Page<unknown>,
  { number, all, total }: { readonly number: number; readonly all: number; readonly total: number | undefined },
): string | undefined {
  const rows = objects.length + unread.length;
  // An empty page after full ones is the end, however many objects Cloudflare counts.
  const isAfterFullPages = rows === 0 && all > (number - 2) * listLimits.perPage;
  if (total !== undefined && all < total && !isAfterFullPages) {
    return `Cloudflare counts ${total} objects and lists ${all}.`;
  }
  return total === undefined && number > 1 && rows === listLimits.perPage && all === rows
    ? `Cloudflare lists the same ${rows} objects on each page.`
    : undefined;
}

/** A short page without a total may be one that the API cut: then the next one tells. */
function isEnd({ total, objects, unread }: Page<unknown>, all: number): boolean {
  return total === undefined ? objects.length + unread.length < listLimits.defaultPerPage : all >= total;
}

function incomplete(reason: string): CloudflareError {
  return new CloudflareError("read the whole list", {
    kind: "broken",
    reason,
    remedy: "Try again. If it fails again, check cloudflare:baseUrl and CLOUDFLARE_BASE_URL, or ask Cloudflare.",
    maybeCommitted: false,
    retryable: false,
  });
}
