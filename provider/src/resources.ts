/** The kinds of resource, one entry each: hosts, lookups and commands read it. */
import type { Collection } from "./cloudflare/collection";
import type { KindName } from "./kinds";
import type { ResourceKind } from "./lifecycle/resourceKind";
import { portalKind } from "./portal/portal";
import { serverKind } from "./server/server";

/** Any kind, for a caller that knows only its name. */
export type AnyResourceKind = ResourceKind<{ readonly id: string }, Collection<{ readonly id: string }>>;

export const resources = {
  McpServer: serverKind,
  McpPortal: portalKind,
} satisfies Record<KindName, AnyResourceKind>;
