/** A file of JSON that a person named. */
import { readFileSync } from "node:fs";
import { deepestJson, jsonFault } from "../cloudflare/shape";
import { reasonOf } from "./text";

/** Its content; an error calls it by `name`. */
export function readJsonFile(path: string, name: string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(
      `${name} cannot be read: ${error instanceof RangeError ? "it is nested too deeply" : reasonOf(error)}`,
    );
  }
  const fault = jsonFault(content, deepestJson);
  if (fault !== undefined) {
    throw new Error(`${name} cannot be read: it ${fault}`);
  }
  return content;
}
