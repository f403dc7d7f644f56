/** A clock whose waits are over at once. */
import type { Clock } from "../../provider/src/cloudflare/clock";

/** A clock that stands still but for waits, which are over at once and written down. */
export class FakeClock implements Clock {
  readonly waits: number[] = [];
  private time = Date.UTC(2026, 0, 15, 12);

  constructor(private readonly chance = 0) {}

  now(): number {
    return this.time;
  }

  wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.advance(milliseconds);
    return Promise.resolve();
  }

  /** Real time, since it is a real connection that has to end. */
  timeout(milliseconds: number): AbortSignal {
    return AbortSignal.timeout(milliseconds);
  }

  random(): number {
    return this.chance;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
