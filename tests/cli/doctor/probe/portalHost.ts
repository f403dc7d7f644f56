/** A host on loopback that answers as a portal does, or as what else may stand at its host name. */
import type { Received, Reply } from "../../../support/loopback";
import { answer } from "../../../support/loopback";

export const host = "mcp.example.com";
export const clientId = "robot-client-id.access";
export const clientSecret = "canary-secret-of-the-robot-4711";

type Replies = Readonly<Record<string, Reply>>;

const notFound = answer(404, "not found", { "content-type": "text/plain" });

/** One reply for each method and path; 404 for all others. */
export function byPath(replies: Replies): Reply {
  return (response, request) => {
    (replies[`${request.method} ${request.url}`] ?? notFound)(response, request);
  };
}

export const challenge = {
  "www-authenticate": `Bearer realm="OAuth", resource_metadata="https://${host}/.well-known/oauth-protected-resource"`,
};

const documents = (issuer: string): Replies => ({
  "GET /.well-known/oauth-protected-resource": answer(200, {
    resource: `https://${host}/mcp`,
    authorization_servers: [issuer],
  }),
  "GET /.well-known/oauth-authorization-server": answer(200, { issuer, token_endpoint: `${issuer}/token` }),
});

const result = (id: number, value: unknown): object => ({ jsonrpc: "2.0", id, result: value });

/** The portal, which lets the robot in and lists these servers for it. */
export function portal(
  list: Reply = listing("- Docs (docs): enabled\n- CRM (crm): enabled"),
  issuer = `https://${host}`,
): Reply {
  return byPath({
    ...documents(issuer),
    "POST /mcp": (response, request) => {
      const isRobot =
        request.headers["cf-access-client-id"] === clientId &&
        request.headers["cf-access-client-secret"] === clientSecret;
      if (!isRobot) {
        answer(401, { error: "invalid_token" }, challenge)(response, request);
        return;
      }
      const { method = "" } = JSON.parse(request.body) as { method?: string };
      replyTo(method, list)(response, request);
    },
    "DELETE /mcp": answer(204),
  });
}

function replyTo(method: string, list: Reply): Reply {
  switch (method) {
    case "initialize":
      return answer(200, result(1, { protocolVersion: "2025-06-18" }), { "mcp-session-id": "session-1" });
    case "tools/call":
      return list;
    default:
      return answer(202);
  }
}

export function listing(text: string): Reply {
  return answer(200, result(2, { content: [{ type: "text", text }] }));
}

/** The same as a stream of events that stays open. */
export function streamed(text: string): Reply {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const data = JSON.stringify(result(2, { content: [{ type: "text", text }] }));
    response.write(`event: message\ndata: ${data}\n\n`);
  };
}

/** In the order of the requests: method, path, and the method of MCP. */
export function summarizeRequests(received: readonly Received[]): string[] {
  return received.map(({ method, url, body }) => {
    const message = body === "" ? "" : (JSON.parse(body) as { method: string }).method;
    return [method, url, message].filter((part) => part !== "").join(" ");
  });
}
