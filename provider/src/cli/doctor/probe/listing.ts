/** Reads the servers in a portal's list: JSON, or lines such as `- Docs (docs): enabled`. */
import { isObject } from "../../../cloudflare/shape";
import { parseObject, type Message } from "./messages";

export type Listing =
  { readonly isRead: true; readonly serverIds: readonly string[] } | { readonly isRead: false; readonly why: string };

/**
 * Reads the answer to `portal_list_servers`. `known`: the ids of the portal's servers, by which lines are recognized.
 */
export function readListing(message: Message | undefined, known: readonly string[]): Listing {
  const result = message?.result;
  if (!isObject(result) || result.isError === true) {
    return { isRead: false, why: message === undefined ? "no answer" : "an error" };
  }
  const texts = textsOf(result.content);
  const values = [result.structuredContent, ...texts.map(parseValue)].filter((value) => value !== undefined);
  const lines = texts.filter((text) => parseValue(text) === undefined);
  const listed = new Set([...values.flatMap(idsIn), ...lines.flatMap(idsInLines)].filter((id) => known.includes(id)));
  const isEmpty = values.some((value) => listsIn(value).some((list) => list.length === 0)) || texts.some(isNothing);
  return listed.size > 0 || isEmpty
    ? { isRead: true, serverIds: [...listed].sort() }
    : { isRead: false, why: "a list in a form that is not known" };
}

/** The answer of a portal to somebody without any server (documented). */
function isNothing(text: string): boolean {
  return /no allowed servers/i.test(text);
}

function textsOf(content: unknown): string[] {
  const parts: unknown[] = Array.isArray(content) ? content : [];
  return parts.flatMap((part) => (isObject(part) && typeof part.text === "string" ? [part.text] : []));
}

function parseValue(text: string): unknown {
  return text.trimStart().startsWith("[") ? parseObject(`{"servers":${text}}`) : parseObject(text);
}

function listsIn(value: unknown): unknown[][] {
  return isObject(value) ? Object.values(value).filter((member): member is unknown[] => Array.isArray(member)) : [];
}

function idsIn(value: unknown): string[] {
  return listsIn(value)
    .flat()
    .flatMap((each) => (isObject(each) ? [each.id, each.server_id, each.serverId] : [each]))
    .filter((id) => typeof id === "string");
}

function idsInLines(text: string): string[] {
  return text.split("\n").flatMap((line) => /\(([^()]+)\)[^()]*$/.exec(line)?.[1] ?? []);
}
