/**
 * The clocks of a random history: the provider's and Cloudflare's.
 *
 * Nobody waits in real time, held calls are given up at once, and either clock may jump, even in the middle of a call.
 */
import type { EmulatorOptions } from "cloudflare-mcp-emulator";
import type { Clock } from "../../provider/src/cloudflare/clock";

export interface Jump {
  readonly when: "now" | "during a call";
  readonly whose: "ours" | "Cloudflare's";
  readonly milliseconds: number;
}

export class Clocks {
  private time = Date.UTC(2026, 0, 15, 12);
  private readonly ahead = { ours: 0, "Cloudflare's": 0 };
  private jumps: Omit<Jump, "when">[] = [];
  private running: { readonly controller: AbortController; readonly milliseconds: number }[] = [];

  readonly ours: Clock = {
    now: () => this.time + this.ahead.ours,
    wait: (milliseconds) => {
      this.advance(milliseconds);
      return Promise.resolve();
    },
    timeout: (milliseconds) => {
      const controller = new AbortController();
      this.running.push({ controller, milliseconds });
      return controller.signal;
    },
    random: () => 0,
  };

  /** What an emulator has to be started with to go by the other one. */
  readonly cloudflares: EmulatorOptions = {
    now: () => this.time + this.ahead["Cloudflare's"],
    onAnswer: () => {
      this.jumps.splice(0).forEach((jump) => {
        this.jump(jump);
      });
    },
    // The time is over that there was for the call.
    onHeld: () => {
      const running = this.running.splice(0);
      this.advance(Math.max(...running.map(({ milliseconds }) => milliseconds)));
      running.forEach(({ controller }) => {
        controller.abort();
      });
    },
  };

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Now, or while the next call is under way. */
  set({ when, ...jump }: Jump): void {
    if (when === "now") {
      this.jump(jump);
    } else {
      this.jumps.push(jump);
    }
  }

  /** Nobody is waiting any more. */
  calmDown(): void {
    this.jumps = [];
    this.running = [];
    // Whatever Cloudflare asked to wait for is over, however far its clock was put back.
    this.advance(24 * 3_600_000);
  }

  private jump({ whose, milliseconds }: Omit<Jump, "when">): void {
    this.ahead[whose] += milliseconds;
  }
}
