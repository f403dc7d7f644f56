import { inspect } from "node:util";
import type { CloudflareError } from "../../../provider/src/cloudflare/errors";
import {
  errorFromAnswer,
  errorFromConnection,
  errorFromFlaw,
  wordless,
  type ErrorKind,
  type FailedAnswer,
} from "../../../provider/src/cloudflare/errors";
import { errorCodes, type WireEnvelope, type WireError } from "../../../provider/src/cloudflare/wire";

const refused = (...errors: WireError[]): WireEnvelope<unknown> => ({ success: false, errors });

const failed = (status: number, answer: Partial<FailedAnswer> = {}): CloudflareError =>
  errorFromAnswer(
    'update MCP server "docs"',
    {
      status,
      envelope: undefined,
      contentType: "application/json",
      method: "PUT",
      empty: false,
      scheme: "token",
      ...answer,
    },
    undefined,
  );

const says = (status: number, code: number, message: string): CloudflareError =>
  failed(status, { envelope: refused({ code, message }) });

describe("a refusal names the permission that the request takes", () => {
  const refusedRead = (code: number, message: string, scheme: FailedAnswer["scheme"]): string =>
    failed(403, { envelope: refused({ code, message }), scheme, permission: "DNS Read" }).message;

  test.each<[number, string, FailedAnswer["scheme"], string]>([
    [10_000, "Authentication error", "token", 'or lacks the permission "DNS Read".'],
    [1234, "not entitled", "token", 'The API token needs the permission "DNS Read" in this account.'],
    [10_000, "Authentication error", "key", 'that user has no access to this ("DNS Read") in this account.'],
    [1234, "not entitled", "key", 'The user of the API key needs a role with "DNS Read" in this account.'],
  ])("%i %s, by %s", (code, message, scheme, words) => {
    expect(refusedRead(code, message, scheme)).toContain(words);
    expect(refusedRead(code, message, scheme)).not.toMatch(/MCP portals/i);
  });

  test("an account in which nobody has set up Zero Trust lacks no permission", () => {
    const error = says(403, 9999, "access.api.error.not_enabled: Access is not enabled.");
    expect(error.kind).toBe("rejected");
    expect(error.message).toContain("Set up Zero Trust on the Cloudflare dashboard");
    expect(says(403, 9999, "Authentication error").kind).not.toBe("rejected");
  });
});

