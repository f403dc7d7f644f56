/**
 * What can go wrong between us and Cloudflare, as one table: how an answer is recognised, what kind of failure it is,
 * and what the reader of the message can do. Cloudflare's own words are always kept.
 */
import {
  errorCodes,
  readPermissions,
  writePermission,
  type ReadPermission,
  type WireEnvelope,
  type WireError,
} from "./wire";

export type ErrorKind =
  /** Cloudflare says that there is no such server: the only answer that means "gone". */
  | "notFound"
  /** The credentials are not accepted. */
  | "authentication"
  /** They are, but they may not do this. */
  | "permission"
  | "throttled"
  /** The body of the request is refused. */
  | "validation"
  /** An update in which the API finds no field that it could write. */
  | "nothingToUpdate"
  /** Not a path of the API: a wrong account id or a wrong base URL. */
  | "noRoute"
  /** Cloudflare is in trouble; worth another try. */
  | "server"
  /** No answer: the connection failed before or after the request was sent. */
  | "connection"
  /** An answer that ends too early or is not what the API sends. */
  | "broken"
  /** An answer that never seems to end: not read to its end, not asked for again. */
  | "tooLarge"
  /** An answer by something else: a login page, a proxy. */
  | "notCloudflare"
  /** Anything else that the API refuses. */
  | "rejected";

export interface CloudflareErrorDetails {
  readonly kind: ErrorKind;
  /** What failed, without what was attempted: "Cloudflare says …". */
  readonly reason: string;
  readonly remedy?: string | undefined;
  readonly status?: number | undefined;
  readonly codes?: readonly number[];
  /** Whether Cloudflare may have carried the request out although the answer does not say so. */
  readonly maybeCommitted: boolean;
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;
  /** How long Cloudflare asks to wait. */
  readonly retryAfterMilliseconds?: number | undefined;
}

/**
 * A request that failed. Plain data only: no request, no response, no header, since all of it would end in a log.
 * (And no numeric `code`, which the provider host would hand on as a gRPC status.)
 */
export class CloudflareError extends Error {
  override readonly name = "CloudflareError";
  constructor(
    private readonly attempted: string,
    readonly details: CloudflareErrorDetails,
  ) {
    super([`Could not ${attempted}: ${details.reason}`, details.remedy].filter((part) => part !== undefined).join(" "));
  }

  /** The same failure, where the caller knows better what to do. */
  withRemedy(remedy: string): CloudflareError {
    return new CloudflareError(this.attempted, { ...this.details, remedy });
  }

  /** The same failure of a request that was sent before, and may have been carried out then. */
  afterLostAnswer(): CloudflareError {
    return new CloudflareError(this.attempted, { ...this.details, maybeCommitted: true });
  }

  get kind(): ErrorKind {
    return this.details.kind;
  }
}

/** How a request authenticates: with an API token, or with the API key and the email of a user. */
export type Scheme = "token" | "key";

/** An answer as far as it concerns errors. */
export interface FailedAnswer {
  readonly status: number;
  readonly envelope: WireEnvelope<unknown> | undefined;
  readonly contentType: string;
  readonly method: string;
  /** Whether there was no body at all. */
  readonly empty: boolean;
  readonly scheme: Scheme;
  /** What the request takes, if not the permission for portals. */
  readonly permission?: ReadPermission | undefined;
}

/** The permission that a request needs. Write includes Read. */
function permissionFor({ method, permission }: FailedAnswer): string {
  return JSON.stringify(permission ?? (method === "GET" ? readPermissions.portals : writePermission));
}

function accessTo({ permission }: FailedAnswer): string {
  return permission === undefined ? "MCP portals" : `this (${JSON.stringify(permission)})`;
}

function planFor({ permission }: FailedAnswer): string {
  return permission === undefined ? ", and the account needs AI Controls in its plan" : "";
}

