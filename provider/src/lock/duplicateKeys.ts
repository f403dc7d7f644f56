/**
 * Keys that an object of a JSON text has twice. JSON.parse keeps the last without a word, while a reader takes the first;
 * and a merge can put the same tool into a file twice.
 */
import { scanJson } from "../cloudflare/jsonText";
import { pointerTo } from "./digest";

/** The pointers of all of them. The text must be one that JSON.parse takes. */
export function duplicateKeys(json: string): string[] {
  const found = new Set<string>();
  scanJson(json, { repeated: (path) => found.add(pointerTo(...path)) });
  return [...found];
}
