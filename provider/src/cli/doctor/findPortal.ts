/** The portal that the command line names: by id, name or host name. */
import { distance } from "fastest-levenshtein";
import { listReadable } from "../../cloudflare/list";
import { idForm, type WirePortal } from "../../cloudflare/wire";
import { normalName } from "../../cloudflare/zones";
import { visible } from "../../text/shown";
import type { OpenAccount } from "../account";
import { UsageError } from "../exitCodes";
import { sortBy } from "../order";

/** There is no such portal. */
export interface MissingPortal {
  readonly given: string;
  /** Those whose id, name or host name is nearest. */
  readonly nearest: readonly WirePortal[];
  /** Portals of the account that could not be read, in words: it might be one of them. */
  readonly unread: readonly string[];
}

export type FoundPortal = { readonly portal: WirePortal } | { readonly missing: MissingPortal };

const mostNearest = 3;

/** One call for an id, and those of a list for anything else. Throws where portals cannot be read. */
export async function findPortal({ portals }: Pick<OpenAccount, "portals">, given: string): Promise<FoundPortal> {
  const byId = isId(given) ? await portals.get(given) : undefined;
  if (byId !== undefined) {
    return { portal: byId.object };
  }
  const { objects, unread } = await listReadable(portals);
  const named = objects.filter((portal) => namesOf(portal).some((name) => isSame(name, given)));
  const [portal, ...others] = sortBy(named, ({ id }) => id);
  if (portal === undefined) {
    const near = sortBy(objects, ({ id }) => id).toSorted((one, other) => far(one, given) - far(other, given));
    const missing = {
      given,
      nearest: near.slice(0, mostNearest),
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

function far(portal: WirePortal, given: string): number {
  return Math.min(...namesOf(portal).map((name) => distance(normalName(name), normalName(given))));
}
