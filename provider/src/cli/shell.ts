/** The process of a command: environment, output, clock, interruptions. Tests replace it. */
import { isatty } from "node:tty";
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { Connection, Environment } from "../configuration";
import type { Shown } from "../text/shown";
import { Secrets } from "./secrets";

export interface Shell {
  readonly environment: Environment;
  /** The working directory. */
  readonly folder: string;
  /** The stream for the result only. */
  readonly out: Sink;
  /** The stream for messages and progress. */
  readonly err: Sink;
  readonly clock: Clock;
  /** The secrets that the command has seen: errors and progress do not contain them. */
  readonly secrets: Secrets;
  connect(connection: Connection): Promise<CloudflareClient>;
  /**
   * Calls the listener at the first interruption (Ctrl-C, or the end of a pipeline's job) instead of ending the
   * process. The second interruption ends it. Returns a function that removes the listener.
   */
  onInterrupt(listener: () => void): () => void;
}

export interface Sink {
  readonly isTerminal: boolean;
  /** Accepts only text that has passed the gate. */
  write(text: Shown): void;
}

/** The shell of this process. */
export async function openShell(): Promise<Shell> {
  const { systemClock } = await import("../cloudflare/clock.js");
  return {
    environment: process.env,
    folder: process.cwd(),
    out: toSink(process.stdout),
    err: toSink(process.stderr),
    clock: systemClock,
    secrets: new Secrets(),
    connect: async (connection) => {
      const { CloudflareClient } = await import("../cloudflare/client.js");
      return new CloudflareClient(connection, systemClock);
    },
    onInterrupt: (listener) => {
      const undo = (): void => {
        for (const signal of interruptions) {
          process.removeListener(signal, told);
        }
      };
      const told = (): void => {
        undo();
        listener();
      };
      for (const signal of interruptions) {
        process.on(signal, told);
      }
      return undo;
    },
  };
}

const interruptions = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function toSink(stream: NodeJS.WriteStream & { readonly fd: number }): Sink {
  // `… | head` closes the pipe early, which is not a failure.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  // Node.js leaves `isTTY` undefined on a pipe. The color library would then decide by itself, and use color in every
  // pipeline that sets CI.
  return { isTerminal: isatty(stream.fd), write: (text) => void stream.write(text) };
}
