/** The notes of every refresh about a lock. */
import type { SeenWarning } from "../lifecycle/resourceKind";
import { deviationMessage, pendingMessage } from "./messages";
import { approvedButHidden, reportedDeviations } from "./observe";
import type { LockSummary } from "./summary";

export function lockNotes(serverId: string, summary: LockSummary): SeenWarning[] {
  const reported = reportedDeviations(summary);
  const hidden = approvedButHidden(summary);
  return [
    ...(reported.length === 0 ? [] : [{ text: deviationMessage(serverId, summary, reported) }]),
    ...(hidden.length === 0 ? [] : [{ text: pendingMessage(serverId, hidden), isNote: true as const }]),
  ];
}
