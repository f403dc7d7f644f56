/**
 * One request to Cloudflare's API: sent, judged by its envelope, sent again when that is safe, within one deadline.
 */
import axios, { isAxiosError, type AxiosInstance, type AxiosResponse } from "axios";
import type { Clock } from "./clock";
import {
  answerFaults,
  CloudflareError,
  errorFromAnswer,
  errorFromConnection,
  errorFromFlaw,
  savedCredentialsRemedy,
  wordless,
  type CloudflareErrorDetails,
  type Scheme,
} from "./errors";
import { redact, redactDeep } from "../text/redact";
import { parseJson, type ParsedJson, type Rounded } from "./jsonText";
import { largestAnswer } from "./readable";
import { deepestJson, isObject, jsonFault } from "./shape";
import { attemptLimit, delayBefore, mayRepeat, parseRatelimit, parseRetryAfter, type Method } from "./retry";
import { isLoopback } from "./urls";
import type { ReadPermission, WireEnvelope, WireError, WireResultInfo } from "./wire";

/** Where requests go, and the credentials they carry. */
export interface Connection {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must never be shown. */
  readonly secrets: readonly string[];
  /** Where the credentials were found, in words for an error message. */
  readonly origin: string;
  /**
   * True when they came from stack config or an explicit provider: a refresh or destroy without the program takes both
   * from the last `up`.
   */
  readonly fromStack: boolean;
}

/** A request and what it is for. */
export interface Request {
  readonly method: Method;
  /** Below the base URL, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Whether it may be sent again although it may have been carried out. Default: all but POST. */
  readonly repeatable?: boolean;
  /** Completes "Could not …" in error messages, such as `create MCP server "docs"`. */
  readonly attempted: string;
  /** When to give up, by the clock. Shared by all requests of one operation. */
  readonly deadline: number;
  /** Values in the body that must never be shown. */
  readonly secrets?: readonly string[];
  /** Whether an answer is one, `success` being what status and envelope say. Default: success with a result. */
  readonly isAnswer?: (success: boolean, result: unknown, told: Told) => boolean;
  /**
   * Replaces what cannot be judged in a result, before anything recurses over it. Without it, such a result is no answer
   * as a whole.
   */
  readonly readable?: (result: unknown, rounded: Rounded | undefined) => unknown;
  /** What is wrong with the result of a success, in words: then it is no answer. */
  readonly flaw?: (result: unknown) => string | undefined;
  /** How long its answer may be, in bytes. Default: that of one object. */
  readonly largest?: number;
  /** What it takes, if not the permission for portals. */
  readonly permission?: ReadPermission;
  /** Called before a wait that a person would notice. */
  readonly onWait?: (milliseconds: number, reason: string) => void;
  /** What to do about saved credentials that are refused. Default: a remedy for any command of Pulumi. */
  readonly savedAdvice?: () => string | undefined;
  /** Called before each attempt of a write. Throws when it must not be sent any more. */
  readonly beforeWrite?: () => Promise<void>;
}

/** What an answer is, beside its result. */
export interface Told {
  readonly status: number;
  readonly envelope: WireEnvelope<unknown>;
  /** A header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

export interface Answer<Result> {
  readonly result: Result;
  /** What status and envelope say; false only where a request takes such an answer. */
  readonly success: boolean;
  /** When Cloudflare answered, by its own clock. */
  readonly date: number | undefined;
  /** Which page of a list it is. */
  readonly info: WireResultInfo | undefined;
  /** The length of its text. */
  readonly bytes: number;
  readonly told: Told;
}

/** One attempt may take this long: a sync connects to the upstream before it answers. */
const attemptTimeout = 60_000;
/** Shorter waits are not worth a message. */
const noticeableWait = 3_000;

export class CloudflareClient {
  private readonly http: AxiosInstance;
  /** Until when Cloudflare asked this token to be quiet. */
  private quietUntil = 0;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {
    this.http = axios.create({
      baseURL: connection.baseUrl,
      headers: { ...connection.headers, Accept: "application/json" },
      // A proxy would read a token that is sent without TLS, and is on the way to nobody on this machine.
      ...(isLoopback(new URL(connection.baseUrl).hostname) && { proxy: false }),
      // Redirects are answers of something that is not the API, and would carry the token along.
      maxRedirects: 0,
      // Statuses and bodies are judged here: Cloudflare's 200 can be a failure and its 404 needs a second look.
      validateStatus: () => true,
      responseType: "text",
      transformResponse: (body: unknown) => body,
    });
  }

