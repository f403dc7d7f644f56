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

/** Whether a line that Pulumi printed belongs to the story. */
export function isTelling(line: string): boolean {
  return line.trim() !== "" && !noise.some((pattern) => pattern.test(line));
}
