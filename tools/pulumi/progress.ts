/** Shows that a long build is alive. */

/** Where progress goes: stderr, because stdout belongs to Pulumi's own output. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows that something long is alive: one line that counts the seconds on a terminal, a new line every 15 seconds in a
 * log. Ends when the work does.
 */
export async function whileWorking<Result>(
  stream: ProgressStream,
  label: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now();
  const elapsed = (): string => `${label}: ${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = stream.isTTY === true;
  const timer = setInterval(
    () => stream.write(terminal ? `\r${elapsed()}` : `${elapsed()}\n`),
    terminal ? 1_000 : 15_000,
  );
  try {
    const result = await work();
    stream.write(`${terminal ? "\r" : ""}${elapsed()}, done\n`);
    return result;
  } catch (failure) {
    stream.write(`${terminal ? "\r" : ""}${elapsed()}, failed\n`);
    throw failure;
  } finally {
    clearInterval(timer);
  }
}
