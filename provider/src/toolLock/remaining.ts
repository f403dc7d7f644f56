/** Deviations of the last refresh that remain with the current lock file. */
import { catalogues } from "../lock/file";
import type { Deviation } from "./observe";
import { ownMember } from "../lifecycle/values";
import { seenIn, seenText, withSeen, type LockSummary, type Seen } from "./summary";

/** The lock of a program, with what an update will hide, so that a preview shows it. */
export function withRemaining(summary: LockSummary, before: LockSummary | undefined): LockSummary {
  if (before === undefined) {
    return summary;
  }
  const deviations = remainingDeviations(summary, before, ["open", "settled"]);
  const [tools, prompts] = catalogues.map((kind) =>
    Object.fromEntries(deviations.filter((each) => each.kind === kind).map((each) => [each.name, seenText(each)])),
  );
  return withSeen(summary, { open: {}, settled: { ...(tools && { tools }), ...(prompts && { prompts }) } });
}

/** The deviations that no message has named before this step; in report mode, all of them. */
export function untoldDeviations(summary: LockSummary, before: LockSummary | undefined): Deviation[] {
  if (before === undefined) {
    return [];
  }
  const wasHidden = summary.mode === "enforce" && before.mode === "enforce";
  return remainingDeviations(summary, before, wasHidden ? ["open"] : ["open", "settled"]);
}

function remainingDeviations(
  { hostname, __record: { decided } }: LockSummary,
  before: LockSummary,
  parts: readonly ("open" | "settled")[],
): Deviation[] {
  const isSameUpstream = hostname === before.hostname;
  return catalogues.flatMap((kind) => {
    const seen = Object.assign({}, ...parts.map((part) => before.__record[part]?.[kind])) as Record<string, string>;
    return Object.entries(seen).flatMap(([name, text]): Deviation[] => {
      const decision = ownMember(decided[kind], name);
      const remaining = remainingOf(seenIn(text), typeof decision === "string" ? decision : undefined, isSameUpstream);
      return remaining === undefined ? [] : [{ kind, name, ...remaining }];
    });
  });
}

function remainingOf(
  { standing, digest }: Seen,
  decision: string | undefined,
  isSameUpstream: boolean,
): Pick<Deviation, "standing" | "digest"> | undefined {
  const isApproved = decision?.startsWith("approved ") === true;
  switch (standing) {
    case "gone":
      return isApproved ? { standing } : undefined;
    case "void":
      return isApproved && isSameUpstream ? { standing, ...(digest !== undefined && { digest }) } : undefined;
    case "unreadable":
      return { standing, ...(digest !== undefined && { digest }) };
    case "changed":
    case "new":
    case "shown":
      // Lines in state have short digests.
      if (digest === undefined || decision?.split(" ")[1]?.startsWith(digest) === true) {
        return undefined;
      }
      return { standing: decision === undefined ? "new" : "changed", digest };
    case "approved":
    case "denied":
    case "hidden":
    default:
      return undefined;
  }
}
