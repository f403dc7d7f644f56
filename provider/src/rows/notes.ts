/** What a process remembers of portals and their rows between the steps of a command. Ids are those that Pulumi stores. */
import type { WireMappedServer } from "../cloudflare/wire";
import type { Mapping } from "./rows";

/** A portal that a server was in, and how it showed it. */
export interface Mapped {
  readonly portalId: string;
  readonly row: WireMappedServer;
}

export class PortalNotes {
  private readonly mapped = new Map<string, readonly Mapped[]>();
  private readonly moved = new Set<string>();
  private readonly locked = new Map<string, readonly Mapping[]>();

  /** Remembers which portals a server was in that is deleted to be created again. */
  leave(serverId: string, mapped: readonly Mapped[]): void {
    this.mapped.set(serverId, mapped);
  }

  /** Says it once. */
  left(serverId: string): readonly Mapped[] {
    const mapped = this.mapped.get(serverId) ?? [];
    this.mapped.delete(serverId);
    return mapped;
  }

  /** Remembers that a step found other tools of a server, or other texts of them, than state had. */
  move(serverId: string): void {
    this.moved.add(serverId);
  }

  hasMoved(serverId: string): boolean {
    return this.moved.has(serverId);
  }

  /** Remembers the rows of a portal of the program that a tool lock holds. */
  lock(portalId: string, rows: readonly Mapping[]): void {
    this.locked.set(portalId, rows);
  }

  /** The portals of the program that were checked so far, with their locked rows. */
  lockedPortals(): readonly (readonly [string, readonly Mapping[]])[] {
    return [...this.locked];
  }
}
