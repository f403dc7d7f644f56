import fc from "fast-check";
import { CloudflareError } from "../../../provider/src/cloudflare/errors";
import { attemptLimit, type Method } from "../../../provider/src/cloudflare/retry";
import { clientFor, errorOf, request } from "../../support/apiClient";
import { FakeClock } from "../../support/fakeClock";
import { answer, refusal, success, useLoopback, type Reply } from "../../support/loopback";

const loopback = useLoopback();
const server = { id: "docs" };
const methods: readonly Method[] = ["GET", "PUT", "DELETE", "POST"];

describe("a temporary failure", () => {
  test.each([408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530])(
    "HTTP %p is over after some attempts, with the usual delays between them",
    async (status) => {
      const page = answer(status, "<html>trouble</html>", { "content-type": "text/html" });
      const { url, received } = await loopback.http(page, page, page, success(server));
      const { client, clock } = clientFor(url);
      const { result } = await client.send(request(clock));
      expect(result).toEqual(server);
      expect(received.map(({ method, url: path }) => `${method} ${path}`)).toEqual(Array(4).fill("GET /servers/docs"));
      expect(clock.waits).toEqual([500, 1_000, 2_000]);
    },
  );

  test.each(["GET", "PUT", "DELETE"] as const)("ends a %s that keeps failing after five attempts", async (method) => {
    const { url, received } = await loopback.http(refusal(500, 1234, "internal"));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method })));
    expect(error.message).toBe('Could not read MCP server "docs": Cloudflare says "internal" [1234] (HTTP 500).');
    expect(received).toHaveLength(5);
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000]);
  });

  test("is waited for a little less by chance", async () => {
    const { url } = await loopback.http(answer(500), answer(500), success(server));
    const { client, clock } = clientFor(url, new FakeClock(1));
    await client.send(request(clock));
    expect(clock.waits).toEqual([375, 750]);
  });

  test("sends the same body again", async () => {
    const { url, received } = await loopback.http(answer(503), success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock, { method: "PUT", body: { name: "Docs" } }));
    expect(received.map(({ body }) => body)).toEqual(['{"name":"Docs"}', '{"name":"Docs"}']);
  });

  test.each([500, 502, 503, 504, 520, 530])("HTTP %p never repeats a POST", async (status) => {
    const { url, received } = await loopback.http(answer(status));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST", body: {} })));
    expect(error.details).toMatchObject({ kind: "server", maybeCommitted: true });
    expect(received).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  test("repeats a POST that says of itself that it may be repeated", async () => {
    const { url, received } = await loopback.http(answer(500), success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock, { method: "POST", repeatable: true }));
    expect(received).toHaveLength(2);
  });
});

describe("a refusal", () => {
  const cases = methods.flatMap((method) => [400, 401, 403, 404, 409, 422].map((status) => [method, status] as const));
  test.each(cases)("of a %s by HTTP %p is never tried again", async (method, status) => {
    const { url, received } = await loopback.http(refusal(status, 1234, "no"));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method, body: {} })));
    expect(error.message).toContain(`Cloudflare says "no" [1234] (HTTP ${status}).`);
    expect(error.details.maybeCommitted).toBe(false);
    expect(received).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  test.each([
    [10000, "Authentication error"],
    [1234, "not entitled"],
  ])("for want of permission (%d) says where the credentials are from", async (code, words) => {
    const { url } = await loopback.http(refusal(403, code, words));
    const { client, clock } = clientFor(url);
    const { message } = await errorOf(client.send(request(clock)));
    expect(message).toMatch(/The credentials are from CLOUDFLARE_API_TOKEN \(environment\)\.$/);
  });

  test.each([
    [403, 10000, "Authentication error"],
    [403, 9109, "Unauthorized to access requested resource"],
    [400, 7003, "Could not route to /accounts/x"],
  ])("names the account that was tried (%d, %d)", async (status, code, words) => {
    const { url } = await loopback.http(refusal(status, code, words));
    const { client, clock } = clientFor(url);
    const path = "/accounts/0123456789abcdef0123456789abcdef/access/ai-controls/mcp/servers";
    const { message } = await errorOf(client.send(request(clock, { path })));
    expect(message).toContain("The account is 0123456789abcdef0123456789abcdef.");
    expect((await errorOf(client.send(request(clock, { path: "/user" })))).message).not.toContain("The account is");
  });

  test("of saved credentials says how to use the current ones", async () => {
    const { url } = await loopback.http(refusal(401, 1000, "Invalid API Token"));
    const saved = { origin: "cloudflare:apiToken (stack config)", fromStack: true };
    const { client, clock } = clientFor(url, new FakeClock(), saved);
    const { message } = await errorOf(client.send(request(clock)));
    expect(message).toMatch(/The credentials are from cloudflare:apiToken \(stack config\)\..*Add `--run-program`/);
    const told = await errorOf(client.send(request(clock, { savedAdvice: () => "Do this." })));
    expect(told.message).toMatch(/\(stack config\)\. Do this\.$/);
    const untold = await errorOf(client.send(request(clock, { savedAdvice: () => undefined })));
    expect(untold.message).toMatch(/\(stack config\)\.$/);
  });
});

