import type { StoredServer } from "./servers/storedServer";

/** Writes the whole content away; throws when it could not. */
export type Save = (content: StoreContent) => void;

/** What is stored, by account and id, in order of creation. */
export type StoreContent = Readonly<Record<string, { readonly servers: readonly StoredServer[] }>>;

/**
 * The servers of each account. A write is saved before it counts: when saving fails it did not happen. What goes in and
 * out is copied, so nobody changes the stored truth by accident.
 */
export class Store {
  private readonly accounts = new Map<string, Map<string, StoredServer>>();

  constructor(
    accountIds: readonly string[],
    content: StoreContent,
    private readonly save: Save,
  ) {
    for (const accountId of new Set([...accountIds, ...Object.keys(content)])) {
      const servers = content[accountId]?.servers ?? [];
      this.accounts.set(accountId, new Map(servers.map((server) => [server.id, structuredClone(server)])));
    }
  }

  hasAccount(accountId: string): boolean {
    return this.accounts.has(accountId);
  }

  server(accountId: string, id: string): StoredServer | undefined {
    return structuredClone(this.serversOf(accountId).get(id));
  }

  servers(accountId: string): StoredServer[] {
    return structuredClone([...this.serversOf(accountId).values()]);
  }

  putServers(accountId: string, servers: readonly StoredServer[]): void {
    this.write(accountId, (stored) => {
      for (const server of servers) {
        stored.set(server.id, structuredClone(server));
      }
    });
  }

  deleteServer(accountId: string, id: string): void {
    this.write(accountId, (stored) => {
      stored.delete(id);
    });
  }

  private write(accountId: string, change: (servers: Map<string, StoredServer>) => void): void {
    const before = this.serversOf(accountId);
    const after = new Map(before);
    change(after);
    this.accounts.set(accountId, after);
    try {
      this.save(this.content());
    } catch (error) {
      this.accounts.set(accountId, before);
      throw error;
    }
  }

  private content(): StoreContent {
    return Object.fromEntries([...this.accounts].map(([id, servers]) => [id, { servers: [...servers.values()] }]));
  }

  private serversOf(accountId: string): Map<string, StoredServer> {
    const servers = this.accounts.get(accountId);
    if (servers === undefined) {
      throw new Error(`The emulator has no account "${accountId}".`);
    }
    return servers;
  }
}
