/** The figures of random histories with faults, printed when a run asks for more histories than usual. */
import type { FaultState } from "cloudflare-mcp-emulator";
import fc from "fast-check";
import { formsOf } from "./apiClient";

/** How long so many may take at most, in milliseconds. */
export const campaignLimit = (sequences: number): number => Math.max(300_000, sequences * 5_000);

/** One of them: step by step, and then to its end, from where on nothing fails. */
export interface History<Step> {
  play(step: Step): Promise<void>;
  converge(): Promise<void>;
}

export class Campaign {
  private histories = 0;
  private steps = 0;
  private failed = 0;
  private calls = 0;
  private made = 0;
  private texts = 0;
  private readonly faults = new Map<string, number>();
  private readonly canaries: readonly string[];

  constructor(
    private readonly title: string,
    secrets: readonly string[],
    private readonly nameOf: (fault: FaultState["fault"]) => string,
  ) {
    this.canaries = [...new Set(secrets.flatMap(formsOf))];
  }

  /** How many to play: usually so many, or this share of what `SEQUENCES` says. */
  static sequences(usual: number, share: number): number {
    const { SEQUENCES: all } = process.env;
    return all === undefined ? usual : Math.ceil(Number(all) * share);
  }

  /** Plays so many, each from a beginning of its own, and reports. */
  async play<Step>(sequences: number, steps: fc.Arbitrary<Step[]>, begin: () => History<Step>): Promise<void> {
    const property = fc.asyncProperty(steps, async (each) => {
      const history = begin();
      for (const step of each) {
        await history.play(step);
      }
      await history.converge();
    });
    await fc.assert(property, { numRuns: sequences });
    this.report();
  }

  begin(): void {
    this.histories += 1;
  }

  step(succeeded: boolean, calls: number, made: number): void {
    this.steps += 1;
    this.failed += succeeded ? 0 : 1;
    this.calls += calls;
    this.made += made;
  }

  happened(name: string, times = 1): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + times);
  }

  /** Counts which calls faults have hit. To be called before they are cleared. */
  hits(states: readonly FaultState[]): void {
    for (const { fault, matched } of states) {
      const { occurrence = 1, times = 1 } = fault;
      const hit = Math.min(Math.max(0, matched - occurrence + 1), times === "always" ? Infinity : times);
      if (hit > 0) {
        this.happened(this.nameOf(fault), hit);
      }
    }
  }

  /** The secrets that some texts hold, in whatever form. */
  leaks(...texts: readonly string[]): string[] {
    this.texts += texts.length;
    return this.canaries.filter((canary) => texts.some((text) => text.includes(canary)));
  }

  /** To be called when all of them have passed: what they would have failed for is none. */
  report(): void {
    if (process.env.SEQUENCES === undefined) {
      return;
    }
    const faults = [...this.faults].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const lines = [
      `${this.title}: ${number(this.histories)} sequences, ${number(this.calls)} calls`,
      `  commands: ${number(this.steps)}, of which ${number(this.failed)} failed under faults`,
      `  faults: ${number(faults.reduce((sum, [, count]) => sum + count, 0))}`,
      ...faults.map(([name, count]) => `    ${name}: ${number(count)}`),
      `  objects made: ${number(this.made)}; lost: 0, doubled: 0`,
      `  texts searched for secrets: ${number(this.texts)}; leaked: 0`,
    ];
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }
}

const number = (value: number): string => value.toLocaleString("en-US");
