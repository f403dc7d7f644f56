/** Ends the waits of a command that the engine cancels. What Cloudflare has been asked already is awaited. */
import type { Clock } from "../cloudflare/clock";

/** A clock whose waits end with an error once the signal is aborted, which is asked for at each wait. */
export function cancellableClock(clock: Clock, signalNow: () => AbortSignal): Clock {
  return {
    now: () => clock.now(),
    random: () => clock.random(),
    timeout: (milliseconds) => clock.timeout(milliseconds),
    wait: async (milliseconds) => {
      const signal = signalNow();
      let end: () => void = () => undefined;
      const cancelled = new Promise<never>((_resolve, reject) => {
        end = (): void => {
          reject(new Error("Cancelled while waiting for Cloudflare. Run the command again to finish the step."));
        };
        signal.addEventListener("abort", end);
        if (signal.aborted) {
          end();
        }
      });
      try {
        await Promise.race([clock.wait(milliseconds), cancelled]);
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
  };
}
