/** The operations on the servers of an account. */
import { errorCodes, type WireSyncResult } from "pulumi-cloudflare-mcp/wire";
import { ApiError, notFound } from "../refusals";
import { duplicateId } from "../objects/duplicateId";
import type { WriteContext } from "../objects/fields";
import { page, type Page } from "../objects/list";
import { checkedId } from "../openapi/validate";
import type { Store } from "../store/store";
import type { Switches } from "../switches";
import type { StoredServer } from "../store/storedServer";
import { discover, isSyncable, syncResult } from "./sync";
import { createdServer, updatedServer } from "./write";

export interface ServersOptions {
  readonly store: Store;
  readonly switches: () => Switches;
  readonly now: () => number;
  /** The email that the API names as the writer. */
  readonly writer: string;
  /** Ends what still waits for an upstream server. */
  readonly signal: AbortSignal;
}

export interface SyncOutcome {
  readonly success: boolean;
  readonly result: WireSyncResult;
}

/** The operations on the servers of an account, as the API has them. */
export class Servers {
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly options: ServersOptions) {}

  list(accountId: string, query: Readonly<Record<string, unknown>>): Page<StoredServer> {
    const servers = this.options.store.servers.all(accountId);
    return page(servers, query, this.options.switches(), ({ id, name }) => [id, name]);
  }

  create(accountId: string, body: unknown): StoredServer {
    const server = createdServer(body, this.writeContext());
    if (this.options.store.servers.get(accountId, server.id) !== undefined) {
      throw duplicateId("server", this.options.switches().duplicateId);
    }
    this.options.store.servers.put(accountId, [server]);
    this.discoverInBackground(accountId, server);
    return server;
  }

  get(accountId: string, id: string): StoredServer {
    const server = this.options.store.servers.get(accountId, checkedId(id));
    if (server === undefined) {
      throw notFound();
    }
    return server;
  }

  update(accountId: string, id: string, body: unknown): StoredServer {
    const stored = this.get(accountId, id);
    const server = updatedServer(stored, body, this.writeContext());
    this.options.store.servers.put(accountId, [server]);
    if (server.auth_type !== stored.auth_type) {
      this.discoverInBackground(accountId, server);
    }
    return server;
  }

  delete(accountId: string, id: string): StoredServer {
    const server = this.get(accountId, id);
    const isAttached = this.options.store.portals
      .all(accountId)
      .some((portal) => portal.servers.some((row) => row.server_id === id));
    if (isAttached && this.options.switches().deleteAttachedServer === "refuse") {
      throw new ApiError(400, [{ code: errorCodes.validation, message: "Server is still attached to a portal" }]);
    }
    this.options.store.servers.delete(accountId, id);
    return server;
  }

  async sync(accountId: string, id: string): Promise<SyncOutcome> {
    const server = this.get(accountId, id);
    if (!isSyncable(server)) {
      return { success: true, result: syncResult(server) };
    }
    const synced = await this.discover(accountId, server);
    return { success: synced.status !== "error", result: syncResult(synced) };
  }

  /**
   * Plays the login, which the API does not offer. An administrator logs in to a server that registers itself. The
   * first user logs in to one with a manual client; Cloudflare reads its tools then and never again.
   */
  async login(accountId: string, id: string, accessToken: string | null): Promise<StoredServer> {
    const server = this.get(accountId, id);
    if (server.auth_type !== "oauth") {
      throw new Error(`Server "${id}" needs no login: its auth_type is ${server.auth_type}.`);
    }
    const isManual = server.authentication_status === "manual";
    if (isManual && server.tools !== null) {
      return server;
    }
    const loggedIn: StoredServer = {
      ...server,
      login_token: accessToken,
      ...(!isManual && {
        authentication_status: "connected",
        auth_config_summary: { auth_mode: "dcr", client_secret_version: 0, has_client_secret: false },
      }),
    };
    this.options.store.servers.put(accountId, [loggedIn]);
    return this.discover(accountId, loggedIn);
  }

  /** Resolves when no discovery is running. */
  async settled(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
    }
  }

  private discover(accountId: string, server: StoredServer): Promise<StoredServer> {
    const discovery = this.discoverAndStore(accountId, server).finally(() => this.running.delete(discovery));
    this.running.add(discovery);
    return discovery;
  }

  /** The server might change or go meanwhile, so the outcome is written onto the server that is stored by then. */
  private async discoverAndStore(accountId: string, server: StoredServer): Promise<StoredServer> {
    const changes = await discover(server, this.options.now, this.options.signal);
    if (this.options.signal.aborted) {
      // The emulator ends, which proves nothing about the upstream.
      return server;
    }
    const discovered = { ...this.get(accountId, server.id), ...changes };
    this.options.store.servers.put(accountId, [discovered]);
    return discovered;
  }

  private discoverInBackground(accountId: string, server: StoredServer): void {
    if (!this.options.switches().backgroundDiscovery || !isSyncable(server)) {
      return;
    }
    // A server that is deleted meanwhile: nobody waits for the outcome.
    this.discover(accountId, server).catch(() => undefined);
  }

  private writeContext(): WriteContext {
    return { switches: this.options.switches(), now: this.options.now(), writer: this.options.writer };
  }
}
