/** What was found out about one question. */

/** `seen`: an answer says it. `inferred`: answers fit no other reading that is known. `open`: not found out. */
export type Certainty = "seen" | "inferred" | "open";

export interface Answer {
  readonly certainty: Certainty;
  /** One of the values that the emulator's switch of the same name has, or what was seen instead. Null while open. */
  readonly found: string | number | boolean | null;
  /** What was answered, or why nothing was found out. */
  readonly evidence: string;
  /** True for what ought to have been answered, and was not. */
  readonly failed?: true;
}

export const seen = (found: string | number | boolean, evidence: string): Answer => ({
  certainty: "seen",
  found,
  evidence,
});

export const inferred = (found: string | number | boolean, evidence: string): Answer => ({
  certainty: "inferred",
  found,
  evidence,
});

/** Nobody could tell from this account, or without more being given. */
export const open = (evidence: string): Answer => ({ certainty: "open", found: null, evidence });

/** An answer that fits nothing that is known: the most interesting kind. */
export const other = (evidence: string): Answer => ({ certainty: "seen", found: "other", evidence });

export const failure = (evidence: string): Answer => ({ ...open(evidence), failed: true });
