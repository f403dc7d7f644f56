export { startEmulator, type Emulator, type EmulatorOptions } from "./emulator";
export type { Answer } from "./http/apiRoutes";
export type { Fault, FaultAction, FaultMatch, FaultState } from "./http/faults";
export type { RecordedRequest } from "./http/requestLog";
export type { Identities } from "./identities";
export { startMcpServer, type McpServer, type McpServerOptions, type ReceivedRequest } from "./mcpServer";
export type { StoredServer } from "./servers/storedServer";
export { switchTable, type Switches, type SwitchName } from "./switches";