describe("what an answer of the API means", () => {
  type Row = readonly [status: number, code: number, message: string, kind: ErrorKind, remedy: RegExp | undefined];
  test.each<Row>([
    [404, 7002, "Not Found", "notFound", /deleted outside Pulumi\. Run `pulumi up --refresh`/],
    [400, 7001, "client_secret must be a non-empty string", "validation", undefined],
    [409, 1234, "taken", "validation", undefined],
    [422, 1234, "odd", "validation", undefined],
    [400, 7003, "Could not route to /accounts/x", "noRoute", /account id/],
    [404, 7003, "Could not route to /accounts/x", "noRoute", /account id/],
    [401, 10000, "Authentication error", "authentication", /wrong or expired.*"MCP Portals Write"/],
    [403, 10000, "Authentication error", "authentication", /wrong or expired.*"MCP Portals Write"/],
    [403, 9109, "Invalid access token", "authentication", /The API token is wrong or expired: use a valid one\.$/],
    [403, 9109, "Unauthorized to access requested resource", "authentication", /The API token is not for this account/],
    [400, 6003, "Invalid request headers", "authentication", /The API token is wrong or expired: use a valid one\.$/],
    [400, 10001, "Unable to authenticate request", "authentication", /The API token is wrong or expired: use a/],
    [403, 1234, "not entitled", "permission", /"MCP Portals Write".*AI Controls/],
    [429, 1234, "slow down", "throttled", /1,200 calls in 5 minutes/],
    [400, 971, "throttled", "throttled", /1,200 calls in 5 minutes/],
    [500, 7000, 'D1_ERROR: near "WHERE": syntax error', "nothingToUpdate", undefined],
    [500, 1234, "internal", "server", undefined],
    [503, 1234, "later", "server", undefined],
    [418, 4711, "I am new here", "rejected", undefined],
    [404, 4711, "no such portal", "rejected", undefined],
    [200, 4711, "not really", "rejected", undefined],
  ])("HTTP %p with code %p (%s) is %s", (status, code, message, kind, remedy) => {
    const error = says(status, code, message);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(
      `Could not update MCP server "docs": Cloudflare says "${message}" [${code}] (HTTP ${status}).`,
    );
    expect(error.details).toMatchObject({ status, codes: [code] });
    if (remedy === undefined) {
      expect(error.details.remedy).toBeUndefined();
    } else {
      expect(error.message).toMatch(remedy);
    }
  });

  test("only Cloudflare's own code for it means gone, never a bare 404", () => {
    expect(says(404, 7002, "Not Found").kind).toBe("notFound");
    for (const answer of [{ envelope: refused() }, { envelope: undefined }, { contentType: "text/html" }]) {
      expect(failed(404, answer).kind).not.toBe("notFound");
    }
    expect(says(200, 7002, "Not Found").kind).not.toBe("notFound");
  });

  test.each([408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530])(
    "HTTP %p is worth another try, may have been carried out, and shows no page",
    (status) => {
      const error = failed(status, { contentType: "text/html; charset=UTF-8" });
      expect(error.details).toMatchObject({ kind: "server", retryable: true, maybeCommitted: true });
      expect(error.message).toBe(`Could not update MCP server "docs": HTTP ${status} with an HTML page.`);
    },
  );

  test.each([400, 401, 403, 404, 405, 409, 410, 413, 422, 501])("HTTP %p is not tried again", (status) => {
    expect(says(status, 1234, "no").details).toMatchObject({ retryable: false, maybeCommitted: false });
    expect(failed(status, { contentType: "text/html" }).details.retryable).toBe(false);
  });

  test("429 is tried again and was not carried out", () => {
    expect(failed(429).details).toMatchObject({ kind: "throttled", retryable: true, maybeCommitted: false });
  });

  test.each([301, 302, 307, 308])("HTTP %p says that redirects are not followed", (status) => {
    const error = failed(status, { contentType: "text/html" });
    expect(error.kind).toBe("notCloudflare");
    expect(error.message).toMatch(/The client follows no redirects.*CLOUDFLARE_BASE_URL/);
    expect(error.details.retryable).toBe(false);
  });

  test("a page in place of an answer points at the base URL", () => {
    const error = failed(200, { contentType: "text/html" });
    expect(error.kind).toBe("notCloudflare");
    expect(error.message).toMatch(
      /HTTP 200 with an HTML page.*cloudflare:baseUrl or CLOUDFLARE_BASE_URL, and any proxy/,
    );
  });

  test("a success without JSON may have been carried out and is worth another try", () => {
    expect(failed(200).details).toMatchObject({ kind: "broken", retryable: true, maybeCommitted: true });
    expect(failed(200).message).toContain("HTTP 200 with a body that is not the JSON of Cloudflare's API.");
    expect(failed(204, { empty: true }).message).toContain("HTTP 204 with an empty body.");
  });

  test("hands on how long Cloudflare asks to wait", () => {
    const answer = {
      status: 429,
      envelope: undefined,
      contentType: "",
      method: "GET",
      empty: true,
      scheme: "token",
    } as const;
    expect(errorFromAnswer("x", answer, 2_000).details.retryAfterMilliseconds).toBe(2_000);
  });
});

