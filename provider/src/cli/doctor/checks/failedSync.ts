/** Explains the failed sync of a server, by a table over Cloudflare's answer. The first matching reason counts. */
import type { WireErrorDetails, WireServer } from "../../../cloudflare/wire";
import { isObject } from "../../../lifecycle/values";
import { asText } from "../../../text/asText";
import type { FindingId } from "../findings";
import { newFinding, type Finding } from "../report";
import { serverPage, textOr } from "./subjects";

interface Failure {
  readonly server: WireServer;
  /** Cloudflare's message, or an empty text. */
  readonly error: string;
  readonly details: WireErrorDetails;
}

interface Reason {
  readonly id: FindingId;
  readonly when: (failure: Failure) => boolean;
  readonly message: (failure: Failure) => string;
  readonly fix: string;
}

const addressArgument = "the argument `hostname` of McpServer, which replaces the server";

const reasons: readonly Reason[] = [
  {
    id: "oauth-not-detected",
    when: ({ error }) => /oauth.{0,40}not detected/i.test(error),
    message: () => "Cloudflare found no OAuth at the upstream",
    fix: "Let the upstream answer 401 with its metadata also to Cloudflare; or give a client of your own in `authCredentials` of McpServer, with its endpoints.",
  },
  {
    id: "client-refused",
    when: ({ error }) =>
      /invalid_client|redirect_uri|dynamic client registration|registration (failed|refused|not)/i.test(error),
    message: () => "the upstream's authorization server rejects Cloudflare's client",
    fix: "Let it accept client_secret_basic and the redirect address https://<portal host>/servers-callback; or register a client yourself and give it in `authCredentials` of McpServer.",
  },
  {
    id: "sse-address",
    when: ({ server }) => /\/sse\/?$/.test(pathOf(server.hostname)),
    message: ({ server }) =>
      `${textOr(server.hostname, "the address")} is an SSE address, a transport that MCP has deprecated`,
    fix: `Give the address of the upstream's streamable HTTP endpoint, often ending in /mcp: ${addressArgument}.`,
  },
  {
    id: "upstream-wants-login",
    when: (failure) => isRefusal(failure) && failure.server.auth_type === "unauthenticated",
    message: () => "the upstream wants credentials, and the server is declared without any",
    fix: "Declare how to log in: `authType` and `authCredentials` of McpServer. Another `authType` replaces the server.",
  },
  {
    id: "upstream-refuses",
    when: isRefusal,
    message: () => "the upstream rejects the server's credentials",
    fix: `Give valid credentials: \`authCredentials\` of McpServer, or for OAuth a new login ${serverPage}. Where they are an Access service token, look at its expiry.`,
  },
  {
    id: "capability-missing",
    when: ({ details, error }) => details.mcp_code === -32601 || /-32601|method not found/i.test(error),
    message: () => "the upstream announces a capability, such as prompts, and does not know its method (-32601)",
    fix: "Let the upstream announce only what it has: `capabilities` in its answer to `initialize`.",
  },
  {
    id: "upstream-not-found",
    when: ({ details, error }) => [404, 405, 410, 421].includes(statusIn(details, error)),
    message: ({ details, error }) => `the upstream answers HTTP ${statusIn(details, error)}`,
    fix: `Give the whole address of the endpoint with its path: ${addressArgument}.`,
  },
  {
    id: "gateway-blocks",
    when: ({ server, error }) => server.secure_web_gateway === true && /gateway|dlp|blocked/i.test(error),
    message: () => "the server is called through Gateway, which might block it",
    fix: "Allow the upstream in Gateway's policies; or call the server without it: `secureWebGateway: false` of McpServer.",
  },
  {
    id: "upstream-down",
    when: ({ details, error }) => statusIn(details, error) >= 500 || details.is_upstream === false,
    message: ({ details, error }) =>
      statusIn(details, error) >= 500
        ? `the upstream answers HTTP ${statusIn(details, error)}`
        : "the upstream cannot be reached",
    fix: "Start the upstream, or its tunnel. Cloudflare tries again about every two hours; on the dashboard, at once: Zero Trust > Access controls > AI controls > MCP servers > the server > Sync capabilities.",
  },
  {
    id: "sync-failed",
    when: () => true,
    message: () => "Cloudflare could not read its tools",
    fix: "Check the upstream for the cause in the error. Cloudflare retries about every two hours.",
  },
];

/** `since`: the last success. */
export function explainFailedSync(server: WireServer, since: string): Finding[] {
  const details: WireErrorDetails = isObject(server.error_details) ? server.error_details : {};
  const failure = { server, details, error: textOr(server.error, "") };
  const reason = reasons.find(({ when }) => when(failure));
  const said = failure.error === "" ? "" : ` Cloudflare says: ${failure.error}`;
  return reason === undefined
    ? []
    : [
        newFinding(reason.id, `The last sync failed: ${reason.message(failure)} (${since}).${said}`, {
          fix: reason.fix,
        }),
      ];
}

function isRefusal({ details, error }: Failure): boolean {
  return [401, 403].includes(statusIn(details, error)) || /authorization failed|unauthorized|needs_reauth/i.test(error);
}

/** The status of the upstream's answer, from a member of its own or from the message; 0 if neither has it. */
function statusIn({ status_code: status }: WireErrorDetails, error: string): number {
  return typeof status === "number" ? status : Number(/HTTP (\d{3})/.exec(error)?.[1] ?? 0);
}

function pathOf(hostname: unknown): string {
  return URL.canParse(textOr(hostname, "")) ? new URL(asText(hostname)).pathname : "";
}
