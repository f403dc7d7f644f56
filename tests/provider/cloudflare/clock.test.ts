import { systemClock } from "../../../provider/src/cloudflare/clock";

test("a change of the machine's time does not move the clock, so no wait or deadline becomes hours", () => {
  const before = systemClock.now();
  jest.useFakeTimers({ doNotFake: ["performance"], now: before - 7_200_000 });
  try {
    expect(Date.now()).toBe(before - 7_200_000);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeLessThan(before + 3_600_000);
  } finally {
    jest.useRealTimers();
  }
});

test("the clock tells the time of day in whole milliseconds", () => {
  expect(Number.isInteger(systemClock.now())).toBe(true);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
});
