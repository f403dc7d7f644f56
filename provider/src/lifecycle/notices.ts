/**
 * Warnings and progress for the person who runs `pulumi up`.
 *
 * The provider process has no Pulumi runtime. The engine passes its address as the last argument of the process, and
 * its log service shows a message on the row of the resource.
 */
import type { Shown } from "../text/shown";

export interface Notices {
  warn(urn: string | undefined, message: Shown): Promise<void>;
  /** Stays like a warning, but is not one. */
  tell(urn: string | undefined, message: Shown): Promise<void>;
  /** Appears in the status column while the step runs. */
  progress(urn: string | undefined, message: Shown): Promise<void>;
}

/** Pulumi's log service aborts the command if it cannot parse a URN. */
const urnPattern = /^urn:pulumi:[^:]+::[^:]+::[^:].*::.+$/;

/** Calls `connect` for the first message only; most processes send none. */
export function engineNotices(address: string | undefined, connect: (address: string) => EngineLog): Notices {
  let send: EngineLog | undefined;
  const log = async (urn: string | undefined, message: Shown, form: MessageForm): Promise<void> => {
    if (address === undefined || !/^[^\s/]+:\d+$/.test(address)) {
      return;
    }
    const row = urn ?? "";
    try {
      send ??= connect(address);
      await send(urnPattern.test(row) ? row : "", message, form);
    } catch {
      // A failed message, such as without gRPC, must not fail the step.
    }
  };
  return {
    warn: (urn, message) => log(urn, message, "warning"),
    tell: (urn, message) => log(urn, message, "information"),
    progress: (urn, message) => log(urn, message, "progress"),
  };
}

export type MessageForm = "warning" | "information" | "progress";

/** Sends one message to the log of an engine. Nothing reacts to a lost message. */
export type EngineLog = (urn: string, message: Shown, form: MessageForm) => Promise<void>;
