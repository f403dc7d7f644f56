import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { orphanGuard } from "../../../provider/src/lifecycle/orphan";

let engine: Server;
let calls: number;
let address: string;

/** What the guard does by itself, as often as the clock says. */
let byItself: (() => void) | undefined;
let isHolding: boolean;
let clock: jest.SpyInstance;

beforeEach(async () => {
  calls = 0;
  engine = createServer((socket) => {
    calls += 1;
    socket.resume();
  });
  engine.listen(0, "127.0.0.1");
  await once(engine, "listening");
  address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;

  byItself = undefined;
  isHolding = true;
  clock = jest.spyOn(globalThis, "setInterval").mockImplementation((run, milliseconds) => {
    expect(milliseconds).toBe(5_000);
    byItself = run;
    const timer = { unref: () => (isHolding = false) };
    return timer as unknown as ReturnType<typeof setInterval>;
  });
});
afterEach(async () => {
  clock.mockRestore();
  await gone();
});

async function gone(): Promise<void> {
  if (engine.listening) {
    engine.close();
    await once(engine, "close");
  }
}

test("a process goes on while its engine is there, and ends before a write when it is gone", async () => {
  const end = jest.fn();
  const check = orphanGuard(address, end);
  await check();
  await check();
  expect(end).not.toHaveBeenCalled();
  expect(calls).toBe(3);

  await gone();
  await check();
  expect(end).toHaveBeenCalledTimes(1);
});

test("it looks by itself too, and that does not keep it alive", async () => {
  const ended = new Promise<void>((resolve) => {
    const check = orphanGuard(address, resolve);
    void check()
      .then(gone)
      .then(() => byItself?.());
  });
  await ended;
  expect(isHolding).toBe(false);
});

test("an engine that was never there is not missed: the address may be something else", async () => {
  await gone();
  const end = jest.fn();
  const check = orphanGuard(address, end);
  await check();
  expect(end).not.toHaveBeenCalled();
});

test.each([undefined, "", "index.js", "127.0.0.1:", ":80", "127.0.0.1:80/tcp"])(
  "%j is no address of an engine, and nothing is watched",
  async (other) => {
    const end = jest.fn();
    await orphanGuard(other, end)();
    expect(end).not.toHaveBeenCalled();
    expect(byItself).toBeUndefined();
  },
);
