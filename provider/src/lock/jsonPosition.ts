/**
 * Finds the place where a text stops being JSON. JSON.parse would quote the text, and a path in a program can lead to a
 * file of secrets.
 */

const space = /[ \t\n\r]*/y;
const punctuation = /[[\]{}:,]/y;
const text = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const other = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end" | "nothing";

/** `line 3, column 12`. The text must be invalid JSON. */
export function jsonPosition(json: string): string {
  return positionAt(json, endOfJson(json));
}

/** The line and column of any index in a text. */
export function positionAt(json: string, index: number): string {
  const before = json.slice(0, index).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}

/** The index of the first invalid token, or the end of the text. */
function endOfJson(json: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : ", or end");
  for (let index = lengthAt(space, json, 0); ;) {
    const mark = json.slice(index, index + lengthAt(punctuation, json, index));
    const length = mark.length || lengthAt(text, json, index) || lengthAt(other, json, index);
    const isText = json.charAt(index) === '"';
    const isValue = mark === "" && length > 0;
    if (isValue && isText && expected.startsWith("key")) {
      expected = ":";
    } else if (isValue && expected.startsWith("value")) {
      expected = afterValue();
    } else if ((mark === "{" || mark === "[") && expected.startsWith("value")) {
      open.push(mark);
      expected = mark === "{" ? "key or }" : "value or ]";
    } else if (mark === ":" && expected === ":") {
      expected = "value";
    } else if (mark === "," && expected === ", or end") {
      expected = open.at(-1) === "{" ? "key" : "value";
    } else if (closes(mark, expected, open.at(-1))) {
      open.pop();
      expected = afterValue();
    } else {
      return index;
    }
    index += length;
    index += lengthAt(space, json, index);
  }
}

function closes(mark: string, expected: Expected, opened: string | undefined): boolean {
  const canEnd = expected === ", or end" || expected.endsWith(mark);
  return canEnd && ((mark === "}" && opened === "{") || (mark === "]" && opened === "["));
}

function lengthAt(pattern: RegExp, json: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(json)?.[0].length ?? 0;
}
