/** Ends the waits of a command that the engine cancels. Requests to Cloudflare are still awaited. */
import type { Clock } from "../cloudflare/clock";

/** A clock whose waits fail once the signal is aborted. It asks for the current signal at each wait. */
export function cancellableClock(clock: Clock, signalNow: () => AbortSignal): Clock {
  return {
    now: () => clock.now(),
    random: () => clock.random(),
    timeout: (milliseconds) => clock.timeout(milliseconds),
    wait: async (milliseconds) => {
      const signal = signalNow();
      let stop: () => void = () => undefined;
      const stopped = new Promise<void>((resolve) => {
        stop = resolve;
        signal.addEventListener("abort", stop);
      });
      if (!signal.aborted) {
        await Promise.race([clock.wait(milliseconds), stopped]);
      }
      signal.removeEventListener("abort", stop);
      if (signal.aborted) {
        throw new Error("Cancelled while waiting for Cloudflare. Run the command again to finish the step.");
      }
    },
  };
}
