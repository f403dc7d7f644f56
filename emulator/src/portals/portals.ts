/** The operations on the portals of an account. */
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest, notFound } from "../refusals";
import { duplicateId } from "../objects/duplicateId";
import { page, type Page } from "../objects/list";
import { checkedId } from "../openapi/validate";
import type { Store } from "../store/store";
import type { Switches } from "../switches";
import { portalAnswer, type MappedRow } from "./answer";
import { offeredDefinitions } from "./offeredDefinitions";
import type { StoredPortal } from "../store/storedPortal";
import type { Catalogue } from "../store/storedServer";
import { createdPortal, updatedPortal, type PortalContext } from "./write";

export interface PortalsOptions {
  readonly store: Store;
  readonly switches: () => Switches;
  readonly now: () => number;
  /** The email that the API names as the writer. */
  readonly writer: string;
}

export interface EffectiveRedirectUri {
  readonly redirect_uri: string;
  readonly source: "per_portal" | "shared_mcp22";
}

/** The redirect URI of servers with a shared OAuth callback, in every portal (documented). */
const sharedCallback = "https://oauth-callbacks.cloudflareaccess.com/cdn-cgi/access/outbound-oauth-callback";

/** The operations on the portals of an account, as the API has them. */
export class Portals {
  constructor(private readonly options: PortalsOptions) {}

  list(accountId: string, query: Readonly<Record<string, unknown>>): Page<StoredPortal> {
    const portals = this.options.store.portals.all(accountId);
    return page(portals, query, this.options.switches(), ({ id, name, hostname }) => [id, name, hostname]);
  }

  create(accountId: string, body: unknown): StoredPortal {
    const portal = createdPortal(body, this.context(accountId));
    if (this.options.store.portals.get(accountId, portal.id) !== undefined) {
      throw duplicateId("portal", this.options.switches().duplicateId);
    }
    this.refuseTakenHostname(accountId, portal);
    this.options.store.portals.put(accountId, [portal]);
    return portal;
  }

  get(accountId: string, id: string): StoredPortal {
    const portal = this.options.store.portals.get(accountId, checkedId(id));
    if (portal === undefined) {
      throw notFound();
    }
    return portal;
  }

  update(accountId: string, id: string, body: unknown): StoredPortal {
    const portal = updatedPortal(this.get(accountId, id), body, this.context(accountId));
    this.refuseTakenHostname(accountId, portal);
    this.options.store.portals.put(accountId, [portal]);
    return portal;
  }

  delete(accountId: string, id: string): StoredPortal {
    const portal = this.get(accountId, id);
    this.options.store.portals.delete(accountId, id);
    return portal;
  }

  /** The redirect URI of an OAuth login. A server outside the portal is not found [guess]. */
  effectiveRedirectUri(accountId: string, id: string, serverId: string): EffectiveRedirectUri {
    const { hostname, servers } = this.get(accountId, checkedId(id, "portal_id"));
    const server = this.options.store.servers.get(accountId, checkedId(serverId, "server_id"));
    if (server === undefined || !servers.some((row) => row.server_id === serverId)) {
      throw notFound();
    }
    return server.is_shared_oauth_callback_enabled === true
      ? { redirect_uri: sharedCallback, source: "shared_mcp22" }
      : { redirect_uri: `https://${hostname}/servers-callback`, source: "per_portal" };
  }

  /** The tools or prompts that the portal offers its clients. */
  offered(accountId: string, portal: StoredPortal, catalogue: Catalogue): WireDefinition[] {
    return offeredDefinitions(this.rows(accountId, portal), catalogue, this.options.switches());
  }

  /** The portal as the API returns it, with its servers as they are now. */
  answer(accountId: string, portal: StoredPortal): Record<string, unknown> {
    return portalAnswer(portal, this.rows(accountId, portal), this.options.switches());
  }

  /** Rows in the account's order, not in the order of the request (source of the Terraform provider). */
  private rows(accountId: string, portal: StoredPortal): MappedRow[] {
    const mapped = new Map(portal.servers.map((row) => [row.server_id, row]));
    return this.orderedServerIds(accountId).flatMap((id) => {
      const row = mapped.get(id);
      const server = row === undefined ? undefined : this.options.store.servers.get(accountId, id);
      return row === undefined || server === undefined ? [] : [{ ...row, server }];
    });
  }

  private orderedServerIds(accountId: string): string[] {
    const ids = this.options.store.servers.ids(accountId);
    switch (this.options.switches().portalRowOrder) {
      case "id":
        return ids.sort();
      case "idDescending":
        return ids.sort().reverse();
      case "created":
        return ids;
    }
  }

  /** Text and status were observed; the code and the comparison in any letter case are guesses. */
  private refuseTakenHostname(accountId: string, { id, hostname }: StoredPortal): void {
    const isTaken = this.options.store.portals
      .all(accountId)
      .some((other) => other.id !== id && other.hostname.toLowerCase() === hostname.toLowerCase());
    if (isTaken) {
      throw new InvalidRequest([
        { message: "This hostname is already in use in a different MCP Portal", path: ["body", "hostname"] },
      ]);
    }
  }

  private context(accountId: string): PortalContext {
    const { store, switches, now, writer } = this.options;
    return { switches: switches(), now: now(), writer, server: (id) => store.servers.get(accountId, id) };
  }
}
