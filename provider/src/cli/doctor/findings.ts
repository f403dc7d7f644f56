/** The checks and what they can find. Ids are permanent: scripts refer to them, and so do anchors of the docs. */

/** In the order of a request, which is that of the report. */
export const checkIds = [
  "portal",
  "servers",
  "zone",
  "record",
  "door",
  "server-access",
  "machines",
  "registration",
  "names",
] as const;
export type CheckId = (typeof checkIds)[number];

interface Kind {
  readonly check: CheckId;
  readonly verdict: "problem" | "warning" | "note" | "unknown" | "skipped";
  /** What it is, as a heading. */
  readonly title: string;
  /** A heading of docs/working-portal.md. */
  readonly anchor: string;
}

export const findings = {
  "portal-missing": { check: "portal", verdict: "problem", title: "There is no such portal", anchor: "no-such-portal" },
} as const satisfies Record<string, Kind>;

export type FindingId = keyof typeof findings;
