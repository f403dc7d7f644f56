/** Secrets that a command has seen. Nothing of them leaves it. */
import { asText } from "../text/asText";
import { redact, redactDeep } from "../text/redact";
import { reasonsOf } from "../text/reasons";
import { styled, type Shown } from "../text/shown";

export class Secrets {
  private known: readonly string[] = [];

  add(secrets: Iterable<string>): void {
    const all = new Set([...this.known, ...secrets]);
    // The same list where nothing is new: what searches for secrets is made once for each list.
    if (all.size > this.known.length) {
      this.known = [...all];
    }
  }

  get list(): readonly string[] {
    return this.known;
  }

  redactShown(text: Shown): Shown {
    return styled(text, (words) => redact(words, this.known));
  }

  /** What an error tells, without secrets. */
  reasonsOf(error: unknown): Shown {
    // Before the gate too, which marks the line breaks of a secret.
    return this.redactShown(reasonsOf(this.redactError(error)));
  }

  private redactError(error: unknown): unknown {
    if (!(error instanceof Error)) {
      return redact(asText(error), this.known);
    }
    const { message, reasons } = error as Error & { readonly reasons?: unknown };
    const clean = new Error(redact(message, this.known));
    return Array.isArray(reasons) ? Object.assign(clean, { reasons: redactDeep(reasons, this.known) }) : clean;
  }
}