describe("a code whose words are about something else", () => {
  const words = [
    "A server with this id already exists",
    "UNIQUE constraint failed: mcp_servers.id",
    "The hostname is taken",
  ];
  const codes = Object.values(errorCodes);
  const rows = words.flatMap((message) =>
    codes.flatMap((code) => [400, 403, 404, 409, 422, 500].map((status) => ({ status, code, message }))),
  );
  // What these statuses mean does not depend on a code.
  const unambiguous = (status: number): boolean => status === 500;

  test.each(rows)(
    "HTTP $status, code $code ($message) gives Cloudflare's words and no remedy",
    ({ status, code, message }) => {
      const error = says(status, code, message);
      expect(error.details.remedy).toBeUndefined();
      expect(error.message).toBe(
        `Could not update MCP server "docs": Cloudflare says "${message}" [${code}] (HTTP ${status}).`,
      );
      expect(["authentication", "permission", "throttled", "noRoute"]).not.toContain(error.kind);
      expect(error.kind === "server" || error.kind === "nothingToUpdate").toBe(
        unambiguous(status) || code === errorCodes.nothingToUpdate,
      );
    },
  );

  test("fits where one of several errors, or a cause, is about it", () => {
    const errors = [
      { code: 7001, message: "Invalid" },
      { code: 7003, message: "No", error_chain: [{ message: "Could not route to /accounts/x" }] },
    ];
    expect(failed(400, { envelope: refused(...errors) }).kind).toBe("noRoute");
  });

  test.each([
    [400, errorCodes.noRoute, "noRoute"],
    [403, errorCodes.authentication, "authentication"],
    [403, 1234, "permission"],
    [400, errorCodes.throttled, "throttled"],
  ])("HTTP %p with code %p and no words is %s", (status, code, kind) => {
    expect(says(status, code, wordless).kind).toBe(kind);
    expect(says(status, code, wordless).details.remedy).toBeDefined();
  });
});

describe("a remedy about credentials speaks of those that were used", () => {
  const answers = [
    [401, 10000, "Authentication error"],
    [403, 1234, "not entitled"],
    [429, 971, "throttled"],
  ] as const;
  test.each(answers)("HTTP %p [%p] (%s)", (status, code, message) => {
    const envelope = refused({ code, message });
    expect(failed(status, { envelope }).details.remedy).toMatch(/token/);
    const key = failed(status, { envelope, scheme: "key" }).details.remedy;
    expect(key).toMatch(/API key/);
    expect(key).not.toMatch(/token/);
  });
});

describe("a refused token", () => {
  const remedy = (code: number, message: string, answer: Partial<FailedAnswer> = {}): string =>
    failed(403, { envelope: refused({ code, message }), ...answer }).details.remedy ?? "";

  test.each([
    [10000, "Authentication error"],
    [1234, "not entitled"],
  ])("is told the permission that the request needs (%d)", (code, message) => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      expect(remedy(code, message, { method })).toMatch(/^[^"]*"MCP Portals Write"[^"]*$/);
    }
    expect(remedy(code, message, { method: "GET" })).toMatch(/^[^"]*"MCP Portals Read"[^"]*$/);
  });

  test.each([
    [9109, "Invalid access token"],
    [9109, "Unauthorized to access requested resource"],
    [6003, "Invalid request headers"],
    [10001, "Unable to authenticate request"],
  ])("is told one cause where the code has one (%d, %s), also of a key", (code, message) => {
    for (const scheme of ["token", "key"] as const) {
      expect(remedy(code, message, { scheme })).not.toMatch(/permission|, or |plan/);
    }
  });

  test("is told all causes of a code that Cloudflare uses for all of them", () => {
    expect(remedy(10000, "Authentication error")).toMatch(/wrong or expired, is for another account, or lacks/);
  });
});

