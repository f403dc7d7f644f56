/** Closes servers after the test that opened them. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const toClose: { close: () => Promise<void> }[] = [];

/** Closes something after the test, also after one that failed: what stays open would keep jest from ending. */
export function closeLater<Closable extends { close: () => Promise<void> }>(closable: Closable): Closable {
  toClose.push(closable);
  return closable;
}

/** Has a server listen on loopback until the test is over; gives its origin. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeLater({
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  await Promise.all(toClose.splice(0).map((each) => each.close()));
});
