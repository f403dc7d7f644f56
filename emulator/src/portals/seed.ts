/** Portals that a test puts into the store past the API. */
import { portalFields } from "pulumi-cloudflare-mcp/wire";
import { creatableFields } from "../objects/fields";
import type { PortalChanges, StoredPortal } from "../store/storedPortal";
import { createdPortal, rowsFrom, type PortalContext } from "./write";

/** A portal as a create request leaves it, with the given fields on top, whatever they are. */
export function seededPortal(fields: PortalChanges & { id: string }, context: PortalContext): StoredPortal {
  const created = createdPortal(
    { name: fields.id, hostname: `${fields.id}.example.com`, ...creatableFields(fields, portalFields) },
    context,
  );
  return { ...created, ...fields, servers: created.servers };
}

/** A portal with changes that nobody made through the API. Its rows are completed like those of a request. */
export function editedPortal(stored: StoredPortal, changes: PortalChanges, context: PortalContext): StoredPortal {
  const { servers, ...others } = changes;
  return {
    ...stored,
    ...others,
    id: stored.id,
    ...(servers !== undefined && { servers: rowsFrom(servers, context) }),
  };
}
