/**
 * Keys that an object of a JSON text has twice. JSON.parse keeps the last without a word, while a reader takes the first;
 * and a merge can put the same tool into a file twice.
 */
import { pointerTo } from "./digest";

/** The pointers of all of them. The text must be one that JSON.parse takes. */
export function duplicateKeys(json: string): string[] {
  const found = new Set<string>();
  const open: { readonly keys: Set<string> | undefined; step: string | number }[] = [];
  let text: string | undefined;
  for (let index = 0; index < json.length; index++) {
    const character = json.charAt(index);
    const inside = open.at(-1);
    if (character === '"') {
      const end = endOfString(json, index);
      text = json.slice(index, end + 1);
      index = end;
    } else if (character === ":" && text !== undefined && inside?.keys !== undefined) {
      const key = JSON.parse(text) as string;
      inside.step = key;
      if (inside.keys.has(key)) {
        found.add(pointerTo(...open.map(({ step }) => step)));
      }
      inside.keys.add(key);
    } else if (character === "{") {
      open.push({ keys: new Set(), step: "" });
    } else if (character === "[") {
      open.push({ keys: undefined, step: 0 });
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === "," && typeof inside?.step === "number") {
      inside.step += 1;
    }
  }
  return [...found];
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (json.charAt(index) !== '"') {
    index += json.charAt(index) === "\\" ? 2 : 1;
  }
  return index;
}
