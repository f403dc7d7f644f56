/** The tools that agents can call through each portal, as a picture. The stack does not show whom Access admits. */
import { say, type Shown } from "../../../text/shown";
import type { Stop } from "../../html/lines";
import { formatGroup } from "../../html/page";
import { formatPicture } from "../../html/picture";
import { describeReview, listTools } from "../../html/tools";
import type { Exposure, Report } from "../report";
import { describeExposure, groupByPortal, shortenName } from "./words";

export function formatExposures(report: Report): Shown[] {
  return groupByPortal(report).map(({ portal, rows }) => {
    const picture = formatPicture({
      door: { name: portal, about: [], tone: "quiet" },
      sources: [{ kind: "people", who: say`Agents`, name: say`that Access lets in` }],
      stops: rows.map(toStop),
    });
    return formatGroup({
      kind: "exposure",
      heading: say`Callable through ${portal}`,
      count: rows.reduce((count, { tools }) => count + tools.length, 0),
      content: say`<p class="help">Tools that agents can call now, if Access lets them in.</p>
${picture}`,
    });
  });
}

function toStop(row: Exposure): Stop {
  return {
    name: shortenName(row.serverId),
    answers: ["depends"],
    facts: describeReview(row),
    words: [[say`Tools`, describeExposure(row)]],
    tools: listTools(row),
  };
}
