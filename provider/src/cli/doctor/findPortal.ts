/** The portal that the command line names: by id, name or host name. */
import { listReadable } from "../../cloudflare/list";
import { idForm, type WirePortal } from "../../cloudflare/wire";
import { normalName } from "../../cloudflare/zones";
import { isLike } from "../../text/nearest";
import { visible } from "../../text/shown";
import type { OpenAccount } from "../account";
import { UsageError } from "../exitCodes";
import { sortBy } from "../order";

/** The error for a missing portal. */
export interface MissingPortal {
  readonly given: string;
  /** The portals of the account, by id: those with a similar id, name or host name, or else all. */
  readonly candidates: readonly WirePortal[];
  /** Whether the portals are similar ones. */
  readonly areLike: boolean;
  /** Descriptions of unreadable portals, one of which might be the right one. */
  readonly unread: readonly string[];
}

export type FoundPortal = { readonly portal: WirePortal } | { readonly missing: MissingPortal };

/** Makes one call for an id, and lists portals for anything else. Throws if portals are unreadable. */
export async function findPortal({ portals }: Pick<OpenAccount, "portals">, given: string): Promise<FoundPortal> {
  const byId = isId(given) ? await portals.get(given) : undefined;
  if (byId !== undefined) {
    return { portal: byId.object };
  }
  const { objects, unread } = await listReadable(portals);
  const named = objects.filter((portal) => namesOf(portal).some((name) => isSame(name, given)));
  const [portal, ...others] = sortBy(named, ({ id }) => id);
  if (portal === undefined) {
    const all = sortBy(objects, ({ id }) => id);
    const like = all.filter((each) => namesOf(each).some((name) => isLike(normalName(name), normalName(given))));
    const missing = {
      given,
      candidates: like.length === 0 ? all : like,
      areLike: like.length > 0,
      unread: unread.map(({ named: words, reason }) => `${words}: ${reason}`),
    };
    return { missing };
  }
  if (others.length > 0) {
    const ids = [portal, ...others].map(({ id }) => visible(id)).join(", ");
    throw new UsageError(`Several portals are called "${visible(given)}". Name one by its id: ${ids}.`);
  }
  return { portal };
}

function isId(text: string): boolean {
  return text.length <= idForm.maxLength && new RegExp(idForm.pattern).test(text);
}

function namesOf({ id, name, hostname }: WirePortal): string[] {
  return [id, name, hostname];
}

function isSame(name: string, given: string): boolean {
  return normalName(name) === normalName(given);
}
