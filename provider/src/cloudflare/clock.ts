/** The clock of the client and the lifecycle; tests replace it. */
export interface Clock {
  /** Milliseconds since 1970, from a clock that only moves forward. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** A signal that aborts after this time. */
  timeout(milliseconds: number): AbortSignal;
  /** Between 0 and 1. */
  random(): number;
}

export const systemClock: Clock = {
  // Not the time of day: that jumps when it is adjusted, and a wait could then take hours.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  wait: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  random: () => Math.random(),
};