interface Rule {
  readonly kind: ErrorKind;
  readonly when: (answer: FailedAnswer, codes: readonly number[]) => boolean;
  readonly remedy?: (answer: FailedAnswer) => string | undefined;
  readonly retryable?: boolean;
  /** An answer that does not say whether the request was carried out. */
  readonly maybeCommitted?: boolean;
}

/** These say that the credentials themselves are no good. `authentication` also stands for a missing permission. */
const invalidCodes = [errorCodes.invalidHeaders, errorCodes.invalidAccessToken, errorCodes.unableToAuthenticate];

/** Statuses that Cloudflare's edge and servers use for "not now". 520 to 530 are the edge's own. */
function isTemporary(status: number): boolean {
  return [408, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530);
}

/** What an error without words is given, so that it can be shown. */
export const wordless = "no message";

/**
 * Whether Cloudflare's words are about the same as its code. A code alone justifies no remedy: the API uses some of them
 * for several faults. Where it gives no words, nothing contradicts the code.
 */
function speaksOf(topic: RegExp, { envelope }: FailedAnswer): boolean {
  const words = wordsIn(envelope?.errors ?? []).filter((message) => message !== wordless);
  return words.length === 0 || words.some((message) => topic.test(message));
}

function wordsIn(errors: readonly WireError[]): string[] {
  return errors.flatMap(({ message, error_chain: chain }) => [message, ...wordsIn(chain ?? [])]);
}

