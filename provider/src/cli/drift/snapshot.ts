/** Whole accounts, each kind of object listed once: ceil(N / 100) calls, whoever asks. */
import type { CloudflareClient } from "../../cloudflare/client";
import { everyObject, type Collection } from "../../cloudflare/collection";
import { Portals } from "../../cloudflare/portals";
import { Servers } from "../../cloudflare/servers";
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import type { ResourceKind } from "../../lifecycle/resourceKind";
import { compareText } from "../order";

export interface Account {
  readonly accountId: string;
  /** Sorted by id. */
  readonly servers: readonly WireServer[];
  readonly portals: readonly WirePortal[];
}

type Context = ConstructorParameters<typeof Servers>[0]["context"];

/** What is asked of one account with one set of credentials. */
export class Snapshots {
  private readonly accounts = new Map<CloudflareClient, Map<string, Promise<Account>>>();

  constructor(private readonly context: Context) {}

  account(client: CloudflareClient, accountId: string): Promise<Account> {
    const known = this.accounts.get(client) ?? new Map<string, Promise<Account>>();
    this.accounts.set(client, known);
    const account = known.get(accountId) ?? this.read(client, accountId);
    known.set(accountId, account);
    return account;
  }

  /**
   * The same definition, its reads answered from the account as it was listed. What the list does not have is asked for:
   * a list that shifts while it is read can hide an object, and only Cloudflare's "not found" means gone.
   */
  answering<Wire extends { readonly id: string }, Api extends Collection<Wire>>(
    definition: ResourceKind<Wire, Api>,
    pick: (account: Account) => readonly Wire[],
  ): ResourceKind<Wire, Api> {
    return {
      ...definition,
      api: (options) => {
        const api = definition.api(options);
        const ask = api.get.bind(api);
        api.get = async (id) => {
          const listed = pick(await this.account(options.client, options.accountId)).find((each) => each.id === id);
          return listed === undefined ? ask(id) : { object: listed, date: undefined };
        };
        // The lifecycle then reads one by one, which is what is answered above.
        api.page = () => Promise.reject(new Error("The whole list is read already."));
        return api;
      },
    };
  }

  private async read(client: CloudflareClient, accountId: string): Promise<Account> {
    const options = { client, accountId, context: this.context };
    const servers = await everyObject(new Servers(options));
    const portals = await everyObject(new Portals(options));
    return { accountId, servers: servers.sort(byId), portals: portals.sort(byId) };
  }
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return compareText(one.id, other.id);
}
