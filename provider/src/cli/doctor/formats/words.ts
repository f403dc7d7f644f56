/** The wording that the formats for people share. Long texts are shortened; the JSON format has them in full. */
import { joined, line, say, visible, type Shown } from "../../../text/shown";
import { formatCount, formatNumber, lineStart, printableStart } from "../../text";
import { findings, type FindingId } from "../findings";
import type { Audience, Check, Finding, Reach, Report, Subject, Verdict } from "../report";

const longestName = 100;
const longestSeen = 300;
const longestMessage = 1_000;
const mostNames = 6;

/** `portal Team tools (team)` */
export function describeSubject({ kind, id, name }: Subject): Shown {
  return say`${visible(kind)} ${describeName({ id, name })}`;
}

/** `Team tools (team)` */
export function describeName({ id, name }: Pick<Subject, "id" | "name">): Shown {
  return id === name ? shorten(id) : say`${shorten(name)} (${shorten(id)})`;
}

export function describeAddress({ portal }: Report): Shown {
  return say`https://${printableStart(portal.hostname, longestName)}/mcp`;
}

export function describeTime({ accountId, checkedAt }: Report): Shown {
  return say`account ${shorten(accountId)}, checked ${visible(checkedAt)}`;
}

export function describeSeen({ seen }: Check): Shown {
  return lineStart(seen, longestSeen);
}

export function describeMessage({ message }: Pick<Finding, "message">): Shown {
  return lineStart(message, longestMessage);
}

export function describeFix({ fix = "" }: Pick<Finding, "fix">): Shown {
  return lineStart(fix, longestMessage);
}

/** The lines of a program. */
export function programLines({ program }: Pick<Finding, "program">): Shown[] {
  return program === undefined ? [] : program.split("\n").map(line);
}

export function titleOf(id: FindingId): Shown {
  return visible(findings[id].title);
}

export function describePage({ anchor }: Pick<Finding, "anchor">): Shown {
  return say`docs/portals.md#${visible(anchor)}`;
}

/** The result in one sentence. */
export function describeResult(report: Report): Shown {
  const { problem, unknown, warning, note } = report.summary;
  const counts = joined(
    [
      ...(problem === 0 ? [] : [formatCount(problem, "problem")]),
      ...(unknown === 0 ? [] : [say`${formatNumber(unknown)} unknown`]),
      ...(warning === 0 ? [] : [formatCount(warning, "warning")]),
      ...(note === 0 ? [] : [formatCount(note, "note")]),
    ],
    ", ",
  );
  if (unknown > 0) {
    return say`Not everything could be checked: ${counts}.`;
  }
  if (problem > 0) {
    return say`The portal does not work for somebody: ${counts}.`;
  }
  const all = formatCount(report.reach.length, "server");
  return counts === "" ? say`Nothing is wrong with the portal and its ${all}.` : say`No problem was found: ${counts}.`;
}

/** Groups rows with the same text about their servers, in the order of the first of each. */
export function groupReach({ reach }: Report): Reach[][] {
  return groupBy(reach, ({ people, machines, lock, as }) => JSON.stringify([people, machines, lock, as]));
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

/** `docs (3 tools), tickets (2 of 5 tools)` */
export function describeRows(rows: readonly Reach[]): Shown {
  const named = rows.slice(0, mostNames).map((row) => say`${shorten(row.serverId)} (${describeTools(row)})`);
  return withRest(named, rows.length);
}

export function describeTools({ tools, hidden }: Reach): Shown {
  const all = tools.length + hidden;
  return hidden === 0 ? formatCount(all, "tool") : say`${formatNumber(tools.length)} of ${formatCount(all, "tool")}`;
}

export function describeNames(subjects: readonly Pick<Subject, "id">[]): Shown {
  return withRest(
    subjects.slice(0, mostNames).map(({ id }) => shorten(id)),
    subjects.length,
  );
}

function withRest(named: readonly Shown[], all: number): Shown {
  const rest = all - named.length;
  return joined([...named, ...(rest === 0 ? [] : [say`${formatNumber(rest)} more`])], ", ");
}

/** Who reaches a server, or why that is unknown. */
export function describeAudience({ answer, who, conditions }: Audience): Shown {
  const people = joined(who.slice(0, mostNames).map(shorten), ", ");
  const more = who.length > mostNames ? say` and ${formatNumber(who.length - mostNames)} more` : say``;
  const besides = joined(
    conditions.slice(0, mostNames).map((each) => lineStart(each, longestSeen)),
    "; ",
  );
  const suffix = besides === "" ? say`` : say` (${besides})`;
  switch (answer) {
    case "no":
      return say`nobody${suffix}`;
    case "unknown":
      return say`not known${suffix}`;
    case "depends":
      return say`perhaps ${people === "" ? say`some` : people}${more}${suffix}`;
    case "yes":
      return say`${people === "" ? say`everybody` : people}${more}${suffix}`;
  }
}

function shorten(text: string): Shown {
  return printableStart(text, longestName);
}

export const answerWords = {
  yes: say`yes`,
  no: say`no`,
  depends: say`perhaps`,
  unknown: say`not known`,
} as const;

/** The verdicts from the worst to the best, as marks for a list. */
export const marks: Readonly<Record<Verdict, Shown>> = {
  problem: say`✗`,
  unknown: say`?`,
  warning: say`!`,
  note: say`·`,
  skipped: say`-`,
  ok: say`✓`,
};

/** The checks of one server. */
export interface ServerChecks {
  readonly subject: Subject;
  readonly checks: readonly Check[];
}

export function checksOfPortal({ checks }: Report): Check[] {
  return checks.filter(({ subject }) => subject.kind === "portal");
}

/** In the order of the portal. */
export function checksOfServers({ checks }: Report): ServerChecks[] {
  const own = checks.filter(({ subject }) => subject.kind === "server");
  return groupBy(own, ({ subject }) => subject.id).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ subject: first.subject, checks: group }];
  });
}

/** Groups servers with the same findings, so that one explanation is enough. */
export function groupServers(report: Report): ServerChecks[][] {
  return groupBy(checksOfServers(report), ({ checks }) =>
    checks.flatMap(({ findings: found }) => found.map(({ id }) => id)).join(),
  );
}
