/** The report of `doctor` in its JSON format (schema/doctor-report.schema.json), the source of every other format. */
import type { ExposedTool } from "../drift/report";
import { findings, type CheckId, type FindingId } from "./findings";

/**
 * ok: as it should be. problem: the portal does not work for somebody. warning: it works, and will not for long or not for
 * all. note: worth knowing. unknown: could not be found out. skipped: makes no sense after what was found before.
 */
export const verdicts = ["ok", "problem", "warning", "note", "unknown", "skipped"] as const;
export type Verdict = (typeof verdicts)[number];

export interface Subject {
  readonly kind: "portal" | "server";
  readonly id: string;
  readonly name: string;
}

/** One check of one subject, in the order of a request. */
export interface Check {
  readonly id: CheckId;
  readonly subject: Subject;
  /** The worst of its findings; ok without any. */
  readonly verdict: Verdict;
  /** The observation in a few words: `CNAME gateway.agents.cloudflare.com, proxied`. */
  readonly seen: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly id: FindingId;
  readonly verdict: Exclude<Verdict, "ok">;
  /** A sentence about the subject. */
  readonly message: string;
  /** One remedy, in a sentence. */
  readonly fix?: string;
  /** The remedy as part of a Pulumi program in TypeScript, to paste. */
  readonly program?: string;
  /** A heading of docs/portals.md. */
  readonly anchor: string;
}

export function newFinding(
  id: FindingId,
  message: string,
  { fix, program }: { readonly fix?: string; readonly program?: string } = {},
): Finding {
  const { verdict, anchor } = findings[id];
  return {
    id,
    verdict,
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(program === undefined ? {} : { program }),
    anchor,
  };
}

/** From the worst to the best. */
const order = ["problem", "unknown", "warning", "note", "skipped", "ok"] as const satisfies readonly Verdict[];

export function newCheck(id: CheckId, subject: Subject, seen: string, found: readonly Finding[]): Check {
  return { id, subject, verdict: worstVerdict(found), seen, findings: found };
}

export function worstVerdict(all: readonly { readonly verdict: Verdict }[]): Verdict {
  return order.find((each) => all.some(({ verdict }) => verdict === each)) ?? "ok";
}

export function summarize(checks: readonly Check[]): Report["summary"] {
  const all = checks.flatMap((check) => check.findings);
  const count = (verdict: Verdict): number => all.filter((finding) => finding.verdict === verdict).length;
  return { problem: count("problem"), warning: count("warning"), note: count("note"), unknown: count("unknown") };
}

/** Whether somebody reaches a server. `depends`: on what only Cloudflare knows at that moment, such as a country. */
export type Answer = "yes" | "no" | "depends" | "unknown";

/** Who reaches a server through the portal: whom its door and the server's own policies both let in. */
export interface Audience {
  /** `no`: nobody does. `yes`: those in `who` do. `depends`: some of them may. */
  readonly answer: Answer;
  /** In words, sorted: `email addresses of example.com`, `service token "robot"`. */
  readonly who: readonly string[];
  /** What has to be true besides, or what is not known, in words. */
  readonly conditions: readonly string[];
}

/** One row of the table of reach: a server of the portal. */
export interface Reach {
  readonly serverId: string;
  readonly name: string;
  readonly people: Audience;
  readonly machines: Audience;
  /** What clients are offered of it. */
  readonly tools: readonly ExposedTool[];
  readonly hidden: number;
  /** The state of the tool lock in words; null without a lock, absent if no stack was read. */
  readonly lock?: string | null;
  /** With `--as`: whether that person reaches it, and what decided. */
  readonly as?: { readonly answer: Answer; readonly because: string };
}

export interface Report {
  readonly version: 1;
  readonly checkedAt: string;
  readonly accountId: string;
  readonly portal: { readonly id: string; readonly name: string; readonly hostname: string };
  /** The email address of `--as`. */
  readonly as?: string;
  readonly summary: Readonly<Record<Exclude<Verdict, "ok" | "skipped">, number>>;
  readonly checks: readonly Check[];
  readonly reach: readonly Reach[];
}
