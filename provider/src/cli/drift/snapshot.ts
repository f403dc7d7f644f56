/**
 * Snapshots of whole accounts: each kind of object is listed once, with ceil(N / 100) calls for any number of
 * comparisons.
 */
import type { CloudflareClient } from "../../cloudflare/client";
import type { Collection } from "../../cloudflare/collection";
import type { ConfigurationSource } from "../../configuration";
import type { KindName } from "../../kinds";
import { parsePulumiId } from "../../lifecycle/pulumiId";
import type { ResourceKind } from "../../lifecycle/resourceKind";
import { reasonOf } from "../../lifecycle/values";
import { say, visible } from "../../text/shown";
import { compareText, sortBy } from "../order";
import {
  kindNames,
  listObjects,
  registry,
  type AccountObjects,
  type ListOptions,
  type UnreadObject,
  type WireObjects,
} from "../registry";
import { formatCount } from "../text";
import type { Examination } from "./examination";
import { newFinding, type Finding } from "./report";
import { toSubject, type StateResource } from "./state";

export interface AccountSnapshot {
  readonly accountId: string;
  /** Sorted by id. */
  readonly objects: AccountObjects;
  /** Objects that exist and are unreadable. */
  readonly unread: readonly UnreadObject[];
  find<Kind extends KindName>(kind: Kind, id: string): WireObjects[Kind] | undefined;
}

export class Snapshots {
  private readonly accounts = new Map<CloudflareClient, Map<string, Promise<AccountSnapshot>>>();

  constructor(private readonly context: ListOptions["context"]) {}

  account(client: CloudflareClient, accountId: string): Promise<AccountSnapshot> {
    const known = this.accounts.get(client) ?? new Map<string, Promise<AccountSnapshot>>();
    this.accounts.set(client, known);
    const account = known.get(accountId) ?? this.read(client, accountId);
    known.set(accountId, account);
    return account;
  }

  /**
   * The definition of a kind, with its reads answered from the list. An object that is missing from the list is read on
   * its own: a list that shifts while it is read can hide one, and only Cloudflare's "not found" means gone.
   */
  answering<Kind extends KindName>(kind: Kind): ResourceKind<WireObjects[Kind], Collection<WireObjects[Kind]>> {
    const { definition } = registry[kind];
    return {
      ...definition,
      api: (options) => {
        const api = definition.api(options);
        const readObject = api.get.bind(api);
        api.get = async (id) => {
          const listed = (await this.account(options.client, options.accountId)).find(kind, id);
          return listed === undefined ? readObject(id) : { object: listed, date: undefined };
        };
        // Without pages, the lifecycle reads objects one by one, which the snapshot answers.
        api.page = () => Promise.reject(new Error("The whole list is read already."));
        return api;
      },
    };
  }

  private async read(client: CloudflareClient, accountId: string): Promise<AccountSnapshot> {
    const { objects, unread } = await listObjects({ client, accountId, context: this.context });
    const sorted = Object.entries(objects).map(([kind, list]) => [
      kind,
      sortBy<{ readonly id: string }>(list, ({ id }) => id),
    ]);
    const byId = Object.fromEntries(
      kindNames.map((kind) => [kind, new Map(objects[kind].map((each) => [each.id, each]))]),
    );
    return {
      accountId,
      objects: Object.fromEntries(sorted) as AccountObjects,
      unread,
      find: <Kind extends KindName>(kind: Kind, id: string) => byId[kind]?.get(id) as WireObjects[Kind] | undefined,
    };
  }
}

export interface ReadAccounts {
  readonly accounts: ReadonlyMap<string, AccountSnapshot>;
  readonly unread: readonly Finding[];
  /** The resources of readable accounts. */
  readonly readable: readonly StateResource[];
}

/** Lists each account once for each set of credentials. An unreadable account affects its own resources only. */
export async function readAccounts(snapshots: Snapshots, examination: Examination): Promise<ReadAccounts> {
  const { resources = [], connections, progress } = examination;
  const accounts = new Map<string, AccountSnapshot>();
  const unread = new Map<string, { readonly accountId: string; readonly reason: string; resources: number }>();
  const readable: StateResource[] = [];

  const read = async (accountId: string, source: ConfigurationSource): Promise<boolean> => {
    progress.say(say`reading account ${visible(accountId)}`);
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
  const nameless: Finding[] = [];
  for (const resource of resources) {
    if (parsePulumiId(resource.id) === undefined) {
      nameless.push(newFinding("could-not-read", toSubject(resource), "its id in the state is not <accountId>/<id>"));
    } else if (await read(toSubject(resource).accountId ?? "", connections.sourceFor(resource.provider))) {
      readable.push(resource);
    }
  }
  if (examination.account !== undefined && !accounts.has(examination.account)) {
    await read(examination.account, connections.own);
  }
  return {
    accounts: new Map([...accounts].sort(([one], [other]) => compareText(one, other))),
    unread: [
      ...nameless,
      ...[...unread.values()].map(({ accountId, reason, resources: count }) =>
        newFinding(
          "could-not-read",
          { kind: "account", accountId, id: accountId },
          resources.length === 0 ? reason : `${reason} (${formatCount(count, "resource")} of the stack)`,
        ),
      ),
    ],
    readable,
  };
}
