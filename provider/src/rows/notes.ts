/** What a process remembers of portals and their rows between the steps of a command. Ids are those in state. */
import type { WireMappedServer } from "../cloudflare/wire";
import type { Properties } from "../lifecycle/values";
import type { Catalogue } from "../lock/file";
import { rowsOf } from "./overrides";
import { lists, type List, type Mapping } from "./rows";

/** A portal that a server was in, and its row there. */
export interface Mapped {
  readonly portalId: string;
  readonly row: WireMappedServer;
}

export class PortalNotes {
  private readonly mapped = new Map<string, readonly Mapped[]>();
  private readonly moved = new Set<string>();
  private readonly created = new Set<string>();
  private readonly locked = new Map<string, readonly Mapping[]>();
  private readonly enforced = new Set<string>();
  private readonly open = new Map<string, readonly string[]>();
  private readonly offered = new Map<string, Readonly<Partial<Record<Catalogue, unknown>>>>();
  private readonly aliased = new Map<string, Readonly<Properties>>();
  private readonly createdAt = new Map<string, unknown>();
  private readonly checked = new Set<string>();
  private readonly refreshed = new Set<string>();
  private readonly passing = new Map<string, readonly string[]>();

  /** Stores the portal rows of a server while it is replaced. */
  leave(serverId: string, mapped: readonly Mapped[]): void {
    this.mapped.set(serverId, mapped);
  }

  /** Returns the stored rows, and forgets them. */
  left(serverId: string): readonly Mapped[] {
    const mapped = this.mapped.get(serverId) ?? [];
    this.mapped.delete(serverId);
    return mapped;
  }

  /** Records that the definitions or overrides of a server differ from state. */
  move(serverId: string): void {
    this.moved.add(serverId);
  }

  hasMoved(serverId: string): boolean {
    return this.moved.has(serverId);
  }

  /** Records that a server is created in this command. */
  create(serverId: string): void {
    this.created.add(serverId);
  }

  isCreated(serverId: string): boolean {
    return this.created.has(serverId);
  }

  /** Stores the locked rows of a declared portal. */
  lock(portalId: string, rows: readonly Mapping[]): void {
    this.locked.set(portalId, rows);
  }

  /** Records that the program enforces a lock on a server. */
  enforce(serverId: string): void {
    this.enforced.add(serverId);
  }

  isEnforced(serverId: string): boolean {
    return this.enforced.has(serverId);
  }

  /** Stores the creation time of a server of the program, and the tools and prompts that were last seen. */
  offer(serverId: string, { tools, prompts }: Readonly<Partial<Record<Catalogue, unknown>>>, createdAt: unknown): void {
    this.offered.set(serverId, { tools, prompts });
    this.createdAt.set(serverId, createdAt);
  }

  /** Stores the aliases that the program sets for the tools and prompts of a server. */
  alias(serverId: string, said: Readonly<Partial<Record<List["overrides"], unknown>>>): void {
    const rows = lists.map(({ overrides, wire }): [string, unknown] => [
      wire,
      rowsOf(said[overrides]).flatMap(({ name, alias }) =>
        typeof name === "string" ? [{ name, server_alias: alias }] : [],
      ),
    ]);
    this.aliased.set(serverId, Object.fromEntries(rows));
  }

  /** A server in the form of a portal's answer, as far as it is known. */
  offeredBy(serverId: string): Readonly<Properties> | undefined {
    const offered = this.offered.get(serverId);
    return offered && { ...offered, ...this.aliased.get(serverId) };
  }

  /** The creation time by Cloudflare's clock. Undefined if this process does not know it. */
  whenCreated(serverId: string): unknown {
    return this.createdAt.get(serverId);
  }

  /** Records that the engine checked a server of the program. */
  check(serverId: string): void {
    this.checked.add(serverId);
  }

  /** Records a comparison. One before the check of the program belongs to a refresh. */
  compare(serverId: string): void {
    if (!this.checked.has(serverId)) {
      this.refreshed.add(serverId);
    }
  }

  /** Whether this command refreshed a server, and so the portals of its stack, before it checked the program. */
  isRefreshed(serverId: string): boolean {
    return this.refreshed.has(serverId);
  }

  /** Stores the McpServers in the rows of a portal, from state. */
  pass(portalId: string, serverIds: readonly string[]): void {
    this.passing.set(portalId, serverIds);
  }

  /** The portals of the stack that pass an McpServer, among those compared so far. */
  portalsPassing(serverId: string): string[] {
    return [...this.passing].filter(([, serverIds]) => serverIds.includes(serverId)).map(([portalId]) => portalId);
  }

  /** Stores the servers that a declared portal exposes without an enforced lock. */
  show(portalId: string, serverIds: readonly string[]): void {
    this.open.set(portalId, serverIds);
  }

  /** The portals checked so far that expose a server without an enforced lock. */
  portalsShowing(serverId: string): string[] {
    return [...this.open].filter(([, serverIds]) => serverIds.includes(serverId)).map(([portalId]) => portalId);
  }

  /** The declared portals checked so far, with their locked rows. */
  lockedPortals(): readonly (readonly [string, readonly Mapping[]])[] {
    return [...this.locked];
  }
}
