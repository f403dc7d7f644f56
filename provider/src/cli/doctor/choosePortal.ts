/** Chooses the portal of a command: the named one, or the only one. */
import { listReadable } from "../../cloudflare/list";
import type { WirePortal } from "../../cloudflare/wire";
import { firstOf } from "../../lifecycle/values";
import type { OpenAccount } from "../account";
import { UsageError } from "../exitCodes";
import { sortBy } from "../order";
import { findPortal } from "./findPortal";

export async function choosePortal(account: OpenAccount, given: string | undefined): Promise<WirePortal> {
  if (given === undefined) {
    return chooseOnly(account);
  }
  const found = await findPortal(account, given);
  if ("portal" in found) {
    return found.portal;
  }
  const { candidates, areLike, unread } = found.missing;
  const listed = candidates.map(({ id, hostname }) => `${id} (${hostname})`);
  const words = [
    `Could not find the portal "${given}": no portal of account ${account.accountId} has that id, name or host name.`,
    listed.length === 0
      ? "The account has none, or this token is not allowed to see them."
      : areLike
        ? `Did you mean ${firstOf(listed, 3)}?`
        : `Its portals are: ${firstOf(listed, 8)}.`,
    unread.length === 0 ? "" : `These could not be read: ${firstOf(unread, 3)}`,
  ];
  throw new Error(words.filter((each) => each !== "").join(" "));
}

async function chooseOnly({ portals, accountId }: OpenAccount): Promise<WirePortal> {
  const { objects, unread } = await listReadable(portals);
  const [only, ...others] = sortBy(objects, ({ id }) => id);
  if (only !== undefined && others.length + unread.length === 0) {
    return only;
  }
  const ids = objects.map(({ id, hostname }) => `${id} (${hostname})`).toSorted();
  throw new UsageError(
    ids.length === 0
      ? `Which portal? Account ${accountId} lists none: there are none, or this token is not allowed to see them.`
      : `Which portal? Name one of these: ${firstOf(ids, 10)}.`,
  );
}
