/**
 * Sends one request to the host of a portal, with nothing of the account in it. Follows no redirect and retries
 * nothing.
 */
import type { Readable } from "node:stream";
import axios, { isAxiosError, type AxiosResponse } from "axios";
import type { Clock } from "../../../cloudflare/clock";
import { readPackageVersion } from "../../commandLine";

export interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether the answer is complete enough: a stream can stay open. */
  readonly isEnough?: (text: string) => boolean;
}

export interface Answered {
  readonly kind: "answer";
  readonly status: number;
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The body, or the start of a long one. */
  readonly text: string;
}

export interface Unanswered {
  readonly kind: "none";
  /** A code of Node.js: ENOTFOUND, ETIMEDOUT and so on. */
  readonly code: string;
}

export type Seen = Answered | Unanswered;
export type Ask = (question: Question) => Promise<Seen>;

const patience = 10_000;
/** The limit in characters. The list of 80 servers is a tenth of that. */
const mostText = 256_000;

/** The host does not belong to the API, so this code has no access to the credentials of the account. */
export function askAt(base: URL, clock: Pick<Clock, "timeout">): Ask {
  const userAgent = `pulumi-cloudflare-mcp/${readPackageVersion()} (doctor --probe)`;
  return async ({ method, path, headers = {}, body, isEnough }) => {
    let response: AxiosResponse<Readable>;
    try {
      response = await axios.request<Readable>({
        method,
        url: new URL(path, base).href,
        headers: { Accept: "application/json", ...headers, "User-Agent": userAgent },
        ...(body === undefined ? {} : { data: body }),
        maxRedirects: 0,
        validateStatus: () => true,
        responseType: "stream",
        signal: clock.timeout(patience),
      });
    } catch (error) {
      return { kind: "none", code: codeOf(error) };
    }
    return {
      kind: "answer",
      status: response.status,
      header: (name) => {
        const value: unknown = response.headers[name];
        return typeof value === "string" ? value : undefined;
      },
      text: await readStart(response.data, isEnough),
    };
  };
}

async function readStart(stream: Readable, isEnough: Question["isEnough"] = () => false): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of stream) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      if (text.length >= mostText || isEnough(text)) {
        break;
      }
    }
  } catch {
    // The status and the text received so far are still valid.
  }
  return text.slice(0, mostText);
}

function codeOf(error: unknown): string {
  const code = isAxiosError(error) ? error.code : undefined;
  return code === "ERR_CANCELED" ? "ETIMEDOUT" : (code ?? "no code");
}
