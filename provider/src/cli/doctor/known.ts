/** Turns a read into a fact, or into the reason why there is none. */
import { CloudflareError } from "../../cloudflare/errors";
import type { Listed } from "../../cloudflare/list";
import type { ReadPermission } from "../../cloudflare/wire";
import { reasonOf } from "../../lifecycle/values";
import type { Known, ReadList, Unknown } from "./evidence";

export function known<Value>(value: Value): Known<Value> {
  return { known: true, value };
}

export function unknown(because: string, permission?: ReadPermission): Unknown {
  return { known: false, because, ...(permission !== undefined && { permission }) };
}

/** Results that a token without the permission was seen to get, too. */
export function emptyList(what: string, permission: ReadPermission): Unknown {
  const because = `Cloudflare lists no ${what}: there is none, or this token is not allowed to see it.`;
  return { ...unknown(because, permission), isEmpty: true };
}

/** A failed read is not a fact, and does not affect other reads. */
export async function attempt<Value>(permission: ReadPermission, read: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return known(await read());
  } catch (error) {
    const isRefused =
      error instanceof CloudflareError && (error.kind === "authentication" || error.kind === "permission");
    return unknown(reasonOf(error), isRefused ? permission : undefined);
  }
}

/** An empty list is not a fact: a token without the permission was seen to get one. */
export async function attemptList<Wire>(
  noun: string,
  permission: ReadPermission,
  list: () => Promise<Listed<Wire>>,
): Promise<Known<ReadList<Wire>>> {
  const listed = await attempt(permission, list);
  if (!listed.known) {
    return listed;
  }
  const { objects, unread } = listed.value;
  return objects.length + unread.length === 0
    ? emptyList(noun, permission)
    : known({ objects, unread: unread.map(({ named, reason }) => `${named}: ${reason}`) });
}
