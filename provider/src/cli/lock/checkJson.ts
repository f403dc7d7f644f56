/** The result of a check, for machines (docs/tool-lock.md). */
import { contentsOf, differences } from "../../lock/compare";
import { likelyRenames } from "../../lock/renames";
import { isClean, verdictLine, type Judged } from "../../lock/verdict";
import { jsonText } from "../text";
import type { Checked } from "./check";

export function checkJson(checked: readonly Checked[]): string {
  return jsonText({ servers: checked.map(serverJson) });
}

function serverJson(checked: Checked): unknown {
  const { server, place } = checked;
  if ("error" in checked) {
    return { server, file: place.file, clean: false, error: checked.error };
  }
  const { lock, verdict } = checked;
  const { knowledge, otherHostname, tools, prompts, nameless, served } = verdict;
  return {
    server,
    file: place.file,
    clean: isClean(verdict),
    summary: verdictLine(verdict),
    knowledge,
    ...(otherHostname && { otherHostname }),
    ...(lock.ignore.length > 0 && { ignore: lock.ignore }),
    nameless,
    served: { tools: [...served.tools.keys()], prompts: [...served.prompts.keys()] },
    tools: tools.map((each) => judgedJson(each, lock.ignore)),
    prompts: prompts.map((each) => judgedJson(each, lock.ignore)),
    renames: [tools, prompts].flatMap((each) => likelyRenames(each, lock.ignore)),
  };
}

function judgedJson({ name, standing, reviewed, observed, isAmbiguous }: Judged, ignore: readonly string[]): unknown {
  return {
    name,
    standing,
    ...(isAmbiguous && { ambiguous: true }),
    ...(reviewed && { allow: reviewed.allow, reviewed: reviewed.digest }),
    ...(observed && { observed: observed.digest }),
    ...(standing === "changed" &&
      reviewed &&
      observed && { differences: differences(reviewed.definition, observed.definition, ignore) }),
    ...(standing === "new" && observed && { differences: contentsOf(observed.definition, ignore) }),
  };
}
