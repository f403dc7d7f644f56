/** Objects of Access that a test puts into the store past the API: with the given fields on top, whatever they are. */
import { createHash } from "node:crypto";
import type {
  StoredApplication,
  StoredGroup,
  StoredIdentityProvider,
  StoredOrganization,
  StoredServiceToken,
} from "../store/storedAccess";
import { organizationId } from "../store/storedAccess";

type Seed<Stored> = Partial<Stored> & { readonly id: string };

const oneYear = 365 * 24 * 60 * 60 * 1_000;

export function seededApplication(fields: Seed<StoredApplication>, now: number): StoredApplication {
  return {
    uid: fields.id,
    aud: createHash("sha256").update(fields.id).digest("hex"),
    type: "self_hosted",
    name: fields.id,
    policies: [],
    allowed_idps: [],
    auto_redirect_to_identity: false,
    session_duration: "24h",
    tags: [],
    ...times(now),
    ...fields,
  };
}

export function seededGroup(fields: Seed<StoredGroup>, now: number): StoredGroup {
  return { uid: fields.id, name: fields.id, include: [], require: [], exclude: [], ...times(now), ...fields };
}

export function seededIdentityProvider(fields: Seed<StoredIdentityProvider>): StoredIdentityProvider {
  return { name: "One-time PIN", type: "onetimepin", config: {}, ...fields };
}

export function seededServiceToken(fields: Seed<StoredServiceToken>, now: number): StoredServiceToken {
  return {
    name: fields.id,
    client_id: `${createHash("sha256").update(fields.id).digest("hex").slice(0, 32)}.access`,
    duration: "8760h",
    expires_at: new Date(now + oneYear).toISOString(),
    enabled: true,
    ...times(now),
    ...fields,
  };
}

export function seededOrganization(fields: Partial<StoredOrganization>): StoredOrganization {
  return {
    auth_domain: "emulator.cloudflareaccess.com",
    name: "Emulator",
    session_duration: "24h",
    auto_redirect_to_identity: false,
    deny_unmatched_requests: false,
    is_ui_read_only: false,
    ...fields,
    id: organizationId,
  };
}

function times(now: number): { readonly created_at: string; readonly updated_at: string } {
  const time = new Date(now).toISOString();
  return { created_at: time, updated_at: time };
}
