/** Parses request bodies without refusing any, so that the request log records every call. */
import type { FastifyInstance } from "fastify";

/**
 * Parses every body as JSON, whatever its content type. A body that is not JSON, or is nested too deep, stays text: the
 * log records it, and the operation refuses it because it expects an object.
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

/** Protects code that recurses, such as the log and its readers. No real request is nested like this. */
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
