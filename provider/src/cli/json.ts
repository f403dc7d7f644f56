/** JSON of files that a person names, of output of `pulumi`, and of our own output. */
import { readFileSync } from "node:fs";
import { deepestJson, jsonFault } from "../cloudflare/shape";
import { reasonOf } from "../lifecycle/values";
import { jsonPosition } from "../lock/jsonPosition";
import { say, shownJson, type Shown } from "../text/shown";

/** Reads a file. Errors call it `name`. */
export function readJsonFile(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${name} cannot be read: ${reasonOf(error)}`);
  }
  return parseJson(text, name);
}

/** Parses JSON. Errors name the source and a place, but quote no text: it might be a state with unencrypted secrets. */
export function parseJson(text: string, name: string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(`${name} cannot be read: it is not JSON (the fault is at ${jsonPosition(text)})`);
  }
  const fault = jsonFault(content, deepestJson);
  if (fault !== undefined) {
    throw new Error(`${name} cannot be read: it ${fault}`);
  }
  return content;
}

/** JSON that is safe on a terminal and for a reviewer: invisible characters are escaped. */
export function formatJson(value: unknown): Shown {
  return say`${shownJson(value, 2)}\n`;
}
