/** The tools of a server in a picture: how many are exposed, and which of them are unapproved. */
import { say } from "../../text/shown";
import { describeLock, describeTool } from "../drift/formats/words";
import type { Exposure } from "../drift/report";
import { formatCount } from "../text";
import type { Stop } from "./lines";

type Tools = Pick<Exposure, "tools" | "hidden" | "lock">;

/** `12 of 14 tools`, and what the tool lock says of those. */
export function describeReview({ tools, hidden, lock }: Tools): Stop["facts"] {
  const offered = say`${tools.length} of ${formatCount(tools.length + hidden, "tool")}`;
  const unapproved = tools.filter(isUnapproved).length;
  if (typeof lock !== "string") {
    return [{ words: offered }, { words: describeLock(lock) }];
  }
  return unapproved === 0
    ? [{ words: offered }, { words: say`all approved`, tone: "quiet" }]
    : [{ words: offered }, { words: say`${unapproved} not approved`, tone: "finding" }];
}

export function listTools({ tools }: Tools): Stop["tools"] {
  return tools.map((tool) => ({ words: describeTool(tool), isDoubtful: isUnapproved(tool) || !tool.certain }));
}

function isUnapproved({ approval }: Exposure["tools"][number]): boolean {
  return approval !== "none" && approval !== "approved";
}
