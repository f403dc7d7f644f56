/** The kinds of resource, one entry each: what the provider process, look-ups and commands know of them. */
import type { Collection } from "./cloudflare/collection";
import type { KindName } from "./kinds";
import { Lifecycle } from "./lifecycle/lifecycle";
import { lookUpsOf } from "./lifecycle/lookup";
import type { Host } from "./lifecycle/host";
import type { InAccount, ResourceKind } from "./lifecycle/resourceKind";
import { portalKind } from "./portal/portal";
import { serverKind } from "./server/server";

export const resources = {
  McpServer: resource(serverKind),
  McpPortal: resource(portalKind),
} satisfies Record<KindName, unknown>;

function resource<
  Wire extends { readonly id: string },
  Api extends Collection<Wire>,
  Arguments extends InAccount,
  State extends object,
>(kind: ResourceKind<Wire, Api, Arguments, State>) {
  return {
    kind,
    lifecycle: (host: Host) => new Lifecycle(kind, host),
    lookUps: lookUpsOf(kind),
  };
}
