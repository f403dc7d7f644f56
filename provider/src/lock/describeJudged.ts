/** Describes how a tool or prompt differs from its lock, for people. */
import { line, say, visible, type Shown } from "../text/shown";
import { contentsOf, differences } from "./compare";
import { describe, plainPaint, present, word, type Paint } from "./describe";
import type { Judged } from "./verdict";

/** `changed tool search (was allowed)` */
export function judgedTitle({ kind, name, standing, reviewed }: Judged): Shown {
  const title = line(`${standing} ${kind.slice(0, -1)} ${word(name)}`);
  return reviewed === undefined ? title : say`${title} (${decisionWords(reviewed)})`;
}

export function decisionWords({ allow }: { readonly allow: boolean }): Shown {
  return allow ? say`was allowed` : say`was not allowed`;
}

/** The differences, or, for a new definition, everything to review. No line begins with text from outside. */
export function judgedDetails(judged: Judged, ignore: readonly string[], paint: Paint = plainPaint): Shown[] {
  const { standing, fault, reviewed, observed, isAmbiguous } = judged;
  const twice = isAmbiguous ? [say`! Cloudflare has several different definitions of that name`] : [];
  switch (standing) {
    case "approved":
    case "denied":
    case "void":
    case "gone":
      return [];
    case "unreadable":
      return [say`! ${visible(fault ?? "no reason given")}`, ...twice];
    case "new":
      return [...twice, ...contentsOf(observed?.definition ?? {}, ignore).flatMap((each) => present(each, paint))];
    case "changed":
      return [
        ...twice,
        ...differences(reviewed?.definition ?? {}, observed?.definition ?? {}, ignore).flatMap((each) =>
          describe(each, paint),
        ),
      ];
  }
}
