/** Faults: which calls they hit, and what a test can ask for. */
import { Ajv, type ValidateFunction } from "ajv";

/** A failure that the emulator plays on certain calls. */
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
  /** Answers in place of the API. It sends a body other than a text as JSON. */
  | {
      readonly action: "answer";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly contentType?: string;
    }
  /** Answers with the HTML page of a proxy that cannot reach the API. The default status is 502. */
  | { readonly action: "html"; readonly status?: number }
  /** Refuses with a message that repeats what the call sent: its credentials if it has any, else its API token. */
  | { readonly action: "echoCredential"; readonly status?: number; readonly encoding?: "plain" | "base64" | "url" }
  /** Closes the connection before the operation. */
  | { readonly action: "cutBeforeCommit" }
  /** Closes the connection after the operation, without an answer. */
  | { readonly action: "cutAfterCommit" }
  /** Never answers, and never runs the operation: the moment at which a test kills the caller. */
  | { readonly action: "holdBeforeCommit" }
  /** Runs the operation, and never answers. */
  | { readonly action: "holdAfterCommit" }
  /** Runs the operation, and closes the connection in the middle of the answer. */
  | { readonly action: "truncate" }
  /** Waits before the operation. */
  | { readonly action: "delay"; readonly milliseconds: number }
  /** Exceeds the rate limit: the API refuses this call and all others for five minutes. */
  | { readonly action: "exceedRateLimit" };

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

type Members = Readonly<Record<string, object>>;

const status = { type: "integer", minimum: 200, maximum: 599 };
const headers = {
  type: "object",
  propertyNames: { pattern: "^[\\w!#$%&'*+.^`|~-]+$" },
  additionalProperties: { type: "string" },
};

/** The members of each action, apart from those that choose the calls. */
const actions: Readonly<Record<FaultAction["action"], { readonly members?: Members; readonly required?: string[] }>> = {
  answer: { members: { status, body: {}, headers, contentType: { type: "string" } }, required: ["status"] },
  html: { members: { status } },
  echoCredential: { members: { status, encoding: { enum: ["plain", "base64", "url"] } } },
  cutBeforeCommit: {},
  cutAfterCommit: {},
  holdBeforeCommit: {},
  holdAfterCommit: {},
  truncate: {},
  // A timer with a longer delay ends at once.
  delay: {
    members: { milliseconds: { type: "integer", minimum: 0, maximum: 2 ** 31 - 1 } },
    required: ["milliseconds"],
  },
  exceedRateLimit: {},
};

const count = { type: "integer", minimum: 1 };
const match: Members = {
  method: { type: "string", minLength: 1 },
  path: { type: "string", minLength: 1 },
  occurrence: count,
  times: { anyOf: [count, { const: "always" }] },
};

const ajv = new Ajv();
const validators = new Map<unknown, ValidateFunction>(
  Object.entries(actions).map(([action, { members = {}, required = [] }]) => [
    action,
    ajv.compile({
      type: "object",
      properties: { action: {}, ...match, ...members },
      required,
      additionalProperties: false,
    }),
  ]),
);

/** Faults also come from outside, as JSON. A mistyped one would never hit, and its test would prove nothing. */
function check(fault: unknown): void {
  const { action } = (typeof fault === "object" && fault !== null ? fault : {}) as { action?: unknown };
  const validate = validators.get(action);
  if (validate === undefined) {
    throw new Error(`There is no fault action ${JSON.stringify(action)}. Actions: ${Object.keys(actions).join(", ")}.`);
  }
  if (!validate(JSON.parse(JSON.stringify(fault)))) {
    throw new Error(
      `The fault action "${String(action)}" cannot be so: ${ajv.errorsText(validate.errors, { dataVar: "fault" })}.`,
    );
  }
}
