/** Everything that an account has, and who declares it. */
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import { serverIdOf } from "../../rows/rows";
import { compareText } from "../order";
import type { InventoryPortal, InventoryServer } from "./report";

export function inventoryServer(
  accountId: string,
  server: WireServer,
  declaredBy: string | undefined,
): InventoryServer {
  return {
    accountId,
    id: server.id,
    name: server.name,
    hostname: server.hostname,
    authType: server.auth_type,
    status: server.status ?? null,
    authenticationStatus: server.authentication_status ?? null,
    tools: Array.isArray(server.tools) ? server.tools.length : 0,
    declaredBy: declaredBy ?? null,
  };
}

export function inventoryPortal(
  accountId: string,
  portal: WirePortal,
  declaredBy: string | undefined,
): InventoryPortal {
  return {
    accountId,
    id: portal.id,
    name: portal.name,
    hostname: portal.hostname,
    servers: (portal.servers ?? []).map(serverIdOf).sort(compareText),
    declaredBy: declaredBy ?? null,
  };
}
