import type { Clock } from "../../../provider/src/cloudflare/clock";
import { systemClock } from "../../../provider/src/cloudflare/clock";
import { cancellableClock } from "../../../provider/src/plugin/cancellation";

/** A clock whose waits never end by themselves. */
const standing: Clock = { ...systemClock, wait: () => new Promise(() => undefined) };

test("a cancelled command ends the waits that have begun, and begins no other", async () => {
  const controller = new AbortController();
  const clock = cancellableClock(standing, () => controller.signal);
  const waits = [clock.wait(120_000), clock.wait(120_000)];
  controller.abort();
  const outcomes = await Promise.allSettled([...waits, clock.wait(1)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});

test("a wait that is not cancelled ends as before, and so do those of the next command", async () => {
  let controller = new AbortController();
  const clock = cancellableClock({ ...systemClock, wait: () => Promise.resolve() }, () => controller.signal);
  await clock.wait(1);
  controller.abort();
  controller = new AbortController();
  await expect(clock.wait(1)).resolves.toBeUndefined();
});
