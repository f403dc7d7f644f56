/** Secrets that a command has seen. No output contains them. */
import { asText } from "../text/asText";
import { redact, redactDeep } from "../text/redact";
import { reasonsOf } from "../text/reasons";
import { styled, type Shown } from "../text/shown";

export class Secrets {
  private known: readonly string[] = [];

  add(secrets: Iterable<string>): void {
    const all = new Set([...this.known, ...secrets]);
    // Returns the same list if nothing is new, because the search for secrets is prepared once per list.
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

  /** The text of an error, without secrets. */
  reasonsOf(error: unknown): Shown {
    // Also redacts before the gate, which marks the line breaks of a secret.
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
