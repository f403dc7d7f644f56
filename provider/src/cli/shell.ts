/** What a command gets from the process that it runs in. Tests bring their own. */
import { isatty } from "node:tty";
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { Connection, Environment } from "../configuration";

export interface Shell {
  readonly environment: Environment;
  /** Where the command was started. */
  readonly folder: string;
  /** The result, and nothing else. */
  readonly out: Sink;
  /** What is said to the person meanwhile. */
  readonly err: Sink;
  readonly clock: Clock;
  connect(connection: Connection): Promise<CloudflareClient>;
  /**
   * From now on the first interruption (Ctrl-C, the end of a pipeline's job) is told instead of ending the process, and
   * the next one ends it as usual. Returns what takes that back.
   */
  onInterrupt(listener: () => void): () => void;
}

export interface Sink {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** The real one. */
export async function processShell(): Promise<Shell> {
  const { systemClock } = await import("../cloudflare/clock.js");
  return {
    environment: process.env,
    folder: process.cwd(),
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    clock: systemClock,
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

function sinkOf(stream: NodeJS.WriteStream & { readonly fd: number }): Sink {
  // `… | head` closes the pipe when it has seen enough, which is nobody's failure.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  // Node.js leaves `isTTY` undefined on a pipe, which the colour library would take for "find out yourself", and colour in
  // every pipeline that sets CI.
  return { isTerminal: isatty(stream.fd), write: (text) => void stream.write(text) };
}
