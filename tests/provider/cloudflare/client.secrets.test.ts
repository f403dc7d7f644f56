import type { Request } from "../../../provider/src/cloudflare/client";
import { apiToken, clientFor, errorOf, everythingIn, formsOf, request } from "../../support/apiClient";
import { answer, refusal, success, useLoopback, type Reply } from "../../support/loopback";

const loopback = useLoopback();

const credential = 'canary"credential\\with /+=& everything';
const canaries = [apiToken, credential];

/** A request that carries a secret in its body, as an update of credentials does. */
const secretRequest = (details: Partial<Request> = {}): Partial<Request> => ({
  method: "PUT",
  body: { auth_credentials: credential },
  secrets: [credential],
  ...details,
});

const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Gives back whatever it was sent, as some APIs do when they complain. */
const echo =
  (status: number, dress: (text: string) => string = (text) => text): Reply =>
  (response, received) => {
    const quote = dress(`${received.headers.authorization ?? ""} ${received.body} ${credential}`);
    const chain = [{ code: 2, message: quote }];
    answer(status, {
      success: false,
      errors: [{ code: 1, message: quote, path: [quote], error_chain: chain }],
      result: null,
    })(response, received);
  };

const failures: readonly (readonly [name: string, reply: Reply])[] = [
  ["a refusal", refusal(400, 7001, "no")],
  ["a refusal of the token", refusal(401, 10000, "Authentication error")],
  ["a server in trouble", answer(500, "<html>", { "content-type": "text/html" })],
  ["a rate limit", refusal(429, 971, "slow", { "retry-after": "999999" })],
  ["a redirect", answer(302, "", { location: "https://example.com/" })],
  ["a page", answer(200, "<html>", { "content-type": "text/html" })],
  ["half an answer", answer(200, '{"succ')],
  ["a connection that is reset", reset],
  ["an answer that quotes the request", echo(400)],
  ["an answer that quotes the request in JSON", echo(422, (text) => JSON.stringify(text))],
  ["an answer that quotes the request in base64", echo(403, (text) => Buffer.from(text).toString("base64"))],
  ["an answer that quotes the request in a URL", echo(500, encodeURIComponent)],
  ["an answer of HTTP 200 that quotes the request", echo(200)],
];

test.each(failures)(
  "an error after %s has nothing in it that is secret or belongs to the HTTP client",
  async (_name, reply) => {
    const { url, received } = await loopback.http(reply);
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, secretRequest())));

    // The canaries did travel, so it means something that they are not in the error.
    expect(received[0]?.headers.authorization).toBe(`Bearer ${apiToken}`);
    expect(received[0]?.body).toBe(JSON.stringify({ auth_credentials: credential }));

    const everything = everythingIn(error);
    for (const form of canaries.flatMap(formsOf)) {
      expect(everything).not.toContain(form);
    }
    // Short of a whole form: not even a good part of one.
    expect(everything).not.toMatch(/canary.?.?credential|canary-api/);
    expect(everything).not.toMatch(/axios|ClientRequest|IncomingMessage|Authorization|auth_credentials: /i);

    const keys = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === "object" && value !== null) {
        for (const key of Reflect.ownKeys(value)) {
          keys.add(String(key));
          collect(Reflect.get(value, key));
        }
      }
    };
    collect(error);
    for (const key of ["config", "request", "response", "headers", "cause", "code", "socket", "body"]) {
      expect([...keys]).not.toContain(key);
    }
  },
);

test("a secret that a long message would be cut in leaves no part of itself behind", async () => {
  for (let length = 455; length <= 500; length += 5) {
    const { url } = await loopback.http(refusal(400, 7001, `${".".repeat(length)}${apiToken} and more`));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(everythingIn(error)).not.toContain("canary");
  }
});

test("a value that is no secret is told as Cloudflare says it", async () => {
  const { url } = await loopback.http(refusal(400, 7001, "token-like-but-harmless-0123456789"));
  const { client, clock } = clientFor(url);
  expect((await errorOf(client.send(request(clock)))).message).toContain("token-like-but-harmless-0123456789");
});

test("what a wait tells has no secret in it", async () => {
  const { url } = await loopback.http(
    refusal(429, 971, `slow down, ${credential}`, { "retry-after": "60" }),
    success({ id: "docs" }),
  );
  const { client, clock } = clientFor(url);
  const told: string[] = [];
  await client.send(request(clock, secretRequest({ onWait: (_milliseconds, reason) => told.push(reason) })));
  expect(told).toEqual(['Cloudflare says "slow down, [secret]" [971] (HTTP 429).']);
});
