/** Everything that can go wrong with a call, as arbitraries. */
import fc from "fast-check";
import type { Emulator, Fault, FaultAction } from "cloudflare-mcp-emulator";
import type { Jump } from "../support/clocks";

const refusal = (message: string): unknown => ({ success: false, errors: [{ message }] });

/** By the names in the report. A held call is a slow one: it is given up when its time is over. */
const faultActions: Readonly<Record<string, FaultAction>> = {
  "connection cut before anything was done": { action: "cutBeforeCommit" },
  "connection cut after it was done": { action: "cutAfterCommit" },
  "no answer in time, nothing was done": { action: "holdBeforeCommit" },
  "no answer in time, after it was done": { action: "holdAfterCommit" },
  "half an answer": { action: "truncate" },
  "an HTML page": { action: "html" },
  "HTTP 500": { action: "answer", status: 500, body: refusal("internal") },
  "HTTP 503": { action: "answer", status: 503, body: refusal("later") },
  "HTTP 429 with Retry-After": {
    action: "answer",
    status: 429,
    body: refusal("slowly"),
    headers: { "retry-after": "1" },
  },
  "all calls refused for five minutes": { action: "exceedRateLimit" },
  "HTTP 403": { action: "answer", status: 403, body: refusal("no") },
  "a refusal that repeats the credential": { action: "echoCredential" },
  "the same in base64": { action: "echoCredential", encoding: "base64" },
  "the same in a URL": { action: "echoCredential", encoding: "url" },
};

export const faultNames = Object.keys(faultActions);

/** What a fault is called in the report. */
export function faultName({ action, ...fault }: Fault): string {
  const isSame = (one: FaultAction): boolean =>
    one.action === action &&
    (["status", "encoding"] as const).every((key) => valueOf(one, key) === valueOf(fault, key));
  return faultNames.find((name) => isSame(faultActions[name] ?? { action: "html" })) ?? action;
}

function valueOf(object: object, key: string): unknown {
  return Reflect.get(object, key);
}

const fault: fc.Arbitrary<Fault> = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
    times: fc.integer({ min: 1, max: 7 }),
    occurrence: fc.integer({ min: 1, max: 2 }),
    action: fc.constantFrom(...Object.values(faultActions)),
  })
  .map(({ action, ...match }): Fault => ({ ...match, ...action }));

/** What meets the calls of a command; what does not meet them stays for the next one. */
export const faults: fc.Arbitrary<Fault[]> = fc.array(fault, { maxLength: 3, size: "max" });

export function addFaults(cloudflare: Emulator, list: readonly Fault[]): void {
  for (const each of list) {
    cloudflare.addFault(each);
  }
}

/** As a machine that wakes up, or that somebody sets, does it. */
export const clockJump: fc.Arbitrary<Jump> = fc.record({
  when: fc.constantFrom("now" as const, "during a call" as const),
  whose: fc.constantFrom("ours" as const, "Cloudflare's" as const),
  milliseconds: fc.constantFrom(-7_200_000, -400_000, -3_000, 3_000, 400_000, 7_200_000),
});
