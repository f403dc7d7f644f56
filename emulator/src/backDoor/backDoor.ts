/** The back door: what tests see of an emulator, and change in it, beside the API. */
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";
import type { Fault, FaultState } from "../http/faults";
import type { RecordedRequest } from "../http/requestLog";
import type { Permissions } from "../permissions";
import type {
  StoredApplication,
  StoredGroup,
  StoredIdentityProvider,
  StoredOrganization,
  StoredServiceToken,
} from "../store/storedAccess";
import type { PortalChanges, StoredPortal } from "../store/storedPortal";
import type { StoredServer } from "../store/storedServer";
import type { StoredRecord, StoredZone } from "../store/storedZone";
import type { Switches } from "../switches";

/** The methods of the library that `/__emulator` offers too. Without an account id they work on the first account. */
export interface BackDoor extends CallControls, ServerControls, PortalControls, SurroundingControls {}

/** The calls so far, and how the next ones are answered. */
export interface CallControls {
  requests(): readonly RecordedRequest[];
  clearRequests(): void;

  addFault(fault: Fault): void;
  faults(): readonly FaultState[];
  clearFaults(): void;

  setSwitches(changes: Partial<Switches>): void;
  switches(): Switches;

  /** What the emulator's tokens and key may do, by name. Replaces all permissions of each that is named. */
  setPermissions(changes: Partial<Permissions>): void;
  permissions(): Permissions;
}

/** The stored servers, and changes to them that nobody made through the API. */
export interface ServerControls {
  /** A stored server, with the credentials that the API never returns. */
  server(id: string, accountId?: string): StoredServer | undefined;
  servers(accountId?: string): StoredServer[];
  /** Portals follow, as they do after a sync: they show the tools that the server has then. */
  editServer(id: string, changes: Partial<StoredServer>, accountId?: string): void;
  /** Portals lose it. */
  removeServer(id: string, accountId?: string): void;
  seedServer(server: Partial<StoredServer> & { id: string }, accountId?: string): void;
  /** Adds servers with the ids server-0001, server-0002 and so on. */
  seedServers(count: number, accountId?: string): void;
  /** Plays the login of an OAuth server, and reads the upstream with the access token, if there is one. */
  login(id: string, accountId?: string, accessToken?: string): Promise<StoredServer>;
}

/** The stored portals, and changes to them that nobody made through the API. */
export interface PortalControls {
  portal(id: string, accountId?: string): StoredPortal | undefined;
  portals(accountId?: string): StoredPortal[];
  /** The tools that the portal offers its clients, with the names and descriptions that it gives them. */
  portalTools(id: string, accountId?: string): WireDefinition[];
  portalPrompts(id: string, accountId?: string): WireDefinition[];
  /** `servers` replaces all rows; each row needs only the id of its server. */
  editPortal(id: string, changes: PortalChanges, accountId?: string): void;
  removePortal(id: string, accountId?: string): void;
  seedPortal(portal: PortalChanges & { id: string }, accountId?: string): void;
}

/** What else decides whether a portal answers, and whom. The API of the emulator only reads it. */
export interface SurroundingControls {
  readonly zones: ObjectControls<StoredZone>;
  /** A record needs the zone that it is in. */
  readonly records: ObjectControls<StoredRecord, { id: string; zone_id: string }>;
  /** With their policies. */
  readonly applications: ObjectControls<StoredApplication>;
  readonly groups: ObjectControls<StoredGroup>;
  readonly identityProviders: ObjectControls<StoredIdentityProvider>;
  readonly serviceTokens: ObjectControls<StoredServiceToken>;
  /** Each account has one, until it is removed. */
  readonly organization: OrganizationControls;
}

/** The stored objects of one kind. */
export interface ObjectControls<Stored, Needed = { id: string }> {
  all(accountId?: string): Stored[];
  one(id: string, accountId?: string): Stored | undefined;
  /** Adds or replaces one: as is usual, with the given fields on top, whatever they are. */
  seed(fields: Partial<Stored> & Needed, accountId?: string): void;
  edit(id: string, changes: Partial<Stored>, accountId?: string): void;
  remove(id: string, accountId?: string): void;
}

/** The Zero Trust organization of an account. */
export interface OrganizationControls {
  one(accountId?: string): StoredOrganization | undefined;
  seed(fields: Partial<StoredOrganization>, accountId?: string): void;
  edit(changes: Partial<StoredOrganization>, accountId?: string): void;
  /** As in an account in which nobody has set up Zero Trust. */
  remove(accountId?: string): void;
}
