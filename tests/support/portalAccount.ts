/**
 * An account whose portals are a list in memory, for tests that decide how each call is answered.
 *
 * It serves tests of what happens between two calls. The behaviour of Cloudflare itself is the emulator's.
 */
import { joined, line } from "../../provider/src/text/shown";
import type { Page, Unread } from "../../provider/src/cloudflare/reader";
import { CloudflareError, type ErrorKind } from "../../provider/src/cloudflare/errors";
import type { Portals } from "../../provider/src/cloudflare/portals";
import type { Servers } from "../../provider/src/cloudflare/servers";
import type {
  WireDefinition,
  WireMappedServer,
  WireMapping,
  WirePortal,
  WireReturnedOverride,
  WireServer,
} from "../../provider/src/cloudflare/wire";
import type { Session } from "../../provider/src/lifecycle/resourceKind";
import { Memory } from "../../provider/src/lifecycle/memory";
import { upstreamUrl } from "./locks";

/** A server as an answer about a portal has it. */
export function mappedServer(id: string, more: Partial<WireMappedServer> = {}): WireMappedServer {
  return {
    id,
    server_id: id,
    name: id,
    hostname: upstreamUrl,
    auth_type: "unauthenticated",
    tools: [],
    prompts: [],
    default_disabled: false,
    on_behalf: true,
    updated_tools: [],
    updated_prompts: [],
    ...more,
  };
}

export function portalOf(id: string, ...servers: WireMappedServer[]): WirePortal {
  return { id, name: id, hostname: `${id}.example.com`, servers };
}

export function failure(kind: ErrorKind, reason = "not today."): CloudflareError {
  return new CloudflareError("do it", { kind, reason, maybeCommitted: false, retryable: false });
}

/** What comes before the answer of a call, or in its place. */
type Event = Error | (() => unknown) | undefined;

export class PortalAccount {
  readonly memory = new Memory();
  /** As "PUT team", "DELETE docs", or "LIST" for one page of the portals. */
  readonly calls: string[] = [];
  /** The bodies of all updates. */
  readonly bodies: unknown[] = [];
  readonly warnings: string[] = [];
  readonly notes: string[] = [];
  /** The tools that servers have, and prompts. */
  readonly catalogues = new Map<string, { readonly tools?: WireDefinition[]; readonly prompts?: WireDefinition[] }>();
  /** What Cloudflare makes of a row that it was sent. */
  keeps: (row: WireMappedServer) => WireMappedServer = (row) => row;
  /** What the list has beside the portals. */
  unread: readonly Unread[] = [];
  private readonly portals = new Map<string, WirePortal>();
  private readonly events = new Map<string, Event[]>();

  constructor(...portals: WirePortal[]) {
    for (const portal of portals) {
      this.portals.set(portal.id, portal);
    }
  }

  /** What happens at the next calls of this kind, one after the other. */
  on(call: string, ...events: Event[]): void {
    this.events.set(call, events);
  }

  put(portal: WirePortal): void {
    this.portals.set(portal.id, portal);
  }

  remove(portalId: string): void {
    this.portals.delete(portalId);
  }

  /** The servers of a portal, in its order. */
  serversOf(portalId: string): string[] {
    return (this.portals.get(portalId)?.servers ?? []).map(({ server_id: serverId = "" }) => serverId);
  }

  rowOf(portalId: string, serverId: string): WireMappedServer | undefined {
    return this.portals.get(portalId)?.servers?.find((row) => row.server_id === serverId);
  }

  /** A step on a portal. */
  portal(id: string): Session<WirePortal, Portals> {
    return { ...this.step(id), api: this.api } as unknown as Session<WirePortal, Portals>;
  }

  /** A step on a server. */
  server(id: string): Session<WireServer, Servers> {
    const remove = async (serverId: string): Promise<void> => {
      await this.called(`DELETE ${serverId}`);
    };
    return { ...this.step(id), api: { remove, portals: this.api } } as unknown as Session<WireServer, Servers>;
  }

  readonly api: Pick<Portals, "get" | "update" | "remove" | "page"> = {
    get: async (id) => {
      await this.called(`GET ${id}`);
      const object = this.portals.get(id);
      return object && { object, date: undefined };
    },
    update: async (id, body) => {
      this.bodies.push(body);
      await this.called(`PUT ${id}`);
      const { servers, ...others } = body as { readonly servers?: readonly WireMapping[] };
      const rows = servers?.map((row) => this.keeps(this.answered(row)));
      const updated = { ...(this.portals.get(id) ?? portalOf(id)), ...others, ...(rows && { servers: rows }) };
      this.portals.set(id, updated);
      return updated;
    },
    remove: async (id) => {
      await this.called(`DELETE ${id}`);
      this.portals.delete(id);
    },
    page: async (): Promise<Page<WirePortal>> => {
      await this.called("LIST");
      const objects = [...this.portals.values()];
      return { objects, unread: this.unread, total: undefined, isLast: true, date: undefined, bytes: 0 };
    },
  };

  private step(id: string): object {
    const say =
      (list: string[]) =>
      (...lines: string[]) => {
        list.push(joined(lines.map(line)));
        return Promise.resolve();
      };
    return {
      accountId: "account",
      id,
      secrets: [],
      memory: this.memory,
      warn: say(this.warnings),
      tell: say(this.notes),
    };
  }

  private async called(call: string): Promise<void> {
    this.calls.push(call);
    const event = this.events.get(call)?.shift();
    if (event instanceof Error) {
      throw event;
    }
    await event?.();
  }

  /** A row that was sent, as it is answered: with an entry for each tool and prompt that the server has. */
  private answered(row: WireMapping): WireMappedServer {
    const { tools = [], prompts = [] } = this.catalogues.get(row.server_id) ?? {};
    const entries = (
      sent: WireMapping["updated_tools"],
      catalogue: readonly WireDefinition[],
    ): WireReturnedOverride[] =>
      catalogue.map(({ name }) => {
        const { enabled, alias, description } = sent?.find((entry) => entry.name === name) ?? { name };
        return {
          name,
          enabled: enabled ?? row.default_disabled !== true,
          portal_alias: alias ?? null,
          portal_description: description ?? null,
        };
      });
    return mappedServer(row.server_id, {
      tools,
      prompts,
      default_disabled: row.default_disabled ?? false,
      on_behalf: row.on_behalf ?? true,
      updated_tools: entries(row.updated_tools, tools),
      updated_prompts: entries(row.updated_prompts, prompts),
    });
  }
}
