/** Sends one request to Cloudflare's API, judges its envelope, and retries it if that is safe, within one deadline. */
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

/** Where requests go, and with which credentials. */
export interface Connection {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets that no message may contain. */
  readonly secrets: readonly string[];
  /** The source of the credentials, for messages. */
  readonly origin: string;
  /**
   * True if they come from stack config or an explicit provider: a refresh or destroy without the program uses those
   * that the last `up` saved.
   */
  readonly fromStack: boolean;
}

/** A request and its purpose. */
export interface Request {
  readonly method: Method;
  /** Below the base URL, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Whether it can be retried although Cloudflare might have carried it out. Default: all methods but POST. */
  readonly repeatable?: boolean;
  /** Completes "Could not …" in error messages, such as `create MCP server "docs"`. */
  readonly attempted: string;
  /** The deadline, shared by all requests of one operation. */
  readonly deadline: number;
  /** Secrets in the body. */
  readonly secrets?: readonly string[];
  /** Whether an answer is valid; `success` combines status and envelope. Default: success with a result. */
  readonly isAnswer?: (success: boolean, result: unknown, told: Told) => boolean;
  /**
   * Replaces unreadable parts of a result before anything recurses over it. Without it, such a result makes the whole
   * answer invalid.
   */
  readonly readable?: (result: unknown, rounded: Rounded | undefined) => unknown;
  /** The fault of a successful result, in words. The answer is then invalid. */
  readonly flaw?: (result: unknown) => string | undefined;
  /** The maximum length of its answer, in bytes. Default: that of one object. */
  readonly largest?: number;
  /** The permission that it needs. Default: the one for portals. */
  readonly permission?: ReadPermission;
  /** Called before a noticeable wait. */
  readonly onWait?: (milliseconds: number, reason: string) => void;
  /** The remedy for rejected saved credentials. Default: one for every Pulumi command. */
  readonly savedAdvice?: () => string | undefined;
  /** Called before each attempt of a write. Throws if it must not be sent. */
  readonly beforeWrite?: () => Promise<void>;
}

/** An answer beside its result. */
export interface Told {
  readonly status: number;
  readonly envelope: WireEnvelope<unknown>;
  /** A header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

export interface Answer<Result> {
  readonly result: Result;
  /** Status and envelope combined; false only if a request accepts such an answer. */
  readonly success: boolean;
  /** The time of the answer by Cloudflare's clock. */
  readonly date: number | undefined;
  /** The page of a list. */
  readonly info: WireResultInfo | undefined;
  /** The length of the text. */
  readonly bytes: number;
  readonly told: Told;
}

/** The timeout of one attempt: a sync connects to the upstream before it answers. */
const attemptTimeout = 60_000;
/** Shorter waits are not worth a message. */
const noticeableWait = 3_000;

export class CloudflareClient {
  private readonly http: AxiosInstance;
  /** The end of the pause that Cloudflare requested for this token. */
  private quietUntil = 0;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {
    this.http = axios.create({
      baseURL: connection.baseUrl,
      headers: { ...connection.headers, Accept: "application/json" },
      // Without TLS, a proxy could read the token. Requests to this machine need no proxy.
      ...(isLoopback(new URL(connection.baseUrl).hostname) && { proxy: false }),
      // A redirect does not come from the API, and following it would forward the token.
      maxRedirects: 0,
      // The client judges statuses and bodies: Cloudflare's 200 can be a failure, and its 404 can have other causes.
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
        // Covers the whole exchange up to the last byte of the body, even one that trickles in.
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
        // Redacts before shortening, which could leave half of a secret.
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
      // The API never sends a success without its result. Redacts before a message is shortened, which could leave half
      // of a secret.
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
      // The pause applies to the token, so to all later requests of this process.
      this.keepQuietFor(retryAfter);
    }
    return this.clean(request, error);
  }

  /** Keeps only the errors of a failure, because its result is unchecked. */
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

  /** Waits if an earlier answer said that no calls are left. If the wait is longer than the deadline, sends anyway. */
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

  /** Adds to the error when to try again, if a rate limit outlasts the operation. */
  private tooLong(request: Request, error: CloudflareError, delay: number): CloudflareError {
    const end = new Date(this.clock.now() + delay).toISOString();
    return new CloudflareError(request.attempted, {
      ...error.details,
      remedy: `${error.details.remedy ?? ""} Try again after ${end}.`.trim(),
    });
  }

  /** The same error without secrets that the API might have quoted. */
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

/** Any 403 might be about the credentials, whatever its text says. */
function isAboutCaller({ kind, details }: CloudflareError): boolean {
  return kind === "authentication" || (details.status === 403 && kind !== "notCloudflare");
}

function isAboutAccount(error: CloudflareError): boolean {
  return isAboutCaller(error) || error.kind === "noRoute";
}

/** False if a request does not concern an account. */
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

/** Keeps only the members that are checked, so that no other one does harm. */
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

/** One step of the path to a field: a name or an index. */
function isStep(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** The maximum depth of causes in a message. */
const deepestChain = 10;

/** Some answers have no errors, or have them in another form. Keeps only those in the expected form. */
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
