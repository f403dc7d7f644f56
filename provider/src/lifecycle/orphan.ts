/**
 * Ends a provider process whose engine is gone, before it overwrites what the next `pulumi up` wrote. The engine's
 * address is the last argument of the process.
 */
import { connect } from "node:net";

/** How often an idle process checks the engine, so that it does not run forever. */
const interval = 5_000;

/** Returns a check that ends the process when its engine is gone. Without an engine at the start, it does nothing. */
export function orphanGuard(address: string | undefined, end: () => void): () => Promise<void> {
  const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
  if (host === undefined || port === undefined) {
    return () => Promise.resolve();
  }
  const isThere = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host, port: Number(port) });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
  // The engine is waiting for an answer right now, so it must be reachable.
  const wasThere = isThere();
  const check = async (): Promise<void> => {
    if ((await wasThere) && !(await isThere())) {
      end();
    }
  };
  setInterval(() => void check(), interval).unref();
  return check;
}
