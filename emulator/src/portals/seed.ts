/** Portals that a test puts into the store past the API. */
import { portalFields } from "pulumi-cloudflare-mcp/wire";
import { creatableFields } from "../objects/fields";
import type { PortalChanges, StoredPortal } from "../store/storedPortal";
import { createdPortal, rows, type PortalContext } from "./write";

/** A portal as a create request would have left it, and then with the given fields whatever they are. */
export function seededPortal(fields: PortalChanges & { id: string }, context: PortalContext): StoredPortal {
  const created = createdPortal(
    { name: fields.id, hostname: `${fields.id}.example.com`, ...creatableFields(fields, portalFields) },
    context,
  );
  return { ...created, ...fields, servers: created.servers };
}

/** A portal with changes that nobody made through the API. Rows are completed as those of a request are. */
export function editedPortal(stored: StoredPortal, changes: PortalChanges, context: PortalContext): StoredPortal {
  const { servers, ...others } = changes;
  return {
    ...stored,
    ...others,
    id: stored.id,
    ...(servers !== undefined && { servers: rows(servers, context) }),
  };
}
