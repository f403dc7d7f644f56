/**
 * Keys that an object of a JSON text has twice. JSON.parse keeps the last without a word, while a reader takes the first;
 * and a merge can put the same tool into a file twice.
 */
import { scanJson } from "../cloudflare/jsonText";
import { pointerTo } from "./digest";

/** The pointers of all of them. The text must be one that JSON.parse takes. */
export function duplicateKeys(json: string): string[] {
  const found = new Set<string>();
  scanJson(json, undefined, {
    repeated: (path) => {
      if (found.size < mostFound) {
        found.add(pointerTo(...path()));
      }
    },
  });
  return [...found];
}

/** More than anybody mends, and each can be a long way down. */
const mostFound = 1_000;
