import { whileWorking } from "../../tools/pulumi/progress";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

async function shownIn30Seconds(isTTY: boolean, end: () => void): Promise<string> {
  let shown = "";
  const stream = { isTTY, write: (text: string) => (shown += text) };
  const work = whileWorking(stream, "building", async () => {
    await new Promise((resolve) => setTimeout(resolve, 30_500));
    end();
  });
  const ended = work.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(30_500);
  await ended;
  return shown;
}

test("in a log, a line every 15 seconds", async () => {
  const shown = await shownIn30Seconds(false, () => undefined);
  expect(shown).toBe("building: 15 s\nbuilding: 30 s\nbuilding: 31 s, done\n");
});

test("on a terminal, one line that is written anew", async () => {
  const shown = await shownIn30Seconds(true, () => undefined);
  expect(shown).toMatch(/^\rbuilding: 1 s\rbuilding: 2 s\r[^\n]*\rbuilding: 31 s, done\n$/);
});

test("a failure ends it too, and is passed on", async () => {
  const shown = await shownIn30Seconds(false, () => {
    throw new Error("broken");
  });
  expect(shown).toContain("building: 31 s, failed\n");
  expect(jest.getTimerCount()).toBe(0);
});