const topics = {
  absence: /not.?found|no such|(does not|doesn't) exist/i,
  access:
    /authenticat|authori[sz]|\baccess\b|api.?(key|token)|credentials|request headers|permi|privilege|forbidden|denied|not allowed|entitle|not enabled|subscription|\bplan\b/i,
  enabled: /not.?enabled/i,
  otherAccount: /unauthori[sz]ed to access/i,
  rate: /throttl|\brate|limit|too many|slow down/i,
  route: /(could not|no) route|object identifier/i,
} as const;

/** First match wins. Codes are more telling than statuses, which the API uses loosely. */
const rules: readonly Rule[] = [
  {
    kind: "notFound",
    when: (answer, codes) => answer.status === 404 && codes.includes(errorCodes.notFound),
    remedy: (answer) =>
      speaksOf(topics.absence, answer)
        ? "It was deleted outside Pulumi. Run `pulumi up --refresh` to create it again."
        : undefined,
  },
  {
    kind: "throttled",
    when: (answer, codes) =>
      answer.status === 429 || (codes.includes(errorCodes.throttled) && speaksOf(topics.rate, answer)),
    remedy: ({ scheme }) =>
      `Cloudflare allows ${scheme === "key" ? "an API key" : "a token"} 1,200 calls in 5 minutes, then rejects every call for 5 minutes.`,
    retryable: true,
  },
  {
    kind: "nothingToUpdate",
    // The same code stands for other trouble in the API's database, such as an id that exists.
    when: (answer, codes) => answer.method === "PUT" && codes.includes(errorCodes.nothingToUpdate),
  },
  {
    kind: "noRoute",
    when: (answer, codes) => codes.includes(errorCodes.noRoute) && speaksOf(topics.route, answer),
    remedy: () => "Check the account id.",
  },
  {
    kind: "rejected",
    when: (answer, codes) => codes.includes(errorCodes.accessNotEnabled) && speaksOf(topics.enabled, answer),
    remedy: () => "Set up Zero Trust on the Cloudflare dashboard: choose a team name and a plan.",
  },
  {
    kind: "authentication",
    when: (answer, codes) =>
      codes.includes(errorCodes.invalidAccessToken) &&
      wordsIn(answer.envelope?.errors ?? []).some((words) => topics.otherAccount.test(words)),
    remedy: ({ scheme }) =>
      scheme === "key"
        ? "The user of the API key has no access to this account."
        : "The API token is not for this account: use a token of the account.",
  },
  {
    kind: "authentication",
    when: (answer, codes) => invalidCodes.some((code) => codes.includes(code)) && speaksOf(topics.access, answer),
    remedy: ({ scheme }) =>
      scheme === "key" ? "The API key or its email is wrong." : "The API token is wrong or expired: use a valid one.",
  },
  {
    kind: "authentication",
    when: (answer, codes) =>
      answer.status === 401 || (codes.includes(errorCodes.authentication) && speaksOf(topics.access, answer)),
    // Cloudflare answers all of these alike.
    remedy: (answer) =>
      answer.scheme === "key"
        ? `The API key or its email is wrong, or that user has no access to ${accessTo(answer)} in this account.`
        : `The API token is wrong or expired, is for another account, or lacks the permission ${permissionFor(answer)}.`,
  },
  {
    kind: "permission",
    when: (answer) => answer.status === 403 && answer.envelope !== undefined && speaksOf(topics.access, answer),
    remedy: (answer) =>
      answer.scheme === "key"
        ? `The user of the API key needs a role ${answer.permission === undefined ? "that can edit MCP portals" : `with ${permissionFor(answer)}`} in this account${planFor(answer)}.`
        : `The API token needs the permission ${permissionFor(answer)} in this account${planFor(answer)}.`,
  },
  { kind: "server", when: (answer) => isTemporary(answer.status), retryable: true, maybeCommitted: true },
  {
    kind: "notCloudflare",
    when: (answer) => answer.envelope === undefined && answer.status >= 300 && answer.status < 400,
    remedy: () =>
      "The client follows no redirects, to keep credentials at one host. Check cloudflare:baseUrl or CLOUDFLARE_BASE_URL.",
  },
  {
    kind: "notCloudflare",
    when: (answer) => answer.envelope === undefined && (answer.status >= 300 || answer.contentType.includes("html")),
    remedy: () =>
      "This is not an answer of Cloudflare's API. Check cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and any proxy.",
    maybeCommitted: true,
  },
  { kind: "broken", when: (answer) => answer.envelope === undefined, retryable: true, maybeCommitted: true },
  {
    kind: "validation",
    when: (answer, codes) => codes.includes(errorCodes.validation) || [400, 409, 422].includes(answer.status),
  },
];

/** Turns an answer that is not a success into an error that says what it is. */
export function errorFromAnswer(
  attempted: string,
  answer: FailedAnswer,
  retryAfterMilliseconds: number | undefined,
): CloudflareError {
  const codes = (answer.envelope?.errors ?? []).flatMap((error) => (error.code === undefined ? [] : [error.code]));
  const rule = rules.find((candidate) => candidate.when(answer, codes));
  return new CloudflareError(attempted, {
    kind: rule?.kind ?? "rejected",
    reason: describe(answer),
    remedy: rule?.remedy?.(answer),
    status: answer.status,
    codes,
    maybeCommitted: rule?.maybeCommitted ?? false,
    retryable: rule?.retryable ?? false,
    retryAfterMilliseconds,
  });
}

function describe(answer: FailedAnswer): string {
  const errors = answer.envelope?.errors ?? [];
  if (errors.length > 0) {
    const more = errors.length > mostErrors ? ` and ${errors.length - mostErrors} more` : "";
    return `Cloudflare says ${errors
      .slice(0, mostErrors)
      .map((error) => describeError(error))
      .join("; ")}${more} (HTTP ${answer.status}).`;
  }
  if (answer.envelope !== undefined) {
    return `Cloudflare answered HTTP ${answer.status} without a reason.`;
  }
  if (answer.contentType.includes("html")) {
    return `HTTP ${answer.status} with an HTML page.`;
  }
  if (answer.empty) {
    return `HTTP ${answer.status} with an empty body.`;
  }
  return `HTTP ${answer.status} with a body that is not the JSON of Cloudflare's API.`;
}

function describeError(error: WireError, depth = 1): string {
  const place = error.path === undefined || error.path.length === 0 ? "" : ` at ${shorten(error.path.join("."))}`;
  const code = error.code === undefined ? "" : ` [${error.code}]`;
  const causes = depth < deepestCause ? (error.error_chain ?? []).slice(0, mostErrors) : [];
  const chain = causes.map((inner) => ` (${describeError(inner, depth + 1)})`).join("");
  return `"${shorten(error.message)}"${place}${code}${chain}`;
}

/** A message is for reading: an API that sends a page of text does not get a page of terminal, nor its colours. */
function shorten(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length <= 500 ? line : `${line.slice(0, 500).toWellFormed()}…`;
}

/** What to do about refused credentials that state holds, where nobody knows the command. */
export const savedCredentialsRemedy =
  "A refresh or destroy uses the credentials that the last `pulumi up` saved. Add `--run-program` to use the current ones.";

const mostErrors = 5;
const deepestCause = 3;

/** Turns an answer that says that all is well, but cannot be worked with, into an error. */
export function errorFromFlaw(attempted: string, host: string, flaw: string): CloudflareError {
  return new CloudflareError(attempted, {
    kind: "broken",
    reason: `the answer from ${host} is not what Cloudflare's API documents: ${shorten(flaw)}.`,
    remedy:
      "Update pulumi-cloudflare-mcp if it has a newer version; otherwise check cloudflare:baseUrl or CLOUDFLARE_BASE_URL.",
    maybeCommitted: true,
    retryable: false,
  });
}

/** Faults that Node has no code of its own for. */
export const answerFaults = { cut: "answerCut", tooLarge: "answerTooLarge" } as const;

interface FaultRule {
  /** Of Node (ECONNRESET, ETIMEDOUT and so on), or one of ours. */
  readonly codes: RegExp;
  readonly kind?: ErrorKind;
  /** What happened, followed by the host. */
  readonly words?: string;
  readonly remedy?: string;
  /** The request cannot have reached Cloudflare. */
  readonly neverSent?: boolean;
  /** It will be the same a second later. */
  readonly permanent?: boolean;
}

/** First match wins; what is not here is "no answer", worth another try, and may have been carried out. */
const faultRules: readonly FaultRule[] = [
  {
    codes: /^answerTooLarge$/,
    kind: "tooLarge",
    words: "refused to read an answer larger than any of Cloudflare's API, from",
    remedy: "Check cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and any proxy.",
    permanent: true,
  },
  {
    codes: /^answerCut$|^Z_|PREMATURE_CLOSE/,
    kind: "broken",
    words: "a damaged answer, or one that ends too early, from",
  },
  {
    codes: /ALTNAME_INVALID/,
    remedy: "Its certificate is for another host: check cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and any proxy.",
    neverSent: true,
    permanent: true,
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_/,
    remedy: "Its certificate is not trusted here: set NODE_EXTRA_CA_CERTS if a proxy of yours replaces certificates.",
    neverSent: true,
    permanent: true,
  },
  {
    codes: /^EPROTO$|^ERR_SSL_|^ERR_TLS_/,
    remedy: "The TLS handshake failed: check cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and any proxy.",
    neverSent: true,
    permanent: true,
  },
  {
    codes: /^ENOTFOUND$/,
    remedy: "Check cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and the network.",
    neverSent: true,
    permanent: true,
  },
  { codes: /^(ECONNREFUSED|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/, neverSent: true },
  { codes: /^ERR_(INVALID|UNESCAPED)/, neverSent: true, permanent: true },
];

/** Turns a failed connection into an error. */
export function errorFromConnection(attempted: string, code: string | undefined, host: string): CloudflareError {
  const rule = faultRules.find(({ codes }) => codes.test(code ?? ""));
  return new CloudflareError(attempted, {
    kind: rule?.kind ?? "connection",
    reason:
      rule?.words === undefined
        ? `no answer from ${host} (${code ?? "the connection failed"}).`
        : `${rule.words} ${host}.`,
    remedy: rule?.remedy,
    maybeCommitted: rule?.neverSent !== true,
    retryable: rule?.permanent !== true,
  });
}