describe("a rate limit", () => {
  const limited = (headers: Record<string, string>): Reply => refusal(429, 971, "slow down", headers);
  const httpDate = (clock: FakeClock, seconds: number) => new Date(clock.now() + seconds * 1000).toUTCString();

  test.each([
    ["2", 2_000],
    ["0", 0],
    ["", 500],
    ["0x10", 500],
    ["-1", 500],
    ["later", 500],
    ["300", 300_000],
  ])("with Retry-After %p is waited for %p ms", async (header, expected) => {
    const { url, received } = await loopback.http(limited({ "retry-after": header }), success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    expect(clock.waits).toEqual([expected]);
    expect(received).toHaveLength(2);
  });

  test.each([
    [0, 0],
    [1, 0.1],
  ])(
    "is waited for as long as Cloudflare asks each time, and no longer but for a tenth by chance (%i)",
    async (chance, most) => {
      const asked = [2, 2, 2, 2, 2, 1, 30, 2].map((seconds) => seconds * 1000);
      const clock = new FakeClock(chance);
      const replies = asked.map((wait) => limited({ "retry-after": String(wait / 1000) }));
      const { url, received } = await loopback.http(...replies, success(server));
      const began = clock.now();
      await clientFor(url, clock).client.send(request(clock));
      const sum = asked.reduce((total, wait) => total + wait, 0);
      const jitter = asked.reduce((total, wait) => total + Math.min(wait * most, 1_000), 0);
      expect(received).toHaveLength(asked.length + 1);
      expect(clock.now() - began).toBe(sum + jitter);
    },
  );

  test("with a date as Retry-After is waited for until then", async () => {
    const clock = new FakeClock();
    const { url } = await loopback.http(limited({ "retry-after": httpDate(clock, 90) }), success(server));
    await clientFor(url, clock).client.send(request(clock));
    expect(clock.waits).toEqual([90_000]);
  });

  test("without a header but with Cloudflare's code is waited for as usual", async () => {
    const { url } = await loopback.http(
      refusal(400, 971, "throttled"),
      refusal(429, 971, "throttled"),
      success(server),
    );
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    expect(clock.waits).toEqual([500, 1_000]);
  });

  test.each(methods)("repeats a %s, which was not carried out", async (method) => {
    const { url, received } = await loopback.http(limited({ "retry-after": "1" }), success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock, { method, body: { id: "docs" } }));
    expect(received.map(({ body }) => body)).toEqual(['{"id":"docs"}', '{"id":"docs"}']);
  });

  test("that outlasts the operation fails at once, saying until when", async () => {
    const { url, received } = await loopback.http(limited({ "retry-after": "300" }));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { deadline: clock.now() + 60_000 })));
    expect(error.kind).toBe("throttled");
    expect(error.message).toMatch(
      /"slow down".*1,200 calls in 5 minutes.*Try again after 2026-01-15T12:05:00\.000Z\.$/,
    );
    expect(received).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });

  test.each(["99999999999999999999", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT"])(
    "with a Retry-After beyond all reason (%s) is an error like any other",
    async (header) => {
      const { url } = await loopback.http(limited({ "retry-after": header }));
      const { client, clock } = clientFor(url);
      expect((await errorOf(client.send(request(clock)))).message).toContain(
        "Try again after 2027-01-15T12:00:00.000Z.",
      );
    },
  );

  test("that lasts longer than five attempts is waited for while there is time", async () => {
    const seven = Array.from({ length: 7 }, () => limited({ "retry-after": "30" }));
    const { url, received } = await loopback.http(...seven, success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    expect(received).toHaveLength(8);
    expect(clock.waits).toEqual(Array(7).fill(30_000));
  });

  test("that says now for ever does not become a storm", async () => {
    const { url, received } = await loopback.http(limited({ "retry-after": "0" }));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(error.kind).toBe("throttled");
    expect(received.length).toBeLessThan(60);
    expect(clock.waits.slice(0, 6)).toEqual([0, 0, 0, 0, 8_000, 8_000]);
  });

  test("keeps other requests of the same token quiet as well", async () => {
    const { url, received } = await loopback.http(limited({ "retry-after": "100" }), success(server));
    const { client, clock } = clientFor(url);
    await errorOf(client.send(request(clock, { deadline: clock.now() + 1_000 })));
    await client.send(request(clock));
    expect(received).toHaveLength(2);
    expect(clock.waits).toEqual([100_000]);
  });

  test("that is nearly reached makes the next request wait", async () => {
    const spent = answer(200, { success: true, result: server }, { ratelimit: '"default";r=0;t=30' });
    const { url, received } = await loopback.http(spent, success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    expect(clock.waits).toEqual([]);
    await client.send(request(clock));
    expect(clock.waits).toEqual([30_000]);
    expect(received).toHaveLength(2);
  });

  test("that is far away makes nobody wait", async () => {
    const { url } = await loopback.http(
      answer(200, { success: true, result: server }, { ratelimit: '"default";r=1;t=30' }),
    );
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    await client.send(request(clock));
    expect(clock.waits).toEqual([]);
  });

  test("that would outlast the operation is left to Cloudflare to insist on", async () => {
    const spent = answer(200, { success: true, result: server }, { ratelimit: '"default";r=0;t=30' });
    const { url, received } = await loopback.http(spent, success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock));
    await client.send(request(clock, { deadline: clock.now() + 10_000 }));
    expect(clock.waits).toEqual([]);
    expect(received).toHaveLength(2);
  });
});

