/** Everything that can go wrong with a call, as arbitraries. */
import fc from "fast-check";
import type { Fault, FaultAction } from "cloudflare-mcp-emulator";

const faultAction: fc.Arbitrary<FaultAction> = fc.constantFrom<FaultAction>(
  { action: "cutBeforeCommit" },
  { action: "cutAfterCommit" },
  { action: "truncate" },
  { action: "html" },
  { action: "answer", status: 503, body: { success: false, errors: [{ message: "later" }] } },
  {
    action: "answer",
    status: 429,
    body: { success: false, errors: [{ message: "slowly" }] },
    headers: { "retry-after": "1" },
  },
  { action: "answer", status: 403, body: { success: false, errors: [{ message: "no" }] } },
);

export const fault: fc.Arbitrary<Fault> = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
    times: fc.integer({ min: 1, max: 7 }),
    occurrence: fc.integer({ min: 1, max: 2 }),
    action: faultAction,
  })
  .map(({ action, ...match }): Fault => ({ ...match, ...action }));
