/** Looks into the store and changes it, past the rules of the API. */
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";
import type { Portals } from "../portals/portals";
import { editedPortal, seededPortal } from "../portals/seed";
import type { PortalContext } from "../portals/write";
import { numberedServers, seededServer } from "../servers/seed";
import type { Servers } from "../servers/servers";
import type { Store } from "../store/store";
import type { Catalogue, StoredServer } from "../store/storedServer";
import type { Switches } from "../switches";
import type { PortalControls, ServerControls } from "./backDoor";
import { existing } from "./existing";

export interface StoreControlsOptions {
  readonly store: Store;
  readonly servers: Servers;
  readonly portals: Portals;
  readonly switches: () => Switches;
  readonly now: () => number;
  readonly writer: string;
  /** The account of every call that names none. */
  readonly accountId: string;
}

export function serverControls(options: StoreControlsOptions): ServerControls {
  const { servers } = options.store;
  const accountOr = (accountId: string | undefined): string => accountId ?? options.accountId;
  const seed = (accountId: string, seeds: readonly (Partial<StoredServer> & { id: string })[]): void => {
    const context = contextOf(accountId, options);
    servers.put(
      accountId,
      seeds.map((fields) => seededServer(fields, context)),
    );
  };

  return {
    server: (id, accountId) => servers.get(accountOr(accountId), id),
    servers: (accountId) => servers.all(accountOr(accountId)),
    editServer: (id, changes, account) => {
      const accountId = accountOr(account);
      const stored = existing(servers.get(accountId, id), `server "${id}" to edit`);
      servers.put(accountId, [{ ...stored, ...changes, id }]);
    },
    removeServer: (id, account) => {
      const accountId = accountOr(account);
      existing(servers.get(accountId, id), `server "${id}" to remove`);
      servers.delete(accountId, id);
    },
    seedServer: (server, accountId) => {
      seed(accountOr(accountId), [server]);
    },
    seedServers: (count, accountId) => {
      seed(accountOr(accountId), numberedServers(count));
    },
    login: (id, accountId, accessToken) => options.servers.login(accountOr(accountId), id, accessToken ?? null),
  };
}

export function portalControls(options: StoreControlsOptions): PortalControls {
  const { portals } = options.store;
  const accountOr = (accountId: string | undefined): string => accountId ?? options.accountId;
  const offered = (catalogue: Catalogue, id: string, account: string | undefined): WireDefinition[] => {
    const accountId = accountOr(account);
    const portal = existing(portals.get(accountId, id), `portal "${id}" that could offer anything`);
    return options.portals.offered(accountId, portal, catalogue);
  };

  return {
    portal: (id, accountId) => portals.get(accountOr(accountId), id),
    portals: (accountId) => portals.all(accountOr(accountId)),
    portalTools: (id, accountId) => offered("tools", id, accountId),
    portalPrompts: (id, accountId) => offered("prompts", id, accountId),
    editPortal: (id, changes, account) => {
      const accountId = accountOr(account);
      const stored = existing(portals.get(accountId, id), `portal "${id}" to edit`);
      portals.put(accountId, [editedPortal(stored, changes, contextOf(accountId, options))]);
    },
    removePortal: (id, account) => {
      const accountId = accountOr(account);
      existing(portals.get(accountId, id), `portal "${id}" to remove`);
      portals.delete(accountId, id);
    },
    seedPortal: (portal, account) => {
      const accountId = accountOr(account);
      portals.put(accountId, [seededPortal(portal, contextOf(accountId, options))]);
    },
  };
}

function contextOf(accountId: string, { store, switches, now, writer }: StoreControlsOptions): PortalContext {
  return { switches: switches(), now: now(), writer, server: (id) => store.servers.get(accountId, id) };
}
