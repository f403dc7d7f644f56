/** The two kinds of resource, as this command needs them. */
import type { Host } from "../../lifecycle/resourceKind";
import { managedIn } from "../../lifecycle/comparison";
import type { Field } from "../../lifecycle/fields";
import { portalKind } from "../../portal/portal";
import { portalTable } from "../../portal/table";
import { serverKind } from "../../server/server";
import { serverTable } from "../../server/table";
import type { KindName } from "../../kinds";
import { refreshed, type Refreshed } from "./refresh";
import type { Snapshots } from "./snapshot";
import type { StateResource } from "./state";

interface KindOfResource {
  readonly subject: "server" | "portal";
  readonly missing: "missing-server" | "missing-portal";
  readonly unmanaged: "unmanaged-server" | "unmanaged-portal";
  readonly table: readonly Field[];
  refreshed(resource: StateResource, snapshots: Snapshots, host: Omit<Host, "memory" | "notices">): Promise<Refreshed>;
}

export const kinds: Readonly<Record<KindName, KindOfResource>> = {
  McpServer: {
    subject: "server",
    missing: "missing-server",
    unmanaged: "unmanaged-server",
    table: serverTable,
    refreshed: (resource, snapshots, host) =>
      refreshed(
        resource,
        snapshots.answering(serverKind, ({ servers }) => servers),
        host,
      ),
  },
  McpPortal: {
    subject: "portal",
    missing: "missing-portal",
    unmanaged: "unmanaged-portal",
    table: portalTable,
    refreshed: (resource, snapshots, host) =>
      refreshed(
        resource,
        snapshots.answering(portalKind, ({ portals }) => portals),
        host,
      ),
  },
};

/** The arguments that a program could set and does not. */
export function unmanagedFields({ kind, outputs }: StateResource): Field[] {
  const { table } = kinds[kind];
  const managed = managedIn(table, outputs);
  return table.filter((field) => field.kind === "mutable" && !managed.includes(field.name));
}