  /** Sends a request until it is answered. Throws {@link CloudflareError}. */
  async send<Result>(request: Request): Promise<Answer<Result>> {
    let hasLostAnswer = false;
    const ended = (error: CloudflareError): CloudflareError => (hasLostAnswer ? error.afterLostAnswer() : error);
    for (let attempt = 1; ; attempt++) {
      await this.keepQuiet(request);
      if (this.clock.now() >= request.deadline) {
        throw ended(new CloudflareError(request.attempted, tooLate));
      }
      if (request.method !== "GET") {
        await request.beforeWrite?.();
      }
      const outcome = await this.attempt<Result>(request);
      if (!(outcome instanceof CloudflareError)) {
        return outcome;
      }
      hasLostAnswer ||= outcome.details.maybeCommitted;
      const limited = outcome.kind === "throttled";
      if (
        !mayRepeat(request.repeatable ?? request.method !== "POST", outcome) ||
        (attempt >= attemptLimit && !limited)
      ) {
        throw ended(outcome);
      }
      const delay = delayBefore(attempt, outcome, this.clock.random());
      if (this.clock.now() + delay >= request.deadline) {
        throw ended(limited ? this.tooLong(request, outcome, delay) : outcome);
      }
      await this.pause(request, delay, outcome.details.reason);
    }
  }

  private async attempt<Result>(request: Request): Promise<Answer<Result> | CloudflareError> {
    const remaining = Math.max(1, Math.min(attemptTimeout, request.deadline - this.clock.now()));
    let response: AxiosResponse<string>;
    try {
      response = await this.http.request<string>({
        method: request.method,
        url: request.path,
        ...(request.query === undefined ? {} : { params: request.query }),
        ...(request.body === undefined ? {} : { data: request.body }),
        maxContentLength: request.largest ?? largestAnswer.object,
        // Covers everything from the connection to the last byte of the body, also one that trickles in.
        signal: this.clock.timeout(remaining),
      });
    } catch (error) {
      return this.clean(request, errorFromConnection(request.attempted, codeOf(error), this.host()));
    }
    return this.judge<Result>(request, response);
  }

  private judge<Result>(request: Request, response: AxiosResponse<string>): Answer<Result> | CloudflareError {
    const header = (name: string): string | undefined => {
      const value: unknown = response.headers[name];
      return typeof value === "string" ? value : undefined;
    };
    const quiet = parseRatelimit(header("ratelimit"));
    if (quiet !== undefined) {
      this.keepQuietFor(quiet);
    }
    const parsed = parse(response.data);
    const envelope = envelopeOf(parsed, request.readable);
    const success = envelope?.success === true && response.status >= 200 && response.status < 300;
    const told = envelope && { status: response.status, envelope, header };
    if (told !== undefined && (request.isAnswer ?? isResult)(success, told.envelope.result, told)) {
      const { result } = told.envelope;
      const flaw = (request.readable === undefined ? wholeFlaw(result) : undefined) ?? request.flaw?.(result);
      if (flaw !== undefined) {
        // Before it is shortened, which could leave half of a secret.
        const words = redact(flaw, this.secrets(request));
        return this.clean(request, errorFromFlaw(request.attempted, this.host(), words));
      }
      const date = Date.parse(header("date") ?? "");
      return {
        result: result as Result,
        success,
        date: Number.isNaN(date) ? undefined : date,
        info: told.envelope.result_info,
        bytes: response.data.length,
        told,
      };
    }
    const answer = {
      status: response.status,
      // A success without its result is no answer that the API gives. Secrets go before a message is shortened, which
      // could leave half of one.
      envelope: this.failedEnvelope(request, envelope),
      contentType: header("content-type") ?? "",
      method: request.method,
      empty: response.data === "",
      scheme: schemeOf(this.connection),
      permission: request.permission,
    };
    const retryAfter = parseRetryAfter(header("retry-after"), this.clock.now());
    const error = errorFromAnswer(request.attempted, answer, retryAfter);
    if (error.kind === "throttled" && retryAfter !== undefined) {
      // It holds for the token, so for everything else that this process is about to ask.
      this.keepQuietFor(retryAfter);
    }
    return this.clean(request, error);
  }

  /** Of a failure only the errors count: what its result is, nobody has looked at. */
  private failedEnvelope(
    request: Request,
    envelope: WireEnvelope<unknown> | undefined,
  ): WireEnvelope<unknown> | undefined {
    if (envelope === undefined || envelope.success) {
      return undefined;
    }
    const { success, errors } = envelope;
    return redactDeep({ success, ...(errors !== undefined && { errors }) }, this.secrets(request));
  }

  private keepQuietFor(milliseconds: number): void {
    this.quietUntil = Math.max(this.quietUntil, this.clock.now() + milliseconds);
  }

  /** Waits when an earlier answer said that no calls are left. A wait that is too long is left to Cloudflare to insist on. */
  private async keepQuiet(request: Request): Promise<void> {
    const delay = this.quietUntil - this.clock.now();
    if (delay > 0 && this.clock.now() + delay < request.deadline) {
      await this.pause(request, delay, "Cloudflare's rate limit is used up.");
    }
  }

