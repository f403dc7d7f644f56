/** Looks into what surrounds portals, and changes it. */
import {
  seededApplication,
  seededGroup,
  seededIdentityProvider,
  seededOrganization,
  seededServiceToken,
} from "../access/seed";
import type { Collection, Store } from "../store/store";
import { organizationId } from "../store/storedAccess";
import { seededRecord, seededZone } from "../zones/seed";
import type { ObjectControls, OrganizationControls, SurroundingControls } from "./backDoor";
import { existing } from "./existing";

export interface SurroundingControlsOptions {
  readonly store: Store;
  readonly now: () => number;
  /** The account of every call that names none. */
  readonly accountId: string;
}

export function surroundingControls(options: SurroundingControlsOptions): SurroundingControls {
  const { store, now, accountId } = options;
  return {
    zones: objectControls(store.zones, "zone", seededZone, accountId),
    records: objectControls(
      store.records,
      "record",
      (fields: Parameters<SurroundingControls["records"]["seed"]>[0], account) => {
        existing(store.zones.get(account, fields.zone_id), `zone "${fields.zone_id}" for the record "${fields.id}"`);
        return seededRecord(fields, now());
      },
      accountId,
    ),
    applications: objectControls(
      store.applications,
      "application",
      (fields) => seededApplication(fields, now()),
      accountId,
    ),
    groups: objectControls(store.groups, "group", (fields) => seededGroup(fields, now()), accountId),
    identityProviders: objectControls(store.identityProviders, "identity provider", seededIdentityProvider, accountId),
    serviceTokens: objectControls(
      store.serviceTokens,
      "service token",
      (fields) => seededServiceToken(fields, now()),
      accountId,
    ),
    organization: organizationControls(options),
  };
}

function objectControls<Stored extends { readonly id: string }, Needed extends { id: string }>(
  objects: Collection<Stored>,
  noun: string,
  seeded: (fields: Partial<Stored> & Needed, accountId: string) => Stored,
  first: string,
): ObjectControls<Stored, Needed> {
  return {
    all: (accountId = first) => objects.all(accountId),
    one: (id, accountId = first) => objects.get(accountId, id),
    seed: (fields, accountId = first) => {
      objects.put(accountId, [seeded(fields, accountId)]);
    },
    edit: (id, changes, accountId = first) => {
      const stored = existing(objects.get(accountId, id), `${noun} "${id}" to edit`);
      objects.put(accountId, [{ ...stored, ...changes, id }]);
    },
    remove: (id, accountId = first) => {
      existing(objects.get(accountId, id), `${noun} "${id}" to remove`);
      objects.delete(accountId, id);
    },
  };
}

function organizationControls({ store, accountId: first }: SurroundingControlsOptions): OrganizationControls {
  const { organizations } = store;
  return {
    one: (accountId = first) => organizations.get(accountId, organizationId),
    seed: (fields, accountId = first) => {
      organizations.put(accountId, [seededOrganization(fields)]);
    },
    edit: (changes, accountId = first) => {
      const stored = existing(organizations.get(accountId, organizationId), "organization to edit");
      organizations.put(accountId, [{ ...stored, ...changes, id: organizationId }]);
    },
    remove: (accountId = first) => {
      existing(organizations.get(accountId, organizationId), "organization to remove");
      organizations.delete(accountId, organizationId);
    },
  };
}
