/** The portal that a command is about: the one that it names, or the only one. */
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
  const { nearest, unread } = found.missing;
  const near = nearest.map(({ id, hostname }) => `${id} (${hostname})`).join(", ");
  const words = [
    `Could not find the portal "${given}": no portal of account ${account.accountId} has that id, name or host name.`,
    near === ""
      ? "The account has none, or this token is not allowed to see them."
      : `Did you mean one of these? ${near}`,
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
