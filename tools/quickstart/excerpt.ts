/** Selects the lines of Pulumi's output that the quickstart shows. */

/** What Pulumi prints for people who watch it work, and for those who keep a stack. The story needs neither. */
const noise: readonly RegExp[] = [
  // "… docs creating (0s)": the line that says "created" follows.
  / (creating|updating|deleting|refreshing|running)( \(\d+s\))?( \[diff: .*\])?\s*$/,
  // The stack itself, as a row and in the tree of a --diff.
  /pulumi:pulumi:Stack\b/,
  /^\s*\[urn=/,
  // A server to which nothing happened.
  /^\s*pulumi-nodejs:\S+ \S+\s*$/,
  /^\s*Duration: /,
  /^The resources in the stack have been deleted, but/,
  /^If you want to remove the stack completely/,
];

/** How long a step took is different each time. */
const duration = / \(\d+(\.\d+)?s\)/;

/** A line that Pulumi printed, as the story tells it. Undefined where it tells nothing. */
export function tellingPart(line: string): string | undefined {
  const isTelling = line.trim() !== "" && !noise.some((pattern) => pattern.test(line));
  return isTelling ? line.replace(duration, "") : undefined;
}
