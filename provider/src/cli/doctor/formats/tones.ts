/** The color of each verdict on a page. */
import type { Tone } from "../../html/page";
import type { Verdict } from "../report";

export const tones: Readonly<Record<Verdict, Tone>> = {
  ok: "quiet",
  problem: "unread",
  warning: "finding",
  note: "note",
  unknown: "unknown",
  skipped: "unknown",
};
