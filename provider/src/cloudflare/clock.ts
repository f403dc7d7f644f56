/** The clock of the client and the lifecycle; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970, by a clock that only goes forward. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** Ends what takes longer than that. */
  timeout(milliseconds: number): AbortSignal;
  /** Between 0 and 1. */
  random(): number;
}

export const systemClock: Clock = {
  // Not the time of day: that jumps when somebody or the network sets it, and a wait until then could take hours.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  wait: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  random: () => Math.random(),
};
