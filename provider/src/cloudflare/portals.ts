/** The operations on MCP server portals. */
import { asText } from "../text/asText";
import { ObjectCollection, type CollectionOptions } from "./collection";
import { CloudflareError } from "./errors";
import { listReadable } from "./list";
import { portalFields, portalNoun, portalServerLimits, type WirePortal } from "./wire";

type Body = Readonly<Record<string, unknown>>;

export class Portals extends ObjectCollection<WirePortal> {
  constructor(options: Omit<CollectionOptions, "noun" | "folder" | "fields">) {
    super({ ...options, noun: portalNoun, folder: "portals", fields: portalFields });
  }

  override async create(body: Body): Promise<WirePortal> {
    return super.create(body).catch((error: unknown) => this.explain(asText(body.id), body, error));
  }

  override async update(id: string, body: Body): Promise<WirePortal> {
    return super.update(id, body).catch((error: unknown) => this.explain(id, body, error));
  }

  /** Adds a remedy to a rejection if the request and the account show the reason. */
  private async explain(id: string, body: Body, error: unknown): Promise<never> {
    if (!(error instanceof CloudflareError) || error.kind !== "validation") {
      throw error;
    }
    const remedy = await this.remedy(id, body, error.details.reason);
    throw remedy === undefined ? error : error.withRemedy(remedy);
  }

  private async remedy(id: string, { servers, hostname }: Body, reason: string): Promise<string | undefined> {
    if (Array.isArray(servers) && servers.length === 0) {
      return `Cloudflare might reject an update to an empty list of servers: leave a server in ${this.named(id)}, or delete the portal.`;
    }
    const { documented, specified } = portalServerLimits;
    if (Array.isArray(servers) && servers.length > specified && /at most|maximum|too many|exceed|limit/i.test(reason)) {
      return `${this.named(id)} would have ${servers.length} servers. Cloudflare documents at most ${documented}, its specification of mid-2026 at most ${specified}: divide them among several portals.`;
    }
    if (typeof hostname === "string" && /hostname/i.test(reason)) {
      const { objects } = await listReadable(this).catch(() => ({ objects: [] }));
      const other = objects.find(
        (portal) => portal.id !== id && portal.hostname.toLowerCase() === hostname.toLowerCase(),
      );
      return (
        other &&
        `${this.named(other.id)} has the hostname ${hostname}: choose another one, or change that portal first.`
      );
    }
    return undefined;
  }
}
