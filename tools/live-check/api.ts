/** Calls to the API. The questions judge the answers, refusals included. */
import type { CloudflareClient, Told } from "#provider/cloudflare/client";
import type { Clock } from "#provider/cloudflare/clock";
import type { Method } from "#provider/cloudflare/retry";
import { errorCodes, type WireError, type WireResultInfo } from "pulumi-cloudflare-mcp/wire";

export interface Heard<Result> {
  readonly status: number;
  readonly success: boolean;
  /** Undefined for a refusal. */
  readonly result: Result | undefined;
  readonly info: WireResultInfo | undefined;
  readonly errors: readonly WireError[];
  /** The whole answer. */
  readonly envelope: Readonly<Record<string, unknown>>;
}

export interface ApiCall {
  readonly method: Method;
  /** Below the MCP part of the account: "/servers/docs". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Whether a refused credential counts as an answer. */
  readonly asksForPermission?: true;
}

export interface ApiOptions {
  readonly client: CloudflareClient;
  readonly accountId: string;
  readonly clock: Clock;
  readonly onWait: (milliseconds: number, reason: string) => void;
  /** Throws after an interruption. */
  readonly before?: () => void;
}

/** Outlasts the five minutes for which Cloudflare blocks a busy token. */
const patience = 8 * 60_000;

export class Api {
  constructor(private readonly options: ApiOptions) {}

  /** The same, also after an interruption. */
  whateverHappens(): Api {
    const { before: _before, ...options } = this.options;
    return new Api(options);
  }

  as(client: CloudflareClient): Api {
    return new Api({ ...this.options, client });
  }

  async send<Result>({ method, path, query, body, asksForPermission }: ApiCall): Promise<Heard<Result>> {
    const { client, accountId, clock, onWait, before } = this.options;
    before?.();
    const answer = await client.send<Result>({
      method,
      path: `/accounts/${encodeURIComponent(accountId)}/access/ai-controls/mcp${path}`,
      ...(query && { query }),
      ...(body !== undefined && { body }),
      attempted: `ask ${method} ${path}`,
      deadline: clock.now() + patience,
      isAnswer: (success, _result, told) => success || isRefusal(told, asksForPermission === true),
      onWait,
    });
    const { status, envelope } = answer.told;
    return {
      status,
      success: answer.success,
      result: (envelope.result as Result | null | undefined) ?? undefined,
      info: answer.info,
      errors: envelope.errors ?? [],
      envelope: { ...envelope },
    };
  }
}

/** A decision of the API itself: no network fault, wrong credential or rate limit. */
function isRefusal({ status, envelope }: Told, permissionToo: boolean): boolean {
  const codes = (envelope.errors ?? []).flatMap(({ code }) => code ?? []);
  const isAboutCaller =
    [401, 403].includes(status) ||
    [
      errorCodes.invalidHeaders,
      errorCodes.invalidAccessToken,
      errorCodes.authentication,
      errorCodes.unableToAuthenticate,
      errorCodes.noRoute,
    ].some((code) => codes.includes(code));
  if (isAboutCaller) {
    return permissionToo;
  }
  if (status === 429 || codes.includes(errorCodes.throttled)) {
    return false;
  }
  // Codes from 7000 to 7999 are the API's own, also with status 500. A failed sync has a result and `success: false`.
  return status < 500 || codes.some((code) => code >= 7000 && code < 8000) || isObject(envelope.result);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** The API refused something that a question needs. */
export class Unanswerable extends Error {}

/** For calls that a question needs, not for those that it is about. */
export function expectSuccess<Result>(heard: Heard<Result>): Heard<Result> {
  if (!heard.success) {
    throw new Unanswerable(describeResponse(heard));
  }
  return heard;
}

/** In a line of the report. */
export function describeResponse({ status, errors }: Pick<Heard<unknown>, "status" | "errors">): string {
  const said = errors
    .slice(0, 2)
    .map(({ code, message, path }) =>
      [
        ...(code === undefined ? [] : [`code ${code}`]),
        JSON.stringify(message),
        ...(path === undefined ? [] : [`at ${path.join(".")}`]),
      ].join(" "),
    );
  return [`HTTP ${status}`, ...said].join(", ");
}
