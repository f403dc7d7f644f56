/**
 * A provider process that outlives its engine must not write any more.
 *
 * When `pulumi` is killed, the provider process lives on and would finish what it is doing: wait, retry, put credentials
 * back, over what the next `pulumi up` has meanwhile written. The engine's address is the last argument of the process;
 * when nobody listens there, the engine is gone.
 */
import { connect } from "node:net";

/** How often the process looks by itself, so that it does not stay behind for ever either. */
const interval = 5_000;

/** Gives a check that ends the process when its engine is gone. Without an engine from the start, it does nothing. */
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
  // Now, while the engine waits for an answer of this process: it is there if it is anywhere.
  const wasThere = isThere();
  const check = async (): Promise<void> => {
    if ((await wasThere) && !(await isThere())) {
      end();
    }
  };
  setInterval(() => void check(), interval).unref();
  return check;
}
