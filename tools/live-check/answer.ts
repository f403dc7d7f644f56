/** Answers to questions. */

/** `seen`: the API says so. `inferred`: no other known behavior fits. `open`: not found out. */
export type Certainty = "seen" | "inferred" | "open";

export interface Answer {
  readonly certainty: Certainty;
  /** A value of the emulator's switch of that name, or what was seen instead. Null while open. */
  readonly found: string | number | boolean | null;
  /** The API's answer, or why nothing was found out. */
  readonly evidence: string;
  /** True when the question failed. */
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

/** This account or these options cannot tell. */
export const open = (evidence: string): Answer => ({ certainty: "open", found: null, evidence });

/** The run only reads. */
export const needsWrite = open("Needs --write.");

/** An answer that fits no known behaviour: the most interesting kind. */
export const other = (evidence: string): Answer => ({ certainty: "seen", found: "other", evidence });

export const failure = (evidence: string): Answer => ({ ...open(evidence), failed: true });
