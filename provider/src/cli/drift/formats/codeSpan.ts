/** Text from outside in Markdown: in code spans, where no forge reads markup, mentions, references or addresses out of it. */
import { visible } from "../../text";

/** One span that shows the text, with what cannot be seen written out, and that nothing in the text can end. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  // A backtick would lengthen the fence beside it; of two spaces, one at each end, Markdown takes both away.
  const needsSpaces = /^`|`$/.test(shown) || /^ .*[^ ].* $/.test(shown);
  const content = needsSpaces ? ` ${shown} ` : shown;
  // There is no empty span.
  return `${fence}${content === "" ? " " : content}${fence}`;
}
