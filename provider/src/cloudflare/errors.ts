/**
 * Every failure of a call to Cloudflare, as one table: how to recognize it, what kind it is, and the remedy. Messages
 * always keep Cloudflare's own text.
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
  /** Cloudflare says that the object does not exist: the only answer that means "gone". */
  | "notFound"
  /** Cloudflare rejects the credentials. */
  | "authentication"
  /** The credentials are valid, but lack a permission. */
  | "permission"
  | "throttled"
  /** Cloudflare rejects the body. */
  | "validation"
  /** An update without a field that the API can write. */
  | "nothingToUpdate"
  /** An unknown path of the API: a wrong account id or a wrong base URL. */
  | "noRoute"
  /** A temporary failure of Cloudflare, worth a retry. */
  | "server"
  /** No answer: the connection failed before or after the request was sent. */
  | "connection"
  /** An incomplete or malformed answer. */
  | "broken"
  /** An answer over the size limit: neither read to its end nor requested again. */
  | "tooLarge"
  /** An answer from something else: a login page, a proxy. */
  | "notCloudflare"
  /** Any other rejection by the API. */
  | "rejected";

export interface CloudflareErrorDetails {
  readonly kind: ErrorKind;
  /** What failed, without what was attempted: "Cloudflare says …". */
  readonly reason: string;
  readonly remedy?: string | undefined;
  readonly status?: number | undefined;
  readonly codes?: readonly number[];
  /** Whether Cloudflare might have carried the request out despite this answer. */
  readonly maybeCommitted: boolean;
  /** Whether a retry might succeed. */
  readonly retryable: boolean;
  /** The wait that Cloudflare requests. */
  readonly retryAfterMilliseconds?: number | undefined;
}

/**
 * A failed request. Plain data only, without request, response or headers, because all of it can end up in a log. It
 * has no numeric `code`, which the provider host would pass on as a gRPC status.
 */
export class CloudflareError extends Error {
  override readonly name = "CloudflareError";
  constructor(
    private readonly attempted: string,
    readonly details: CloudflareErrorDetails,
  ) {
    super([`Could not ${attempted}: ${details.reason}`, details.remedy].filter((part) => part !== undefined).join(" "));
  }

  /** The same failure with a better remedy from the caller. */
  withRemedy(remedy: string): CloudflareError {
    return new CloudflareError(this.attempted, { ...this.details, remedy });
  }

  /** The same failure for a retried request, whose first attempt might have been carried out. */
  afterLostAnswer(): CloudflareError {
    return new CloudflareError(this.attempted, { ...this.details, maybeCommitted: true });
  }

  get kind(): ErrorKind {
    return this.details.kind;
  }
}

/** How a request authenticates: with an API token, or with the API key and the email of a user. */
export type Scheme = "token" | "key";

/** The part of an answer that matters for errors. */
export interface FailedAnswer {
  readonly status: number;
  readonly envelope: WireEnvelope<unknown> | undefined;
  readonly contentType: string;
  readonly method: string;
  /** Whether the body is empty. */
  readonly empty: boolean;
  readonly scheme: Scheme;
  /** The permission that the request needs. Default: the one for portals. */
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
  /** An answer that leaves open whether the request was carried out. */
  readonly maybeCommitted?: boolean;
}

/** Codes that mean invalid credentials. `authentication` also stands for a missing permission. */
const invalidCodes = [errorCodes.invalidHeaders, errorCodes.invalidAccessToken, errorCodes.unableToAuthenticate];

/** Statuses of Cloudflare's edge and servers for "not now". 520 to 530 are the edge's own. */
function isTemporary(status: number): boolean {
  return [408, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530);
}

/** The text of an error without a message. */
export const wordless = "no message";

/**
 * Whether Cloudflare's text fits its code. A code alone justifies no remedy: the API uses some codes for several
 * faults. An empty text does not contradict the code.
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

/** The first match wins. Codes are more specific than statuses, which the API uses loosely. */
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
    // The same code stands for other database failures, such as an existing id.
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
    // Cloudflare gives the same answer in all these cases.
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

/** Turns a failed answer into an error that explains it. */
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

/** Keeps a message short and harmless: an API can send a page of text, or terminal colors. */
function shorten(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length <= 500 ? line : `${line.slice(0, 500).toWellFormed()}…`;
}

/** The remedy for rejected credentials from state if the command is unknown. */
export const savedCredentialsRemedy =
  "A refresh or destroy uses the credentials that the last `pulumi up` saved. Add `--run-program` to use the current ones.";

const mostErrors = 5;
const deepestCause = 3;

/** Turns an invalid answer with a success status into an error. */
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

/** Connection failures without an error code of Node.js. */
export const answerFaults = { cut: "answerCut", tooLarge: "answerTooLarge" } as const;

interface FaultRule {
  /** A code of Node.js (ECONNRESET, ETIMEDOUT and so on), or one of ours. */
  readonly codes: RegExp;
  readonly kind?: ErrorKind;
  /** The failure, followed by the host. */
  readonly words?: string;
  readonly remedy?: string;
  /** The request cannot have reached Cloudflare. */
  readonly neverSent?: boolean;
  /** A retry would fail in the same way. */
  readonly permanent?: boolean;
}

/**
 * The first match wins. Any other failure is "no answer": it is worth a retry, and the request might have been carried
 * out.
 */
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
