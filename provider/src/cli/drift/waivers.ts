/** Findings that somebody has decided to live with for a while: what, until when, why. In a file, to be reviewed. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { shown } from "../../lifecycle/values";
import { reasonOf } from "../text";
import { finding, type Finding } from "./report";
import { ruleIds } from "./rules";

const waiverSchema = v.strictObject({
  rule: v.picklist(ruleIds),
  /** Of the server or portal. */
  id: v.pipe(v.string(), v.minLength(1)),
  account: v.optional(v.string()),
  argument: v.optional(v.string()),
  /** The last day on which it holds, everywhere on earth where it is that day by UTC. */
  until: v.pipe(v.string(), v.isoDate()),
  why: v.pipe(v.string(), v.trim(), v.minLength(1)),
});
const fileSchema = v.strictObject({ $schema: v.optional(v.string()), waivers: v.array(waiverSchema) });

export type Waiver = v.InferOutput<typeof waiverSchema>;

export function readWaivers(path: string): Waiver[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`The waivers in ${path} cannot be read: ${reasonOf(error)}`);
  }
  const result = v.safeParse(fileSchema, content);
  if (!result.success) {
    const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
    throw new Error(
      `The waivers in ${path} are not as they have to be ({ "waivers": [{ "rule", "id", "until", "why" }] }): ${issues.join("; ")}`,
    );
  }
  return result.output.waivers;
}

/**
 * Marks what is waived. What could not be read is never waived; and while something could not be read, a waiver that
 * waives nothing may only be waiting for it.
 */
export function withWaivers(findings: readonly Finding[], waivers: readonly Waiver[], now: number): Finding[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const used = new Set<Waiver>();
  const marked = findings.map((each) => {
    const waiver = each.level === "unread" ? undefined : waivers.find((one) => one.until >= today && covers(one, each));
    if (waiver === undefined) {
      return each;
    }
    used.add(waiver);
    return { ...each, waived: { until: waiver.until, why: waiver.why } };
  });
  const everythingRead = findings.every(({ level }) => level !== "unread");
  const about = waivers.flatMap((waiver) => {
    const { rule, id, argument, until, why } = waiver;
    const subject = { kind: "waiver" as const, id };
    const what = `${rule}${argument === undefined ? "" : ` of ${argument}`}`;
    if (until < today) {
      return [finding("expired-waiver", subject, `the waiver of ${what} ended on ${until} (${shown(why)})`)];
    }
    return used.has(waiver) || !everythingRead
      ? []
      : [finding("unused-waiver", subject, `the waiver of ${what} until ${until} waives nothing (${shown(why)})`)];
  });
  return [...marked, ...about];
}

function covers({ rule, id, account, argument }: Waiver, { rule: found, subject, argument: about }: Finding): boolean {
  return (
    rule === found &&
    id === subject.id &&
    (account === undefined || account === subject.accountId) &&
    (argument === undefined || argument === about)
  );
}
