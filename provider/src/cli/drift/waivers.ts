/** Waivers: a reviewed file accepts findings until a date, with the reason. */
import * as v from "valibot";
import { localId } from "../../lifecycle/pulumiId";
import { isObject, shown } from "../../lifecycle/values";
import { readJsonFile } from "../json";
import { newFinding, type Finding } from "./report";
import { ruleIds } from "./rules";

const text = v.pipe(v.string("must be a text"), v.trim(), v.minLength(1, "must not be empty"));

const waiverSchema = v.pipe(
  v.strictObject(
    {
      rule: v.picklist(ruleIds, `must be one of ${ruleIds.join(", ")}`),
      /** The id of the server or portal. */
      id: text,
      account: v.optional(text),
      argument: v.optional(text),
      /** The last day of the waiver, in UTC. */
      until: v.pipe(v.string("must be a day"), v.isoDate("must be a day such as 2026-12-31")),
      why: text,
    },
    describeFault,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    const failure = dataset.typed ? localId(dataset.value.id, dataset.value.account).failure : undefined;
    if (failure !== undefined) {
      addIssue({ message: `has an id that ${failure.replace(/\.$/, "")}` });
    }
  }),
);
const fileSchema = v.strictObject(
  { $schema: v.optional(v.string("must be a text")), waivers: v.array(waiverSchema, "must be a list") },
  describeFault,
);

/** The fault of an object or of a member. */
function describeFault({ expected, received }: v.StrictObjectIssue): string {
  if (expected === "never") {
    return "is not known; remove it";
  }
  return received === "undefined" ? "is missing" : "must be an object";
}

export type Waiver = v.InferOutput<typeof waiverSchema>;

export function readWaivers(path: string): Waiver[] {
  const content = readJsonFile(path, path);
  if (!isObject(content) || !Array.isArray(content.waivers)) {
    // It might be another file, with secrets among its keys.
    throw new Error(`${path} is not a waivers file. Its form is { "waivers": [{ "rule", "id", "until", "why" }] }.`);
  }
  const result = v.safeParse(fileSchema, content);
  if (!result.success) {
    const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? "the file"} ${issue.message}`);
    throw new Error(`${path} has invalid waivers: ${faults.join("; ")}.`);
  }
  return result.output.waivers;
}

/** Marks waived findings. A failed read cannot be waived, and while one exists, no waiver counts as unused. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], now: number): Finding[] {
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
      return [newFinding("expired-waiver", subject, `the waiver of ${what} ended on ${until} (${shown(why)})`)];
    }
    return used.has(waiver) || !everythingRead
      ? []
      : [
          newFinding(
            "unused-waiver",
            subject,
            `the waiver of ${what} until ${until} matches no finding (${shown(why)})`,
          ),
        ];
  });
  return [...marked, ...about];
}

function covers({ rule, id, account, argument }: Waiver, { rule: found, subject, argument: about }: Finding): boolean {
  return (
    rule === found &&
    isNamedBy(id, subject) &&
    (account === undefined || account === subject.accountId) &&
    (argument === undefined || argument === about)
  );
}

/** Matches the id in the account, or Pulumi's id. */
function isNamedBy(given: string, { id, accountId }: Finding["subject"]): boolean {
  const local = localId(given, accountId);
  return local.id === id && local.failure === undefined;
}
