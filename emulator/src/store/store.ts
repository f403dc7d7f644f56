/** The stored objects of each account. */
import type {
  StoredApplication,
  StoredGroup,
  StoredIdentityProvider,
  StoredOrganization,
  StoredServiceToken,
} from "./storedAccess";
import type { StoredRecord, StoredZone } from "./storedZone";
import type { StoredPortal } from "./storedPortal";
import type { StoredServer } from "./storedServer";

/** The kinds of object, as the data file names them. */
export interface StoredObjects {
  readonly servers: StoredServer;
  readonly portals: StoredPortal;
  readonly zones: StoredZone;
  readonly records: StoredRecord;
  readonly applications: StoredApplication;
  readonly groups: StoredGroup;
  readonly identityProviders: StoredIdentityProvider;
  readonly serviceTokens: StoredServiceToken;
  /** One or none. */
  readonly organizations: StoredOrganization;
}

export type StoredKind = keyof StoredObjects;

/** The objects of one account by id, in order of creation. */
export type Account = { readonly [Kind in StoredKind]: ReadonlyMap<string, StoredObjects[Kind]> };

/** The objects of every account, as the store saves them. */
export type StoreContent = Readonly<Record<string, AccountContent>>;

/** Files from before there was a kind lack it. */
export type AccountContent = { readonly [Kind in StoredKind]?: readonly StoredObjects[Kind][] };

export interface StoreOptions {
  readonly accountIds: readonly string[];
  /** The saved content of an earlier run. */
  readonly content: StoreContent;
  /** What an account has of the kinds that its content lacks. */
  readonly fresh: AccountContent;
  /** Makes an account consistent after a write, before the write counts. */
  readonly consistent: (account: Account) => Account;
  /** Saves the whole content, or throws. */
  readonly save: (content: StoreContent) => void;
}

/** The objects of each account. A write counts only once it is saved. */
export class Store {
  readonly servers = this.collection("servers");
  readonly portals = this.collection("portals");
  readonly zones = this.collection("zones");
  readonly records = this.collection("records");
  readonly applications = this.collection("applications");
  readonly groups = this.collection("groups");
  readonly identityProviders = this.collection("identityProviders");
  readonly serviceTokens = this.collection("serviceTokens");
  readonly organizations = this.collection("organizations");
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly options: StoreOptions) {
    const { accountIds, content, fresh } = options;
    for (const accountId of new Set([...accountIds, ...Object.keys(content)])) {
      this.accounts.set(accountId, loaded({ ...fresh, ...content[accountId] }));
    }
  }

  get accountIds(): string[] {
    return [...this.accounts.keys()];
  }

  hasAccount(accountId: string): boolean {
    return this.accounts.has(accountId);
  }

  private collection<Kind extends StoredKind>(kind: Kind): Collection<StoredObjects[Kind]> {
    return new Collection<StoredObjects[Kind]>(
      (accountId) => this.account(accountId)[kind],
      (accountId, objects) => {
        this.write(accountId, { ...this.account(accountId), [kind]: objects });
      },
    );
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
    return Object.fromEntries([...this.accounts].map(([id, account]) => [id, saved(account)]));
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
export class Collection<Stored extends { readonly id: string }> {
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

function loaded(content: AccountContent): Account {
  return {
    servers: byId(content.servers),
    portals: byId(content.portals),
    zones: byId(content.zones),
    records: byId(content.records),
    applications: byId(content.applications),
    groups: byId(content.groups),
    identityProviders: byId(content.identityProviders),
    serviceTokens: byId(content.serviceTokens),
    organizations: byId(content.organizations),
  };
}

function saved(account: Account): AccountContent {
  return Object.fromEntries(
    Object.entries(account).map(([kind, objects]: [string, ReadonlyMap<string, unknown>]) => [
      kind,
      [...objects.values()],
    ]),
  );
}

function byId<Stored extends { readonly id: string }>(objects: readonly Stored[] = []): Map<string, Stored> {
  return new Map(objects.map((object) => [object.id, structuredClone(object)]));
}
