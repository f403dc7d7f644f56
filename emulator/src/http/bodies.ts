import type { FastifyInstance } from "fastify";

/**
 * Takes every body as text, whatever its type is said to be, and hands on the JSON in it. A body that is no JSON goes
 * on as the text that it is and is refused where an object is expected, so the log has it, too.
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
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
