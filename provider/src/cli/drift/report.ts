/** The drift report in its JSON format (schema/drift-report.schema.json), the source of every other format. */
import type { Catalogue } from "../../lock/file";
import { compareText } from "../order";
import { ruleIds, rules, type Level, type RuleId } from "./rules";

/** The kinds of objects in reports and in the ids of rules: `missing-server`. */
export type ObjectNoun = "server" | "portal";

export interface Subject {
  readonly kind: ObjectNoun | "account" | "waiver";
  readonly accountId?: string;
  readonly id: string;
  /** The name in the program. */
  readonly resource?: string;
  readonly urn?: string;
}

/** A value as declared and as found; absent where there is none. `secret`: neither is shown. */
export interface FieldDifference {
  readonly path: string;
  readonly declared?: unknown;
  readonly found?: unknown;
  readonly secret?: true;
}

export interface Finding {
  readonly rule: RuleId;
  readonly level: Level;
  readonly subject: Subject;
  readonly argument?: string;
  /** A sentence about the subject. */
  readonly message: string;
  readonly differences?: readonly FieldDifference[];
  /** What changed in a definition since its review, in lines as `lock check` prints them. */
  readonly changes?: readonly string[];
  readonly lock?: LockPlaces;
  readonly waived?: { readonly until: string; readonly why: string };
}

export interface InventoryServer {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  readonly authType: string;
  readonly status: string | null;
  readonly authenticationStatus: string | null;
  readonly tools: number;
  readonly declaredBy: string | null;
}

export interface InventoryPortal {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  readonly servers: readonly string[];
  readonly declaredBy: string | null;
}

export interface LockEntryPlace {
  readonly kind: Catalogue;
  readonly name: string;
}

/** Entries of a lock file that a finding is about, also those that the file lacks. */
export interface LockPlaces {
  /** Relative to the folder of Pulumi.yaml. */
  readonly file: string;
  readonly entries: readonly LockEntryPlace[];
}

/** The tools of one server that agents can call through one portal. */
export interface Exposure {
  readonly accountId: string;
  readonly portalId: string;
  /** Of the portal. */
  readonly hostname: string;
  readonly serverId: string;
  /** The state of the tool lock in words; null without a lock, absent if no stack was read. */
  readonly lock?: string | null;
  readonly lockFile?: string | null;
  readonly tools: readonly ExposedTool[];
  /** How many tools of the server this portal hides. */
  readonly hidden: number;
}

export interface ExposedTool {
  readonly name: string;
  /** As agents see it. */
  readonly calledAs: string;
  /** `none`: there is no lock. */
  readonly approval: "approved" | "denied" | "changed" | "new" | "void" | "unreadable" | "none";
  /** False where the server turns it off and the portal on: nobody documents which wins. */
  readonly certain: boolean;
}

export type Scope =
  | { readonly kind: "stack"; readonly name: string | null }
  | { readonly kind: "state"; readonly file: string }
  | { readonly kind: "account" };

export interface Report {
  readonly version: 1;
  /** What was compared with the account: nothing with `account`. */
  readonly scope: Scope;
  readonly checkedAt: string;
  readonly accounts: readonly { readonly id: string; readonly servers: number; readonly portals: number }[];
  /** How many resources of the stack were compared. */
  readonly compared: number;
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly exposure: readonly Exposure[];
  readonly inventory: {
    readonly servers: readonly InventoryServer[];
    readonly portals: readonly InventoryPortal[];
  };
}

export interface Summary {
  readonly findings: number;
  readonly notes: number;
  readonly unread: number;
  readonly waived: number;
}

export function newFinding(
  rule: RuleId,
  subject: Subject,
  message: string,
  more: Partial<Pick<Finding, "argument" | "differences" | "changes" | "level" | "lock">> = {},
): Finding {
  return { rule, level: rules[rule].level, subject, message, ...more };
}

export function countFindings(findings: readonly Finding[]): Summary {
  const counting = findings.filter(({ waived }) => waived === undefined);
  const count = (level: Level): number => counting.filter((each) => each.level === level).length;
  return {
    findings: count("finding"),
    notes: count("note"),
    unread: count("unread"),
    waived: findings.length - counting.length,
  };
}

/** Sorts by rule, subject and argument, so that the order is the same in each run. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((each) => ({ each, key: identifyFinding(each) }));
  return keyed
    .sort(
      (one, other) =>
        ruleIds.indexOf(one.each.rule) - ruleIds.indexOf(other.each.rule) || compareText(one.key, other.key),
    )
    .map(({ each }) => each);
}

/** An identifier of a finding that is the same in every run. */
export function identifyFinding({ rule, subject, argument, message }: Finding): string {
  const { accountId = "", kind, id, urn = "" } = subject;
  const about = argument ?? (kind === "account" || kind === "waiver" ? message : "");
  return [rule, accountId, kind, id, urn, about].join("\n");
}

/** The findings of one rule, for people. */
export interface Group {
  readonly rule: RuleId;
  readonly title: string;
  readonly help: string;
  /** A note that --strict counts is a finding. */
  readonly level: Level;
  readonly findings: readonly Finding[];
}

/** The findings without a waiver, in the order of the rules. */
export function groupFindings({ findings }: Report): Group[] {
  return ruleIds.flatMap((rule) => {
    const own = findings.filter((each) => each.rule === rule && each.waived === undefined);
    const { title, help, level } = rules[rule];
    const strictest = own.some((each) => each.level === "finding") ? "finding" : level;
    return own.length === 0 ? [] : [{ rule, title, help, level: strictest, findings: own }];
  });
}

export function listWaived({ findings }: Report): Finding[] {
  return findings.filter(({ waived }) => waived !== undefined);
}
