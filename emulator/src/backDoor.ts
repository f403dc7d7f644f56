import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";
import type { Kind } from "./portals/offered";
import type { Portals } from "./portals/portals";
import type { PortalContext } from "./portals/write";
import { editedPortal, seededPortal } from "./portals/seed";
import type { PortalChanges, StoredPortal } from "./portals/storedPortal";
import { numberedServers, seededServer } from "./servers/seed";
import type { Servers } from "./servers/servers";
import type { StoredServer } from "./servers/storedServer";
import type { Store } from "./store";
import type { Switches } from "./switches";

/** What is stored, and changes that nobody made through the API. Without an account id it is the first account. */
export interface BackDoor {
  /** What is stored, with the credentials that the API never returns. */
  server(id: string, accountId?: string): StoredServer | undefined;
  servers(accountId?: string): StoredServer[];
  /** Portals follow, as they do after a sync: the tools that they show are those of the server. */
  editServer(id: string, changes: Partial<StoredServer>, accountId?: string): void;
  /** Portals lose it. */
  removeServer(id: string, accountId?: string): void;
  seedServer(server: Partial<StoredServer> & { id: string }, accountId?: string): void;
  /** Adds servers with the ids server-0001, server-0002 and so on. */
  seedServers(count: number, accountId?: string): void;
  /** Plays the login of an OAuth server; the upstream server is then read with the access token, if there is one. */
  login(id: string, accountId?: string, accessToken?: string): Promise<StoredServer>;

  portal(id: string, accountId?: string): StoredPortal | undefined;
  portals(accountId?: string): StoredPortal[];
  /** The tools that a client of the portal would be offered: named, described and chosen as the portal does it. */
  portalTools(id: string, accountId?: string): WireDefinition[];
  portalPrompts(id: string, accountId?: string): WireDefinition[];
  /** `servers` replaces all rows; each has to name only its server. */
  editPortal(id: string, changes: PortalChanges, accountId?: string): void;
  removePortal(id: string, accountId?: string): void;
  seedPortal(portal: PortalChanges & { id: string }, accountId?: string): void;
}

export interface BackDoorOptions {
  readonly store: Store;
  readonly servers: Servers;
  readonly portals: Portals;
  readonly switches: () => Switches;
  readonly now: () => number;
  readonly writer: string;
  readonly accountId: string;
}

export function backDoor(options: BackDoorOptions): BackDoor {
  const { store } = options;
  const accountOr = (accountId: string | undefined): string => accountId ?? options.accountId;
  const context = (accountId: string): PortalContext => ({
    switches: options.switches(),
    now: options.now(),
    writer: options.writer,
    server: (id) => store.servers.get(accountId, id),
  });
  const seedServers = (seeds: readonly (Partial<StoredServer> & { id: string })[], accountId: string): void => {
    store.servers.put(
      accountId,
      seeds.map((fields) => seededServer(fields, context(accountId))),
    );
  };
  const offered = (kind: Kind, id: string, account: string | undefined): WireDefinition[] => {
    const accountId = accountOr(account);
    const portal = existing(store.portals.get(accountId, id), `portal "${id}" that could offer anything`);
    return options.portals.offered(accountId, portal, kind);
  };

  return {
    server: (id, accountId) => store.servers.get(accountOr(accountId), id),
    servers: (accountId) => store.servers.all(accountOr(accountId)),
    editServer: (id, changes, account) => {
      const accountId = accountOr(account);
      const stored = existing(store.servers.get(accountId, id), `server "${id}" to edit`);
      store.servers.put(accountId, [{ ...stored, ...changes, id }]);
    },
    removeServer: (id, account) => {
      const accountId = accountOr(account);
      existing(store.servers.get(accountId, id), `server "${id}" to remove`);
      store.servers.delete(accountId, id);
    },
    seedServer: (server, accountId) => {
      seedServers([server], accountOr(accountId));
    },
    seedServers: (count, accountId) => {
      seedServers(numberedServers(count), accountOr(accountId));
    },
    login: (id, accountId, accessToken) => options.servers.login(accountOr(accountId), id, accessToken ?? null),

    portal: (id, accountId) => store.portals.get(accountOr(accountId), id),
    portals: (accountId) => store.portals.all(accountOr(accountId)),
    portalTools: (id, accountId) => offered("tools", id, accountId),
    portalPrompts: (id, accountId) => offered("prompts", id, accountId),
    editPortal: (id, changes, account) => {
      const accountId = accountOr(account);
      const stored = existing(store.portals.get(accountId, id), `portal "${id}" to edit`);
      store.portals.put(accountId, [editedPortal(stored, changes, context(accountId))]);
    },
    removePortal: (id, account) => {
      const accountId = accountOr(account);
      existing(store.portals.get(accountId, id), `portal "${id}" to remove`);
      store.portals.delete(accountId, id);
    },
    seedPortal: (portal, account) => {
      const accountId = accountOr(account);
      store.portals.put(accountId, [seededPortal(portal, context(accountId))]);
    },
  };
}

function existing<Stored>(stored: Stored | undefined, what: string): Stored {
  if (stored === undefined) {
    throw new Error(`There is no ${what}.`);
  }
  return stored;
}
