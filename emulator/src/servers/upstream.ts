/** Reads tools and prompts from an upstream MCP server. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport, SseError } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport, StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { McpError, ResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";
import type { Catalogue } from "../store/storedServer";

/** The whole definitions that an upstream publishes, with members that no specification of MCP names. */
export interface PublishedDefinitions {
  readonly tools: WireDefinition[];
  readonly prompts: WireDefinition[];
}

/** How an upstream server failed. */
export class UpstreamFailure extends Error {
  constructor(
    message: string,
    /** The status of its answer; undefined without an answer. */
    readonly statusCode: number | undefined,
    /** The JSON-RPC code of its answer. */
    readonly mcpCode: number | undefined,
  ) {
    super(message);
  }
}

const timeoutInMilliseconds = 10_000;

/** Protects from pages that never end. No server has so many. */
const pageLimit = 200;

/** Asks an MCP server for its tools and prompts, all pages. */
export async function readDefinitions(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PublishedDefinitions> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutInMilliseconds)]);
  const client = await connect(new URL(url), headers, limited);
  try {
    const capabilities = client.getServerCapabilities();
    return {
      tools: capabilities?.tools === undefined ? [] : await allPages(client, "tools", limited),
      prompts: capabilities?.prompts === undefined ? [] : await allPages(client, "prompts", limited),
    };
  } catch (error) {
    throw toFailure(error);
  } finally {
    await client.close();
  }
}

const transports = {
  streamableHttp: (url: URL, requestInit: RequestInit): Transport =>
    new StreamableHTTPClientTransport(url, { requestInit }),
  // Deprecated in MCP, and still what Cloudflare tries (documented).
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  sse: (url: URL, requestInit: RequestInit): Transport => new SSEClientTransport(url, { requestInit }),
};

interface Candidate {
  readonly transport: keyof typeof transports;
  readonly url: URL;
}

/**
 * Documented: a URL ending in /mcp is Streamable HTTP, one in /sse is SSE. Any other is tried by both in that order, and
 * then with /mcp and with /sse at its end.
 */
function candidates(url: URL): Candidate[] {
  if (url.pathname.endsWith("/mcp")) {
    return [{ transport: "streamableHttp", url }];
  }
  if (url.pathname.endsWith("/sse")) {
    return [{ transport: "sse", url }];
  }
  return [
    { transport: "streamableHttp", url },
    { transport: "sse", url },
    { transport: "streamableHttp", url: below(url, "mcp") },
    { transport: "sse", url: below(url, "sse") },
  ];
}

function below(url: URL, name: string): URL {
  const longer = new URL(url);
  longer.pathname = `${url.pathname.replace(/\/+$/, "")}/${name}`;
  return longer;
}

/** Documented: these answers move on to the next candidate. */
const wrongTransportStatuses = [404, 405, 406];

async function connect(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Client> {
  let failure = new UpstreamFailure("no transport", undefined, undefined);
  for (const { transport, url: candidate } of candidates(url)) {
    const client = new Client({ name: "cloudflare-mcp-emulator", version: "1" });
    try {
      await unlessAborted(client.connect(transports[transport](candidate, { headers, signal }), { signal }), signal);
      return client;
    } catch (error) {
      await client.close();
      failure = toFailure(error);
      if (!wrongTransportStatuses.includes(failure.statusCode ?? 0)) {
        break;
      }
    }
  }
  throw failure;
}

/** The SDK ignores the signal while it waits for the first event of an SSE stream. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject);
    if (signal.aborted) {
      abort();
    }
  });
}

async function allPages(client: Client, catalogue: Catalogue, signal: AbortSignal): Promise<WireDefinition[]> {
  const definitions: WireDefinition[] = [];
  // A cursor or a page that comes again brings nothing but what was read.
  const cursors = new Set<unknown>();
  const pages = new Set<string>();
  let cursor: unknown;
  while (pages.size < pageLimit) {
    // Not client.listTools(): it keeps only the members that the SDK knows.
    const result = await client.request(
      { method: `${catalogue}/list`, ...(typeof cursor === "string" && { params: { cursor } }) },
      ResultSchema,
      { signal },
    );
    const page = (result[catalogue] ?? []) as WireDefinition[];
    const text = JSON.stringify(page);
    if (pages.has(text)) {
      break;
    }
    pages.add(text);
    definitions.push(...page);
    cursor = result.nextCursor;
    if (typeof cursor !== "string" || cursors.has(cursor)) {
      break;
    }
    cursors.add(cursor);
  }
  return definitions;
}

/** Names reasons by code, because the text of a network error can quote a header with credentials. */
function toFailure(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamFailure) {
    return error;
  }
  if (error instanceof StreamableHTTPError || error instanceof SseError) {
    const status = error.code !== undefined && error.code > 0 ? error.code : undefined;
    return new UpstreamFailure(status === undefined ? "not an MCP server" : `HTTP ${status}`, status, undefined);
  }
  if (error instanceof McpError) {
    return new UpstreamFailure(error.message, 200, error.code);
  }
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return new UpstreamFailure(cause?.code ?? name ?? "unknown", undefined, undefined);
}