describe("waits", () => {
  test("of three seconds and more are told, with the reason", async () => {
    const { url } = await loopback.http(
      refusal(429, 971, "slow down", { "retry-after": "2" }),
      refusal(429, 971, `slow down, canary-api-token-0123456789`, { "retry-after": "300" }),
      success(server),
    );
    const { client, clock } = clientFor(url);
    const onWait = jest.fn();
    await client.send(request(clock, { onWait }));
    expect(onWait.mock.calls).toEqual([[300_000, 'Cloudflare says "slow down, [secret]" [971] (HTTP 429).']]);
  });
});

describe("the deadline", () => {
  test("ends the attempts when the next one would be too late", async () => {
    const { url, received } = await loopback.http(refusal(500, 1234, "internal"));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { deadline: clock.now() + 3_000 })));
    expect(error.kind).toBe("server");
    expect(clock.waits).toEqual([500, 1_000]);
    expect(received).toHaveLength(3);
  });

  test("counts the time that the attempts took", async () => {
    const clock = new FakeClock();
    const slow: Reply = (response, received) => {
      clock.advance(100_000);
      refusal(500, 1234, "internal")(response, received);
    };
    const { url, received } = await loopback.http(slow);
    await errorOf(clientFor(url, clock).client.send(request(clock, { deadline: clock.now() + 250_000 })));
    expect(received).toHaveLength(3);
  });

  test("that is over lets nothing be sent", async () => {
    const { url, received } = await loopback.http(success(server));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST", body: {}, deadline: clock.now() })));
    expect(error.message).toBe(
      'Could not read MCP server "docs": the time limit of this step passed before the request was sent.',
    );
    expect(error.details).toMatchObject({ maybeCommitted: false, retryable: false });
    expect(received).toEqual([]);
  });
});

describe("an answer that got lost", () => {
  test.each([
    ["a refusal", refusal(403, 10000, "no")],
    ["a rate limit that outlasts the operation", refusal(429, 971, "slow down", { "retry-after": "3600" })],
  ])("leaves open what was done, also when %s follows it", async (_name, last) => {
    const { url } = await loopback.http(refusal(503, 1234, "later"), last);
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "PUT", body: {} })));
    expect(error.details).toMatchObject({ maybeCommitted: true });
    const { url: direct } = await loopback.http(last);
    const refused = await errorOf(clientFor(direct).client.send(request(clock, { method: "PUT", body: {} })));
    expect(refused.details).toMatchObject({ maybeCommitted: false });
  });
});

describe("any sequence of faults", () => {
  const reset: Reply = (response) => {
    response.socket?.resetAndDestroy();
  };
  const faults: Readonly<Record<string, Reply>> = {
    reset,
    internal: refusal(500, 1234, "internal"),
    page: answer(522, "<html>", { "content-type": "text/html" }),
    limited: refusal(429, 971, "slow down", { "retry-after": "20" }),
    truncated: answer(200, '{"success":true,"resu'),
    empty: answer(204),
    refused: refusal(400, 7001, "no"),
    forbidden: refusal(403, 10000, "no"),
    unexpected: refusal(200, 4711, "no"),
  };
  /** What says that nothing was done; after anything else, a POST may have been carried out. */
  const harmless = ["limited"];

  test("ends with the answer or with a typed error, in time, within few requests, and never with two POSTs", async () => {
    const sequence = fc.array(fc.constantFrom(...Object.keys(faults)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sequence, fc.constantFrom(...methods), async (names, method) => {
        const replies = names.map((name) => faults[name] ?? reset);
        const { url, received } = await loopback.http(...replies, success(server));
        const { client, clock } = clientFor(url);
        const deadline = clock.now() + 120_000;
        const outcome = await client
          .send(request(clock, { method, body: {}, deadline }))
          .catch((error: unknown) => error);

        expect(clock.now()).toBeLessThanOrEqual(deadline);
        const limits = names.slice(0, received.length).filter((name) => name === "limited").length;
        expect(received.length).toBeLessThanOrEqual(attemptLimit + limits);
        if (outcome instanceof CloudflareError) {
          expect(received.length).toBeLessThanOrEqual(names.length);
        } else {
          expect(outcome).toMatchObject({ result: server });
          expect(received).toHaveLength(names.length + 1);
        }
        if (method === "POST") {
          expect(names.slice(0, received.length - 1).filter((name) => !harmless.includes(name))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
