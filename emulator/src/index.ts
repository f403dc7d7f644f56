/** Everything that the package exports. */
export type { Emulator, EmulatorOptions } from "./emulator";
export type { Answer } from "./http/exchange";
export type { Fault, FaultAction, FaultMatch, FaultState } from "./http/faults";
export type { RecordedRequest } from "./http/requestLog";
export type { Identities } from "./identities";
export { startMcpServer, type McpServer, type McpServerOptions, type ReceivedRequest } from "./mcpServer";
export { permissionNames, type Permission, type Permissions } from "./permissions";
export type {
  StoredApplication,
  StoredGroup,
  StoredIdentityProvider,
  StoredOrganization,
  StoredServiceToken,
} from "./store/storedAccess";
export type { PortalChanges, SentRow, StoredEntry, StoredPortal, StoredRow } from "./store/storedPortal";
export type { StoredServer } from "./store/storedServer";
export type { StoredRecord, StoredZone } from "./store/storedZone";
export { startEmulator } from "./start";
export { switchTable, type Switches, type SwitchName } from "./switches";
