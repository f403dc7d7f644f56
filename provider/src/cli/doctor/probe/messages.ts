/** The MCP messages of a probe, and the parser of their answers: JSON, or a stream of events. */
import { isObject } from "../../../cloudflare/shape";
import { readPackageVersion } from "../../commandLine";
import type { Question } from "./ask";

const protocolVersion = "2025-06-18";

/** The answer to a request: `result`, or `error`. */
export type Message = Readonly<Record<string, unknown>>;

export function initialize(headers: Readonly<Record<string, string>> = {}): Question {
  return request(1, "initialize", headers, {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: "pulumi-cloudflare-mcp doctor", version: readPackageVersion() },
  });
}

export function initialized(headers: Readonly<Record<string, string>>): Question {
  return post({ jsonrpc: "2.0", method: "notifications/initialized" }, inSession(headers));
}

export function callTool(name: string, headers: Readonly<Record<string, string>>): Question {
  return request(2, "tools/call", inSession(headers), { name, arguments: {} });
}

export function endSession(headers: Readonly<Record<string, string>>): Question {
  return { method: "DELETE", path: "/mcp", headers: inSession(headers) };
}

function inSession(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...headers, "MCP-Protocol-Version": protocolVersion };
}

function request(id: number, method: string, headers: Readonly<Record<string, string>>, params: object): Question {
  return {
    ...post({ jsonrpc: "2.0", id, method, params }, headers),
    isEnough: (text) => findMessage(text) !== undefined,
  };
}

function post(body: object, headers: Readonly<Record<string, string>>): Question {
  return {
    method: "POST",
    path: "/mcp",
    headers: { ...headers, Accept: "application/json, text/event-stream", "Content-Type": "application/json" },
    body,
  };
}

/** The first answer to a request in a body or a stream. */
export function findMessage(text: string): Message | undefined {
  const candidates = [text, ...text.split(/\r?\n\r?\n/).map(dataOf)];
  return candidates
    .map(parseObject)
    .find((value) => value?.jsonrpc === "2.0" && ("result" in value || "error" in value));
}

/** The data of an event. */
function dataOf(event: string): string {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice("data:".length)).join("\n");
}

export function parseObject(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
