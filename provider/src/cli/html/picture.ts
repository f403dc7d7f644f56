/**
 * Draws who reaches which server as lines: each begins at people or a machine, passes the door of the portal, and has a
 * dot with its letter at every server that it reaches. The picture is HTML, and words repeat everything in it.
 */
import { joined, say, visible, type Shown } from "../../text/shown";
import { formatCount } from "../text";
import { mergeLines, type Answer, type Line, type Picture, type Stop } from "./lines";
import { element, escapeHtml } from "./text";

/** The part of a line in a row of the picture. */
type Stretch = "start" | "through" | "end" | "none";

interface Cell {
  readonly stretch: Stretch;
  readonly answer?: Answer;
}

export function formatPicture(picture: Picture): Shown {
  const { lines, stops } = mergeLines(picture);
  const last = lines.map((_, index) => stops.findLastIndex(({ answers }) => answers[index] !== "no"));
  const rows = [
    ...lines.map((line, row) => formatLine(line, row, lines, stops)),
    formatDoor(picture),
    ...stops.map((stop, row) => formatStop(stop, row, lines, last)),
  ];
  return say`${formatLegend(lines, stops)}
<ul class="picture">
${joined(rows)}
</ul>`;
}

/** Explains only the marks in the picture. */
function formatLegend(lines: readonly Line[], stops: readonly Stop[]): Shown {
  const has = (answer: Answer): boolean => stops.some(({ answers }) => answers.includes(answer));
  const parts = [
    ...(lines.some(({ kind }) => kind === "machine") ? [say`Circles are people, squares are machines.`] : []),
    ...(has("yes") ? [say`${formatSample("yes", say`A`)} reaches the server.`] : []),
    ...(has("depends") ? [say`${formatSample("depends", say`A`)} might reach the server.`] : []),
    ...(has("unknown") ? [say`${formatSample("unknown", say`?`)} not known.`] : []),
    ...(has("no") ? [say`A line without a dot passes by.`] : []),
  ];
  return say`<p class="help legend">${joined(parts, " ")}</p>`;
}

function formatSample(answer: Answer, letter: Shown): Shown {
  return say`<span class="dot c1 ${visible(answer)}" aria-hidden="true">${letter}</span>`;
}

function formatLine(line: Line, row: number, lines: readonly Line[], stops: readonly Stop[]): Shown {
  const cells = lines
    .slice(0, row + 1)
    .map((_, index): Cell => (index === row ? { stretch: "start", answer: "yes" } : { stretch: "through" }));
  const count = describeReach(stops.map(({ answers }) => answers[row] ?? "no"));
  const words = say`<strong>${escapeHtml(line.who)}</strong> ${escapeHtml(line.name)} ${element("span", "help", count)}`;
  return say`<li class="fixed">${formatRails(cells, lines)}<div class="label">${words}</div></li>`;
}

/** `2 of 5 servers, perhaps 1 more` */
function describeReach(answers: readonly Answer[]): Shown {
  const reached = answers.filter((answer) => answer === "yes").length;
  const maybe = answers.filter((answer) => answer === "depends" || answer === "unknown").length;
  const all = formatCount(answers.length, "server");
  if (reached === 0) {
    return maybe === 0 ? say`no server` : say`perhaps ${maybe} of ${all}`;
  }
  return say`${reached} of ${all}${maybe === 0 ? say`` : say`, perhaps ${maybe} more`}`;
}

function formatDoor({ door }: Picture): Shown {
  const about = joined(
    door.about.map((words) => element("span", "help", words)),
    ", ",
  );
  return say`<li class="fixed door ${visible(door.tone)}"><strong>${escapeHtml(door.name)}</strong> ${about}</li>`;
}

function formatStop(stop: Stop, row: number, lines: readonly Line[], last: readonly number[]): Shown {
  const { name, facts, words, tools, answers } = stop;
  const cells = lines.map((_, index): Cell => {
    const end = last[index] ?? -1;
    const stretch = row < end ? "through" : row === end ? "end" : "none";
    const answer = answers[index] ?? "no";
    return answer === "no" ? { stretch } : { stretch, answer };
  });
  const chips = joined(
    facts.map((fact) => element("span", `fact ${fact.tone ?? ""}`.trim(), fact.words)),
    " ",
  );
  const about = words.map(([term, text]) => say`<p><strong>${escapeHtml(term)}</strong> ${escapeHtml(text)}</p>`);
  const list = joined(
    tools.map(({ words: tool, isDoubtful }) => element("code", isDoubtful ? "doubt" : "", tool)),
    " ",
  );
  const heading = say`<strong>${escapeHtml(name)}</strong> ${element("span", "unseen", describeAnswers(stop, lines))} ${chips}`;
  return say`<li class="stop">${formatRails(cells, lines)}<details><summary>${heading}</summary>${joined(about, "")}${
    tools.length === 0 ? say`` : say`<p class="tools">${list}</p>`
  }</details></li>`;
}

/** The meaning of the dots, for a screen reader. */
function describeAnswers({ answers }: Stop, lines: readonly Line[]): Shown {
  const named = (answer: Answer, words: Shown): Shown[] => {
    const who = lines.filter((_, index) => answers[index] === answer).map((line) => say`${line.who} ${line.name}`);
    return who.length === 0 ? [] : [say`${words}: ${joined(who, "; ")}.`];
  };
  const parts = [
    ...named("yes", say`Reached by`),
    ...named("depends", say`Perhaps reached by`),
    ...named("unknown", say`Not known for`),
  ];
  return parts.length === 0 ? say`Reached by nobody.` : joined(parts, " ");
}

/** The dots, and the lines between this row and its neighbors. After the first dot, a line leads to the words. */
function formatRails(cells: readonly Cell[], lines: readonly Line[]): Shown {
  const first = cells.findIndex(({ answer }) => answer !== undefined);
  const rails = cells.map(({ stretch, answer }, index) => {
    const { kind = "people", letter = say`` } = lines[index] ?? {};
    const tie = first === -1 || index < first ? "" : index === first ? " from" : " tied";
    const sign = answer === "unknown" ? say`?` : letter;
    const dot =
      answer === undefined ? say`` : say`<span class="dot ${visible(answer)} ${visible(kind)}">${sign}</span>`;
    return say`<span class="rail c${index + 1} ${visible(stretch)}${visible(tie)}">${dot}</span>`;
  });
  return say`<span class="rails" aria-hidden="true">${joined(rails, "")}</span>`;
}
