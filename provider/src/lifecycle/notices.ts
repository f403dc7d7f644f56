/**
 * Warnings and progress for the person in front of `pulumi up`.
 *
 * The provider process has no Pulumi runtime of its own. But the engine gives its address as the last argument of the
 * process, and its log service puts a message on the row of the resource.
 */
import type { Shown } from "../text/shown";

export interface Notices {
  warn(urn: string | undefined, message: Shown): Promise<void>;
  /** Stays, like a warning, and is none. */
  tell(urn: string | undefined, message: Shown): Promise<void>;
  /** Shown in the status column while the step runs, then gone. */
  progress(urn: string | undefined, message: Shown): Promise<void>;
}

/** Pulumi's log service ends the command on a URN that it cannot parse. */
const urnPattern = /^urn:pulumi:[^:]+::[^:]+::[^:].*::.+$/;

/** `connect` is called with the first message; most processes have none. */
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
      // Also where a Pulumi of another layout has no gRPC: a message must not fail the step that it is about.
    }
  };
  return {
    warn: (urn, message) => log(urn, message, "warning"),
    tell: (urn, message) => log(urn, message, "information"),
    progress: (urn, message) => log(urn, message, "progress"),
  };
}

export type MessageForm = "warning" | "information" | "progress";

/** Sends one message to the log of an engine. Delivered or not: nobody does anything about it. */
export type EngineLog = (urn: string, message: Shown, form: MessageForm) => Promise<void>;
