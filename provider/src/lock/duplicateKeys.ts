/**
 * Finds duplicate keys in JSON text. JSON.parse silently keeps the last one, but a reader might see only the first. A
 * merge can also put the same tool into a file twice.
 */
import { scanJson } from "../cloudflare/jsonText";
import { pointerTo } from "./digest";

/** The pointers of all duplicate keys. JSON.parse must accept the text. */
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

/** The maximum number to report: nobody fixes more by hand, and each pointer can be long. */
const mostFound = 1_000;
