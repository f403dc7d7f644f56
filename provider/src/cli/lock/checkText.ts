/** The result of a check, for a person. Only verdicts stand at the beginning of a line. */
import { visible } from "../../lock/characters";
import { describe, present, word, type Paint } from "../../lock/describe";
import { contentsOf, differences } from "../../lock/compare";
import { likelyRenames } from "../../lock/renames";
import { verdictLine, type Judged, type Verdict } from "../../lock/verdict";
import type { Colours } from "../colours";
import { visibleLines } from "../text";
import type { Checked } from "./check";
import { fileWords } from "./locks";

export function checkText(checked: readonly Checked[], colours: Colours): string {
  return `${checked.flatMap((each) => serverLines(each, colours)).join("\n")}\n`;
}

function serverLines(checked: Checked, colours: Colours): string[] {
  if ("error" in checked) {
    return [colours.red(`${checked.server}: unknown`), ...indented(visibleLines(checked.error).split("\n"))];
  }
  const { lock, verdict } = checked;
  const all = [...verdict.tools, ...verdict.prompts];
  return [
    colours.bold(verdictLine(verdict)),
    ...indented([
      ...hostnameLines(verdict),
      ...(lock.ignore.length > 0 ? [`ignored: ${lock.ignore.map(visible).join(", ")}`] : []),
      ...all.flatMap((each) => judgedLines(each, lock.ignore, colours)),
      ...[verdict.tools, verdict.prompts]
        .flatMap((each) => likelyRenames(each, lock.ignore))
        .map(({ from, to }) => `${word(from)} may have been renamed to ${word(to)}: the same but for the name`),
      ...(all.some(({ standing }) => standing === "changed" || standing === "new")
        ? [`to review it in the file: pulumi-cloudflare-mcp lock update ${verdict.server}${fileWords(checked)}`]
        : []),
    ]),
  ];
}

function hostnameLines({ otherHostname }: Verdict): string[] {
  return otherHostname === undefined
    ? []
    : [
        "the hostname is another than was reviewed, so every approval is void",
        `    - ${visible(otherHostname.reviewed)}`,
        `    + ${visible(otherHostname.observed)}`,
      ];
}

function judgedLines(judged: Judged, ignore: readonly string[], colours: Colours): string[] {
  const { kind, name, standing, reviewed, observed, isAmbiguous } = judged;
  const title = `${standing} ${kind.slice(0, -1)} ${word(name)}`;
  const paint: Paint = { removed: colours.red, added: colours.green, strong: colours.inverse, fact: colours.yellow };
  const twice = isAmbiguous ? ["    ! Cloudflare has several of that name that are not the same"] : [];
  switch (standing) {
    case "approved":
    case "denied":
    case "void":
      return [];
    case "gone":
      return [`${title} (${decision(reviewed?.allow)})`];
    case "new":
      return [
        title,
        ...twice,
        ...indented(
          contentsOf(observed?.definition ?? {}, ignore).flatMap((each) => present(each, paint)),
          4,
        ),
      ];
    case "changed":
      return [
        `${title} (${decision(reviewed?.allow)})`,
        ...twice,
        ...indented(
          differences(reviewed?.definition ?? {}, observed?.definition ?? {}, ignore).flatMap((each) =>
            describe(each, paint),
          ),
          4,
        ),
      ];
  }
}

function decision(allow: boolean | undefined): string {
  return allow === true ? "was allowed" : "was not allowed";
}

function indented(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`);
}