  private async pause(request: Request, delay: number, reason: string): Promise<void> {
    if (delay >= noticeableWait) {
      request.onWait?.(delay, redact(reason, this.secrets(request)));
    }
    await this.clock.wait(delay);
  }

  /** The same error with what the reader needs when a rate limit outlasts the operation. */
  private tooLong(request: Request, error: CloudflareError, delay: number): CloudflareError {
    const end = new Date(this.clock.now() + delay).toISOString();
    return new CloudflareError(request.attempted, {
      ...error.details,
      remedy: `${error.details.remedy ?? ""} Try again after ${end}.`.trim(),
    });
  }

  /** The same error without anything secret, should the API have quoted it. */
  private clean(request: Request, error: CloudflareError): CloudflareError {
    const secrets = this.secrets(request);
    const { remedy, reason } = error.details;
    const facts = [
      remedy,
      isAboutAccount(error) && accountText(request),
      isAboutCaller(error) && `The credentials are from ${this.connection.origin}.`,
      isAboutCaller(error) && this.connection.fromStack && (request.savedAdvice ?? (() => savedCredentialsRemedy))(),
    ].filter((fact) => typeof fact === "string");
    return new CloudflareError(request.attempted, {
      ...error.details,
      reason: redact(reason, secrets),
      remedy: facts.length === 0 ? undefined : redact(facts.join(" "), secrets),
    });
  }

  private secrets(request: Request): string[] {
    return [...this.connection.secrets, ...(request.secrets ?? [])];
  }

  private host(): string {
    return new URL(this.connection.baseUrl).host;
  }
}

/** Whatever its words say, a 403 might be about the credentials. */
function isAboutCaller({ kind, details }: CloudflareError): boolean {
  return kind === "authentication" || (details.status === 403 && kind !== "notCloudflare");
}

function isAboutAccount(error: CloudflareError): boolean {
  return isAboutCaller(error) || error.kind === "noRoute";
}

/** False where a request is not about an account. */
function accountText({ path }: Request): string | false {
  const [, account] = /^\/accounts\/([^/]+)/.exec(path) ?? [];
  return account !== undefined && `The account is ${decodeURIComponent(account)}.`;
}

function schemeOf({ headers }: Connection): Scheme {
  return "X-Auth-Key" in headers ? "key" : "token";
}

function isResult(success: boolean, result: unknown): boolean {
  return success && result !== undefined && result !== null;
}

function codeOf(error: unknown): string | undefined {
  if (!isAxiosError(error)) {
    return undefined;
  }
  if (error.code === "ERR_CANCELED") {
    return "ETIMEDOUT";
  }
  if (error.code === "ERR_BAD_RESPONSE") {
    return error.message.startsWith("maxContentLength") ? answerFaults.tooLarge : answerFaults.cut;
  }
  return error.code;
}

const tooLate: CloudflareErrorDetails = {
  kind: "connection",
  reason: "the time limit of this step passed before the request was sent.",
  maybeCommitted: false,
  retryable: false,
};

function parse(text: string): ParsedJson | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function wholeFlaw(result: unknown): string | undefined {
  const fault = jsonFault(result, deepestJson);
  return fault && `it ${fault}`;
}

/** Only what can be judged, so that nothing else in it does harm. */
function envelopeOf(
  parsed: ParsedJson | undefined,
  readable: Request["readable"] = (result) => result,
): WireEnvelope<unknown> | undefined {
  const { value, rounded } = parsed ?? {};
  if (!isObject(value) || typeof value.success !== "boolean") {
    return undefined;
  }
  const { result, errors, ...others } = value;
  const harmless = Object.entries(others).filter(([, member]) => jsonFault(member, deepestJson) === undefined);
  return {
    ...(Object.fromEntries(harmless) as unknown as WireEnvelope<unknown>),
    ...("result" in value && { result: readable(result, rounded) }),
    ...("errors" in value && { errors: wireErrors(errors) }),
  };
}

/** Of the path to a field: a name, or a place in a list. */
function isStep(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** Causes of causes beyond this are shown to nobody. */
const deepestChain = 10;

/** Not every answer has errors, and some have them in another form: only what is as expected is kept. */
function wireErrors(value: unknown, depth = 1): WireError[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((item) => {
    if (typeof item !== "object" || item === null) {
      return [];
    }
    const { code, message, path, error_chain: chain } = item as Record<string, unknown>;
    if (typeof message !== "string" && typeof code !== "number") {
      return [];
    }
    return [
      {
        message: typeof message === "string" ? message : wordless,
        ...(typeof code === "number" ? { code } : {}),
        ...(Array.isArray(path) ? { path: path.filter(isStep).map(String) } : {}),
        ...(Array.isArray(chain) && depth < deepestChain ? { error_chain: wireErrors(chain, depth + 1) } : {}),
      },
    ];
  });
}
