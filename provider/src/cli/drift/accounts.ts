/** The accounts that a comparison is about, each read once. */
import { compareText } from "../order";
import { counted, reasonOf } from "../text";
import { subjectOf } from "./compare";
import type { Examination } from "./examination";
import { finding, type Finding } from "./report";
import type { Account, Snapshots } from "./snapshot";
import type { StateResource } from "./state";

interface AccountsRead {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly unread: readonly Finding[];
  /** The resources whose account could be read. */
  readonly readable: readonly StateResource[];
}

/** Lists each account once for each set of credentials. One that cannot be read costs its own resources only. */
export async function readAccounts(snapshots: Snapshots, examination: Examination): Promise<AccountsRead> {
  const { resources = [], connections, progress } = examination;
  const accounts = new Map<string, Account>();
  const unread = new Map<string, { readonly accountId: string; readonly reason: string; resources: number }>();
  const readable: StateResource[] = [];

  const read = async (accountId: string, source: Parameters<typeof connections.clientFor>[0]): Promise<boolean> => {
    progress.say(`reading account ${accountId}`);
    try {
      const account = await snapshots.account(await connections.clientFor(source), accountId);
      accounts.set(accountId, accounts.get(accountId) ?? account);
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      const key = `${accountId} ${reason}`;
      const known = unread.get(key) ?? { accountId, reason, resources: 0 };
      unread.set(key, { ...known, resources: known.resources + 1 });
      return false;
    }
  };
  for (const resource of resources) {
    if (await read(subjectOf(resource).accountId ?? "", connections.sourceFor(resource.provider))) {
      readable.push(resource);
    }
  }
  if (examination.account !== undefined && !accounts.has(examination.account)) {
    await read(examination.account, connections.own);
  }
  return {
    accounts: new Map([...accounts].sort(([one], [other]) => compareText(one, other))),
    unread: [...unread.values()].map(({ accountId, reason, resources: count }) =>
      finding(
        "could-not-read",
        { kind: "account", accountId, id: accountId },
        resources.length === 0 ? reason : `${reason} (${counted(count, "resource")} of the stack)`,
      ),
    ),
    readable,
  };
}
