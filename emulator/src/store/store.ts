/** The stored servers and portals of each account. */
import type { StoredPortal } from "./storedPortal";
import type { StoredServer } from "./storedServer";

/** The objects of one account by id, in order of creation. */
export interface Account {
  readonly servers: ReadonlyMap<string, StoredServer>;
  readonly portals: ReadonlyMap<string, StoredPortal>;
}

/** The objects of every account, as the store saves them. */
export type StoreContent = Readonly<Record<string, AccountContent>>;

export interface AccountContent {
  readonly servers: readonly StoredServer[];
  /** Absent in files from before there were portals. */
  readonly portals?: readonly StoredPortal[];
}

export interface StoreOptions {
  readonly accountIds: readonly string[];
  /** The saved content of an earlier run. */
  readonly content: StoreContent;
  /** Makes an account consistent after a write, before the write counts. */
  readonly consistent: (account: Account) => Account;
  /** Saves the whole content, or throws. */
  readonly save: (content: StoreContent) => void;
}

/** The servers and portals of each account. A write counts only once it is saved. */
export class Store {
  readonly servers = new Collection<StoredServer>(
    (accountId) => this.account(accountId).servers,
    (accountId, servers) => {
      this.write(accountId, { ...this.account(accountId), servers });
    },
  );
  readonly portals = new Collection<StoredPortal>(
    (accountId) => this.account(accountId).portals,
    (accountId, portals) => {
      this.write(accountId, { ...this.account(accountId), portals });
    },
  );
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly options: StoreOptions) {
    const { accountIds, content } = options;
    for (const accountId of new Set([...accountIds, ...Object.keys(content)])) {
      const { servers = [], portals = [] } = content[accountId] ?? {};
      this.accounts.set(accountId, { servers: byId(servers), portals: byId(portals) });
    }
  }

  hasAccount(accountId: string): boolean {
    return this.accounts.has(accountId);
  }

  private write(accountId: string, after: Account): void {
    const before = this.account(accountId);
    this.accounts.set(accountId, this.options.consistent(after));
    try {
      this.options.save(this.content());
    } catch (error) {
      this.accounts.set(accountId, before);
      throw error;
    }
  }

  private content(): StoreContent {
    return Object.fromEntries(
      [...this.accounts].map(([id, { servers, portals }]) => [
        id,
        { servers: [...servers.values()], portals: [...portals.values()] },
      ]),
    );
  }

  private account(accountId: string): Account {
    const account = this.accounts.get(accountId);
    if (account === undefined) {
      throw new Error(`The emulator has no account "${accountId}".`);
    }
    return account;
  }
}

/**
 * The objects of one kind in each account. It copies whatever goes in and out, so that nobody changes the store by
 * accident.
 */
class Collection<Stored extends { readonly id: string }> {
  constructor(
    private readonly read: (accountId: string) => ReadonlyMap<string, Stored>,
    private readonly write: (accountId: string, objects: ReadonlyMap<string, Stored>) => void,
  ) {}

  get(accountId: string, id: string): Stored | undefined {
    return structuredClone(this.read(accountId).get(id));
  }

  all(accountId: string): Stored[] {
    return structuredClone([...this.read(accountId).values()]);
  }

  /** The ids alone, in order of creation. */
  ids(accountId: string): string[] {
    return [...this.read(accountId).keys()];
  }

  put(accountId: string, objects: readonly Stored[]): void {
    const after = new Map(this.read(accountId));
    for (const object of objects) {
      after.set(object.id, structuredClone(object));
    }
    this.write(accountId, after);
  }

  delete(accountId: string, id: string): void {
    const after = new Map(this.read(accountId));
    after.delete(id);
    this.write(accountId, after);
  }
}

function byId<Stored extends { readonly id: string }>(objects: readonly Stored[]): Map<string, Stored> {
  return new Map(objects.map((object) => [object.id, structuredClone(object)]));
}
