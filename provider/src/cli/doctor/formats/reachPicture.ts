/** The table of reach as a picture: people and machines, the door of the portal, its servers and their tools. */
import { say, type Shown } from "../../../text/shown";
import { describeLock, shortenName } from "../../drift/formats/words";
import type { Answer, Picture, Source, Stop } from "../../html/lines";
import type { Tone } from "../../html/page";
import { describeReview, listTools } from "../../html/tools";
import { compareText } from "../../order";
import { formatCount, formatNumber, lineStart } from "../../text";
import type { Audience, Check, Reach, Report, Verdict } from "../report";
import { tones } from "./tones";
import { answerWords, describeAudience, describeName } from "./words";

type AudienceName = "people" | "machines";

interface ReachSource extends Source {
  readonly answerOf: (row: Reach) => Answer;
}

const longestText = 500;

export function drawReach(report: Report): Picture {
  const sources = [
    ...listAsked(report),
    ...listAudiences(report.reach, "people", { kind: "people", who: say`People` }),
    ...listAudiences(report.reach, "machines", { kind: "machine", who: say`Machines` }),
  ];
  return {
    door: drawDoor(report),
    sources: sources.map(({ kind, who, name }) => ({ kind, who, name })),
    stops: report.reach.map((row) => drawStop(row, report, sources)),
  };
}

/** The person in `--as`. */
function listAsked({ as, reach }: Report): ReachSource[] {
  const isAnswered = reach.some((row) => row.as !== undefined);
  return as === undefined || !isAnswered
    ? []
    : [{ kind: "asked", who: say`Person`, name: shortenName(as), answerOf: (row) => row.as?.answer ?? "unknown" }];
}

/** Sorts by the number of servers that each one reaches, descending. */
function listAudiences(
  reach: readonly Reach[],
  audience: AudienceName,
  { kind, who }: Pick<Source, "kind" | "who">,
): ReachSource[] {
  const counts = new Map<string, number>();
  for (const name of reach.flatMap((row) => row[audience].who)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort(([one, ones], [other, others]) => others - ones || compareText(one, other));
  const answerOf = (row: Reach, name?: string): Answer => answerFor(row[audience], name);
  if (names.length > 0) {
    return names.map(([name]) => ({
      kind,
      who,
      name: shortenName(name),
      answerOf: (row) => answerOf(row, name),
    }));
  }
  const name = reach.some((row) => row[audience].answer === "unknown") ? say`not known` : say`nobody`;
  return [{ kind, who, name, answerOf }];
}

/** Whether a source reaches the server; without a name, whether anybody does. */
function answerFor({ answer, who }: Audience, name?: string): Answer {
  const isMeant = name === undefined || who.length === 0 || who.includes(name);
  return isMeant || answer === "unknown" ? answer : "no";
}

function drawDoor({ portal, checks }: Report): Picture["door"] {
  const door = checks.find(({ id }) => id === "door");
  const host = lineStart(portal.hostname, longestText);
  return {
    name: say`Portal ${shortenName(portal.name)}`,
    about: [host, ...(door === undefined ? [] : [lineStart(door.seen, longestText)])],
    tone: door === undefined ? "quiet" : tones[door.verdict],
  };
}

function drawStop(row: Reach, { as, checks }: Report, sources: readonly ReachSource[]): Stop {
  return {
    name: describeName({ id: row.serverId, name: row.name }),
    answers: sources.map(({ answerOf }) => answerOf(row)),
    facts: [...drawAsked(row), ...drawNobody(row), ...countWrong(row, checks), ...describeReview(row)],
    words: [
      ...(as === undefined || row.as === undefined
        ? []
        : [
            [
              say`${shortenName(as)}:`,
              say`${answerWords[row.as.answer]}: ${lineStart(row.as.because, longestText)}`,
            ] as const,
          ]),
      [say`People:`, describeAudience(row.people)],
      [say`Machines:`, describeAudience(row.machines)],
      [say`Tools:`, describeOffer(row)],
    ],
    tools: listTools(row),
  };
}

const askedTones: Readonly<Record<Answer, Tone>> = {
  yes: "quiet",
  no: "unread",
  depends: "finding",
  unknown: "unknown",
};

function drawAsked({ as }: Reach): Stop["facts"] {
  return as === undefined ? [] : [{ words: say`@ ${answerWords[as.answer]}`, tone: askedTones[as.answer] }];
}

function drawNobody({ people, machines }: Reach): Stop["facts"] {
  return people.answer === "no" && machines.answer === "no" ? [{ words: say`reached by nobody`, tone: "unread" }] : [];
}

/** The worst finding of the server's checks. */
function countWrong({ serverId }: Reach, checks: readonly Check[]): Stop["facts"] {
  const own = checks.filter(({ subject }) => subject.kind === "server" && subject.id === serverId);
  const found = own.flatMap(({ findings }) => findings);
  return (["problem", "unknown", "warning"] satisfies Verdict[]).flatMap((verdict) => {
    const count = found.filter((each) => each.verdict === verdict).length;
    return count === 0
      ? []
      : [{ words: verdict === "unknown" ? say`${count} unknown` : formatCount(count, verdict), tone: tones[verdict] }];
  });
}

function describeOffer({ tools, hidden, lock }: Reach): Shown {
  return say`${formatNumber(tools.length)} exposed, ${formatNumber(hidden)} hidden, ${describeLock(lock)}`;
}
