/** Parses request bodies without refusing any, so that the request log records every call. */
import type { FastifyInstance } from "fastify";

/**
 * Takes every body as text, whatever its type is said to be, and hands on the JSON in it. A body that is no JSON, or
 * nested beyond reason, goes on as the text that it is and is refused where an object is expected, so the log has it, too.
 */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, text, done) => {
    done(null, parseJson(text as string));
  });
}

function parseJson(text: string): unknown {
  if (text === "") {
    return undefined;
  }
  try {
    const body = JSON.parse(text) as unknown;
    return isTooDeep(body) ? text : body;
  } catch {
    return text;
  }
}

/** No request is nested like this, and whatever recurses would end at some depth: the log, and who reads it. */
const deepest = 500;

function isTooDeep(body: unknown): boolean {
  const left: (readonly [unknown, number])[] = [[body, 1]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [value, depth] = next;
    if (typeof value === "object" && value !== null) {
      if (depth > deepest) {
        return true;
      }
      left.push(...Object.values(value).map((member) => [member, depth + 1] as const));
    }
  }
  return false;
}
