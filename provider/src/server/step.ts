/** The types of a step on a server: its session, its write, and its state. */
import type { Servers } from "../cloudflare/servers";
import type { WireServer } from "../cloudflare/wire";
import type { Session, Settled, Write } from "../lifecycle/resourceKind";
import type { Unchecked } from "../lifecycle/values";
import { inForceKey } from "../rows/lapsed";
import type { ServerArguments, ServerValueName } from "./table";

/** A required sync that has not succeeded yet. An output, because a refresh clears what the engine remembers of it. */
export const syncPendingKey = "__syncPending";
/** A sync was tried and none has ever succeeded: the next update retries it. */
export const unsyncedKey = "__unsynced";
/** The version of the client secret that we sent. */
export const secretVersionKey = "__secretVersion";
/** Deviations from the lock that portals already hide. */
export const lockDisabledKey = "__lockDisabled";

export const hiddenKeys = [secretVersionKey, syncPendingKey, unsyncedKey, lockDisabledKey, inForceKey] as const;

/** Outputs of an earlier step, perhaps of another version: the names are known, the values are not. */
export type ServerState = Unchecked<ServerValueName | (typeof hiddenKeys)[number]>;
export type ServerSession = Session<WireServer, Servers>;
export type ServerWrite = Write<WireServer, ServerArguments, ServerState>;
export type SettledServer = Settled<WireServer>;
