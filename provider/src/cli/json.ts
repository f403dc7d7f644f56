/** JSON from outside: of a file that a person named, or that `pulumi` printed. */
import { readFileSync } from "node:fs";
import { deepestJson, jsonFault } from "../cloudflare/shape";
import { reasonOf } from "./text";

/** The content of a file; an error calls it by `name`. */
export function readJsonFile(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${name} cannot be read: ${reasonOf(error)}`);
  }
  return parseJson(text, name);
}

/** An error says where the text is from and nothing of what is in it: it may be a state with its secrets in clear. */
export function parseJson(text: string, name: string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(`${name} cannot be read: it is not JSON`);
  }
  const fault = jsonFault(content, deepestJson);
  if (fault !== undefined) {
    throw new Error(`${name} cannot be read: it ${fault}`);
  }
  return content;
}