describe("Cloudflare's words", () => {
  const wordsOf = (...errors: WireError[]): string => failed(400, { envelope: refused(...errors) }).details.reason;

  test("come with the field that they are about", () => {
    expect(wordsOf({ code: 7001, message: "Expected string", path: ["updated_tools", "0", "alias"] })).toBe(
      'Cloudflare says "Expected string" at updated_tools.0.alias [7001] (HTTP 400).',
    );
  });

  test("come without a code where there is none", () => {
    expect(wordsOf({ message: "Invalid page" })).toBe('Cloudflare says "Invalid page" (HTTP 400).');
  });

  test("come with the chain of causes", () => {
    const chain = [{ code: 6111, message: "Invalid format for Authorization header" }];
    expect(wordsOf({ code: 6003, message: "Invalid request headers", error_chain: chain })).toBe(
      'Cloudflare says "Invalid request headers" [6003] ("Invalid format for Authorization header" [6111]) (HTTP 400).',
    );
  });

  test("are all there when there are several errors", () => {
    expect(wordsOf({ message: "one" }, { message: "two" })).toBe('Cloudflare says "one"; "two" (HTTP 400).');
  });

  test("are shortened when they are too many", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ message: `number ${index}` }));
    expect(wordsOf(...many)).toMatch(/"number 4" and 7 more \(HTTP 400\)\.$/);
  });

  test("are shortened when they are too long, without half a character", () => {
    const words = wordsOf({ message: `${"x".repeat(499)}😀 and so on` });
    expect(words.length).toBeLessThan(600);
    expect(words).toContain('…" (HTTP 400).');
    expect(words.isWellFormed()).toBe(true);
  });

  test("are one line without the codes that colour a terminal", () => {
    expect(wordsOf({ message: "a\nb\u001b[31mred\u0007\r\n" })).toBe('Cloudflare says "a b [31mred" (HTTP 400).');
  });

  test("are said to be missing when they are", () => {
    expect(wordsOf()).toBe("Cloudflare answered HTTP 400 without a reason.");
  });
});

describe("a connection that failed", () => {
  test.each([
    ["ECONNREFUSED", { retryable: true, maybeCommitted: false }],
    ["EAI_AGAIN", { retryable: true, maybeCommitted: false }],
    ["EHOSTUNREACH", { retryable: true, maybeCommitted: false }],
    ["ENETUNREACH", { retryable: true, maybeCommitted: false }],
    ["ECONNRESET", { retryable: true, maybeCommitted: true }],
    ["ETIMEDOUT", { retryable: true, maybeCommitted: true }],
    ["EPIPE", { retryable: true, maybeCommitted: true }],
    ["ENOTFOUND", { retryable: false, maybeCommitted: false }],
    ["ERR_INVALID_URL", { retryable: false, maybeCommitted: false }],
    ["EPROTO", { retryable: false, maybeCommitted: false }],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", { retryable: false, maybeCommitted: false }],
    ["CERT_HAS_EXPIRED", { retryable: false, maybeCommitted: false }],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", { retryable: false, maybeCommitted: false }],
    ["ERR_TLS_CERT_ALTNAME_INVALID", { retryable: false, maybeCommitted: false }],
    [undefined, { retryable: true, maybeCommitted: true }],
  ])("by %p is one of %p", (code, details) => {
    const error = errorFromConnection("read it", code, "api.example.com");
    expect(error.details).toMatchObject({ kind: "connection", ...details });
    expect(error.message).toContain(
      `Could not read it: no answer from api.example.com (${code ?? "the connection failed"}).`,
    );
  });

  test("for a certificate says how to trust another one", () => {
    expect(errorFromConnection("x", "SELF_SIGNED_CERT_IN_CHAIN", "h").message).toContain("NODE_EXTRA_CA_CERTS");
    expect(errorFromConnection("x", "EPROTO", "h").message).not.toContain("NODE_EXTRA_CA_CERTS");
  });

  test.each(["answerCut", "Z_DATA_ERROR", "Z_BUF_ERROR", "ERR_STREAM_PREMATURE_CLOSE"])(
    "in the middle of the answer (%s) is a damaged answer that may have been carried out",
    (code) => {
      const error = errorFromConnection("read it", code, "api.example.com");
      expect(error.details).toMatchObject({ kind: "broken", retryable: true, maybeCommitted: true });
      expect(error.message).toBe(
        "Could not read it: a damaged answer, or one that ends too early, from api.example.com.",
      );
    },
  );
});

