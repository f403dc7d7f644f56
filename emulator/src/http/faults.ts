/** Something that goes wrong with certain calls. */
export type Fault = FaultMatch & FaultAction;

export interface FaultMatch {
  /** Any method when left out. */
  readonly method?: string;
  /** Path below the account, as in the request log; `*` stands for any text without a slash. Any path when left out. */
  readonly path?: string;
  /** Which of the matching calls is the first to be hit, counted from 1; 1 when left out. */
  readonly occurrence?: number;
  /** How many calls are hit from then on; 1 when left out. */
  readonly times?: number | "always";
}

export type FaultAction =
  /** Answers in place of the API. A body that is no text is sent as JSON. */
  | {
      readonly action: "answer";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly contentType?: string;
    }
  /** Answers with the HTML page of a proxy that could not reach the API; 502 when no status is given. */
  | { readonly action: "html"; readonly status?: number }
  /** Refuses with a message that repeats what the call sent: its credentials if it has any, else its API token. */
  | { readonly action: "echoCredential"; readonly status?: number; readonly encoding?: "plain" | "base64" | "url" }
  /** Closes the connection; nothing was done. */
  | { readonly action: "cutBeforeCommit" }
  /** Does what was asked, then closes the connection without an answer. */
  | { readonly action: "cutAfterCommit" }
  /** Never answers, and nothing was done: the moment at which a test kills the caller. */
  | { readonly action: "holdBeforeCommit" }
  /** Does what was asked, and never answers. */
  | { readonly action: "holdAfterCommit" }
  /** Does what was asked and answers, but closes the connection in the middle of the answer. */
  | { readonly action: "truncate" }
  /** Waits, then goes on as if nothing were. */
  | { readonly action: "delay"; readonly milliseconds: number }
  /** Says that this was one call too many: it and all others are refused until the five minutes are over. */
  | { readonly action: "exceedRateLimit" };

const actions = [
  "answer",
  "html",
  "echoCredential",
  "cutBeforeCommit",
  "cutAfterCommit",
  "holdBeforeCommit",
  "holdAfterCommit",
  "truncate",
  "delay",
  "exceedRateLimit",
];

export interface FaultState {
  readonly fault: Fault;
  /** How many calls matched so far, hit or not. */
  matched: number;
}

export class Faults {
  private states: FaultState[] = [];

  add(fault: Fault): void {
    check(fault);
    this.states.push({ fault, matched: 0 });
  }

  clear(): void {
    this.states = [];
  }

  list(): readonly FaultState[] {
    return structuredClone(this.states);
  }

  /** Counts a call and returns the faults that hit it, in the order in which they were added. */
  hit(method: string, path: string): Fault[] {
    return this.states.flatMap((state) => {
      if (!matches(state.fault, method, path)) {
        return [];
      }
      state.matched += 1;
      return isDue(state) ? [state.fault] : [];
    });
  }
}

function isDue({ fault, matched }: FaultState): boolean {
  const first = fault.occurrence ?? 1;
  const times = fault.times ?? 1;
  return matched >= first && (times === "always" || matched < first + times);
}

function matches(fault: FaultMatch, method: string, path: string): boolean {
  const isMethod = fault.method === undefined || fault.method.toUpperCase() === method;
  return isMethod && (fault.path === undefined || toPattern(fault.path).test(path));
}

function toPattern(path: string): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}

/** Faults also come from outside, as JSON, and one that never hits would make a test pass for nothing. */
function check(fault: FaultMatch & { action?: unknown; status?: unknown; milliseconds?: unknown }): void {
  if (!actions.includes(fault.action as string)) {
    throw new Error(`There is no fault action ${JSON.stringify(fault.action)}. Actions: ${actions.join(", ")}.`);
  }
  if (fault.action === "answer" && !Number.isInteger(fault.status)) {
    throw new Error('The fault action "answer" needs a status.');
  }
  if (fault.action === "delay" && typeof fault.milliseconds !== "number") {
    throw new Error('The fault action "delay" needs milliseconds.');
  }
}