test("an error is plain: no cause, no request, and no numeric code that would pass for a gRPC status", () => {
  const error = says(429, 971, "slow down");
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("CloudflareError");
  expect(Object.keys(error).sort()).toEqual(["attempted", "details", "name"]);
  expect(error).not.toHaveProperty("code");
  expect(error).not.toHaveProperty("cause");
  expect(inspect(error.details, { depth: 9, showHidden: true })).not.toMatch(/\bcode:/);
});

describe("an answer that is not the API's", () => {
  test.each<[number, string, ErrorKind, boolean]>([
    [200, "application/json", "broken", true],
    [299, "application/json", "broken", true],
    [200, "text/html", "notCloudflare", true],
    [300, "application/json", "notCloudflare", false],
    [399, "application/json", "notCloudflare", false],
    [400, "application/json", "notCloudflare", true],
    [519, "application/json", "notCloudflare", true],
    [520, "application/json", "server", true],
    [530, "application/json", "server", true],
    [531, "application/json", "notCloudflare", true],
    [403, "application/json", "notCloudflare", true],
  ])("HTTP %p with %s is %s, and may have been carried out: %p", (status, contentType, kind, maybeCommitted) => {
    expect(failed(status, { contentType }).details).toMatchObject({ kind, maybeCommitted, codes: [] });
  });

  test("is told by what is wrong with it, and not asked for again", () => {
    const error = errorFromFlaw("read it", "api.example.com", "it has no id");
    expect(error.details).toMatchObject({ kind: "broken", maybeCommitted: true, retryable: false });
    expect(error.message).toBe(
      "Could not read it: the answer from api.example.com is not what Cloudflare's API documents: it has no id. " +
        "Update pulumi-cloudflare-mcp if it has a newer version; otherwise check cloudflare:baseUrl or CLOUDFLARE_BASE_URL.",
    );
  });
});

describe("what is quoted", () => {
  const reasonOf = (...errors: WireError[]): string => failed(400, { envelope: refused(...errors) }).details.reason;
  const many = (count: number): WireError[] => Array.from({ length: count }, (_, index) => ({ message: `m${index}` }));

  test("is at most five errors, five causes of each, three levels deep", () => {
    expect(reasonOf(...many(5))).not.toContain("more");
    expect(reasonOf(...many(6))).toMatch(/"m4".* and 1 more/);
    expect(reasonOf(...many(6))).not.toContain("m5");
    const caused = reasonOf({ message: "top", error_chain: many(6) });
    expect(caused).toContain('"top" ("m0") ("m1") ("m2") ("m3") ("m4")');
    expect(caused).not.toContain("m5");
    const deep = {
      message: "1",
      error_chain: [{ message: "2", error_chain: [{ message: "3", error_chain: many(1) }] }],
    };
    expect(reasonOf(deep)).toContain('"1" ("2" ("3"))');
    expect(reasonOf(deep)).not.toContain("m0");
  });

  test("is one line of at most 500 characters, with the place if there is one", () => {
    expect(reasonOf({ message: " a\r\n\u001b\tb ", path: [] })).toContain('says "a b" (');
    expect(reasonOf({ message: "x", path: ["servers", "0", "id"], code: 7 })).toContain('"x" at servers.0.id [7]');
    expect(reasonOf({ message: "y".repeat(500) })).toContain(`"${"y".repeat(500)}"`);
    expect(reasonOf({ message: "y".repeat(501) })).toContain(`"${"y".repeat(500)}…"`);
    expect(failed(400, { envelope: refused({ message: "no code" }) }).details.codes).toEqual([]);
  });
});
