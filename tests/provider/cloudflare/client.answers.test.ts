import { gzipSync } from "node:zlib";
import type { WireSyncResult } from "../../../provider/src/cloudflare/wire";
import { Servers } from "../../../provider/src/cloudflare/servers";
import { largestAnswer } from "../../../provider/src/cloudflare/readable";
import { apiToken, clientFor, errorOf, everythingIn, request } from "../../support/apiClient";
import { answer, refusal, success, useLoopback, type Reply } from "../../support/loopback";

const loopback = useLoopback();
const server = { id: "docs", name: "Docs" };

describe("what is sent", () => {
  test("is the method, path, query, JSON body, token and what is accepted", async () => {
    const { url, received } = await loopback.http(success(server));
    const { client, clock } = clientFor(`${url}/client/v4`);
    await client.send(
      request(clock, {
        method: "PUT",
        path: "/servers/docs",
        query: { page: 2, search: "a b&c" },
        body: { name: "Döcs" },
      }),
    );
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "PUT", url: "/client/v4/servers/docs?page=2&search=a+b%26c" });
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({ name: "Döcs" });
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${apiToken}`,
      accept: "application/json",
      "content-type": "application/json",
    });
  });

  test("is asked for once more just before anything is written, and not before a read", async () => {
    const { url } = await loopback.http(success(server));
    const { client, clock } = clientFor(url);
    const asked: string[] = [];
    for (const method of ["GET", "POST", "PUT", "DELETE"] as const) {
      const beforeWrite = (): Promise<void> => {
        asked.push(method);
        return Promise.resolve();
      };
      await client.send(request(clock, { method, beforeWrite }));
    }
    expect(asked).toEqual(["POST", "PUT", "DELETE"]);
  });

  test("has no body and no content type when there is nothing to say", async () => {
    const { url, received } = await loopback.http(success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock, { method: "DELETE" }));
    expect(received[0]?.body).toBe("");
    expect(received[0]?.headers).not.toHaveProperty("content-type");
  });
});

describe("an answer", () => {
  test("is its result and when Cloudflare gave it", async () => {
    const { url } = await loopback.http(
      answer(200, { success: true, result: server }, { date: "Thu, 15 Jan 2026 12:00:07 GMT" }),
    );
    const { client, clock } = clientFor(url);
    expect(await client.send(request(clock))).toMatchObject({ result: server, date: Date.UTC(2026, 0, 15, 12, 0, 7) });
  });

  test("has no time when the header is none", async () => {
    const { url } = await loopback.http(answer(200, { success: true, result: server }, { date: "today" }));
    const { client, clock } = clientFor(url);
    expect((await client.send(request(clock))).date).toBeUndefined();
  });

  test.each(["text/plain", "text/html", "application/octet-stream"])(
    "is judged by its body, not by the type %s",
    async (type) => {
      const { url } = await loopback.http(answer(200, { success: true, result: server }, { "content-type": type }));
      const { client, clock } = clientFor(url);
      expect((await client.send(request(clock))).result).toEqual(server);
    },
  );

  test("that is compressed is unpacked", async () => {
    const packed: Reply = (response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync(JSON.stringify({ success: true, result: server })));
    };
    const { url } = await loopback.http(packed);
    const { client, clock } = clientFor(url);
    expect((await client.send(request(clock))).result).toEqual(server);
  });

  test("of HTTP 200 with success false is an error with Cloudflare's words", async () => {
    const { url, received } = await loopback.http(refusal(200, 4711, "not today"));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(error.message).toBe('Could not read MCP server "docs": Cloudflare says "not today" [4711] (HTTP 200).');
    expect(received).toHaveLength(1);
  });

  test.each([
    [200, true],
    [299, true],
    [300, false],
    [400, false],
  ])("of HTTP %d is a success: %p", async (status, isSuccess) => {
    const { url } = await loopback.http(answer(status, { success: true, result: server }));
    const { client, clock } = clientFor(url);
    const outcome = await client.send(request(clock, { method: "POST" })).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(isSuccess);
  });

  test("that nests without end or has too large a number is refused, and not asked for again", async () => {
    for (const [body, words] of [
      [`{"success":true,"result":${"[".repeat(600)}${"]".repeat(600)}}`, "it is nested more than 500 levels deep"],
      ['{"success":true,"result":{"id":1e400}}', "it has a number that is too large"],
    ] as const) {
      const { url, received } = await loopback.http((response) => void response.end(body));
      const { client, clock } = clientFor(url);
      expect((await errorOf(client.send(request(clock)))).message).toContain(words);
      expect(received).toHaveLength(1);
    }
  });

  test("with a flaw is refused by it", async () => {
    const { url, received } = await loopback.http(success(server));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { flaw: () => "it is about something else" })));
    expect(error.details).toMatchObject({ kind: "broken", maybeCommitted: true });
    expect(error.message).toContain("it is about something else");
    expect(received).toHaveLength(1);
    expect((await client.send(request(clock, { flaw: () => undefined }))).result).toEqual(server);
  });

  test("of HTTP 500 with success true is no success", async () => {
    const { url } = await loopback.http(answer(500, { success: true, result: server }));
    const { client, clock } = clientFor(url);
    expect((await errorOf(client.send(request(clock)))).kind).toBe("server");
  });

  test.each([{ success: true }, { success: true, result: null }])(
    "of success without a result (%p) is broken",
    async (body) => {
      const { url, received } = await loopback.http(answer(200, body));
      const { client, clock } = clientFor(url);
      expect((await errorOf(client.send(request(clock)))).kind).toBe("broken");
      expect(received).toHaveLength(5);
    },
  );

  test("with errors in a form that nobody expects is still an error, with the words that can be read", async () => {
    const errors = [
      null,
      "text",
      { code: "7002", message: { deep: true } },
      { code: 1001, path: "name", message: "path is a text" },
      { code: 1002, path: null, message: "no path", error_chain: { code: 1 } },
      { code: 1003 },
      { message: "chain", error_chain: [null, { message: 5 }, { message: "inner" }] },
    ];
    const { url } = await loopback.http(answer(400, { success: false, errors }));
    const { client, clock } = clientFor(url);
    expect((await errorOf(client.send(request(clock)))).details.reason).toBe(
      'Cloudflare says "path is a text" [1001]; "no path" [1002]; "no message" [1003]; "chain" ("inner") (HTTP 400).',
    );
  });

  test.each([{ errors: "trouble" }, { errors: { code: 1 } }, { errors: null }, {}])(
    "with %p for errors is an error without a reason",
    async (rest) => {
      const { url } = await loopback.http(answer(400, { success: false, ...rest }));
      const { client, clock } = clientFor(url);
      expect((await errorOf(client.send(request(clock)))).details.reason).toBe(
        "Cloudflare answered HTTP 400 without a reason.",
      );
    },
  );
});

describe("an answer that is none", () => {
  const notJson = "a body that is not the JSON of Cloudflare's API";
  const rows: readonly (readonly [name: string, reply: Reply, words: string])[] = [
    ["an empty one", answer(200, ""), "HTTP 200 with an empty body."],
    ["no content", answer(204, ""), "HTTP 204 with an empty body."],
    ["truncated JSON", answer(200, '{"success":true,"result":{"id":"do'), `HTTP 200 with ${notJson}.`],
    ["JSON without an envelope", answer(200, { id: "docs" }), `HTTP 200 with ${notJson}.`],
    ["JSON that is a list", answer(200, []), `HTTP 200 with ${notJson}.`],
    ["JSON null", answer(200, "null"), `HTTP 200 with ${notJson}.`],
    [
      "an envelope whose success is a text",
      answer(200, { success: "true", result: server }),
      `HTTP 200 with ${notJson}.`,
    ],
  ];

  test.each(rows)("such as %s, is asked for again by a GET", async (_name, reply) => {
    const { url, received } = await loopback.http(reply, success(server));
    const { client, clock } = clientFor(url);
    expect((await client.send(request(clock))).result).toEqual(server);
    expect(received).toHaveLength(2);
    expect(clock.waits).toEqual([500]);
  });

  test.each(rows)("such as %s, leaves open whether a POST was carried out", async (_name, reply, words) => {
    const { url, received } = await loopback.http(reply);
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST", body: {}, attempted: "create it" })));
    expect(error.message).toBe(`Could not create it: ${words}`);
    expect(error.details).toMatchObject({ kind: "broken", maybeCommitted: true });
    expect(received).toHaveLength(1);
  });

  test("but a page points at the base URL, shows no HTML and is not asked for again", async () => {
    const page = "<!doctype html><html><body>Please log in to the guest network</body></html>";
    const { url, received } = await loopback.http(answer(200, page, { "content-type": "text/html; charset=utf-8" }));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(error.kind).toBe("notCloudflare");
    expect(error.message).toMatch(/HTTP 200 with an HTML page\..*Check cloudflare:baseUrl or CLOUDFLARE_BASE_URL/);
    expect(everythingIn(error)).not.toMatch(/guest network|<html|doctype/);
    expect(received).toHaveLength(1);
  });

  const damaged: Reply = (response) => {
    response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
    response.end("this is not gzip");
  };

  test("because it cannot be unpacked is asked for again by a GET", async () => {
    const { url, received } = await loopback.http(damaged, success(server));
    const { client, clock } = clientFor(url);
    expect((await client.send(request(clock))).result).toEqual(server);
    expect(received).toHaveLength(2);
  });

  test("because it cannot be unpacked leaves open whether a POST was carried out", async () => {
    const { url, received } = await loopback.http(damaged);
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST", attempted: "create it" })));
    expect(error.message).toMatch(
      /^Could not create it: a damaged answer, or one that ends too early, from 127\.0\.0\.1:\d+\.$/,
    );
    expect(error.details.maybeCommitted).toBe(true);
    expect(received).toHaveLength(1);
  });

  test("that is too large is refused, with an error of its own, and not asked for again", async () => {
    const huge: Reply = (response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync(Buffer.alloc(largestAnswer.object + 1, " "), { level: 1 }));
    };
    const { url, received } = await loopback.http(huge);
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(error.details).toMatchObject({ kind: "tooLarge", retryable: false, maybeCommitted: true });
    expect(error.message).toMatch(
      /refused to read an answer larger than any of Cloudflare's API, from 127\.0\.0\.1:\d+\. Check/,
    );
    expect(received).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "(HTTP %p) is refused, and nobody else is asked or gets the token",
    async (status) => {
      const elsewhere = await loopback.http(success(server));
      const { url, received } = await loopback.http(answer(status, "", { location: `${elsewhere.url}/servers/docs` }));
      const { client, clock } = clientFor(url);
      const error = await errorOf(client.send(request(clock)));
      expect(error.kind).toBe("notCloudflare");
      expect(error.message).toContain("The client follows no redirects");
      expect(received).toHaveLength(1);
      expect(elsewhere.received).toEqual([]);
    },
  );
});

describe("a connection", () => {
  test.each(["GET", "PUT", "DELETE"] as const)("that is reset before the answer repeats a %s", async (method) => {
    const reset: Reply = (response) => {
      response.socket?.resetAndDestroy();
    };
    const { url, received } = await loopback.http(reset, success(server));
    const { client, clock } = clientFor(url);
    await client.send(request(clock, { method }));
    expect(received).toHaveLength(2);
    expect(clock.waits).toEqual([500]);
  });

  test("that is reset before the answer leaves open whether a POST was carried out, and never repeats it", async () => {
    const { url, connections } = await loopback.tcp((socket) => socket.resetAndDestroy());
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST", body: { id: "docs" } })));
    expect(error.details).toMatchObject({ kind: "connection", maybeCommitted: true });
    expect(error.message).toMatch(/no answer from 127\.0\.0\.1:\d+ \(ECONNRESET\)/);
    expect(connections()).toBe(1);
    expect(clock.waits).toEqual([]);
  });

  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

  test("that is cut in the middle of the headers is no answer", async () => {
    const { url, connections } = await loopback.tcp((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Ty"));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST" })));
    expect(error.details).toMatchObject({ kind: "connection", maybeCommitted: true });
    expect(connections()).toBe(1);
  });

  test.each([
    ["closed", true],
    ["reset", false],
  ])("that is %s in the middle of the body is a damaged answer", async (_name, orderly) => {
    const { url, connections } = await loopback.tcp((socket) => {
      socket.write(`${head}{"success":true,`, () => (orderly ? socket.end() : socket.resetAndDestroy()));
    });
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock, { method: "POST" })));
    expect(error.details.maybeCommitted).toBe(true);
    expect(["broken", "connection"]).toContain(error.kind);
    expect(connections()).toBe(1);
  });

  test("that is cut in the middle of the body repeats a GET as often as any failure", async () => {
    const { url, connections } = await loopback.tcp((socket) => socket.end(`${head}{"success":true,`));
    const { client, clock } = clientFor(url);
    const error = await errorOf(client.send(request(clock)));
    expect(error.kind).toBe("broken");
    expect(connections()).toBe(5);
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000]);
  });

  test.each(["GET", "POST"] as const)(
    "that is refused repeats a %s, which was never sent, until somebody listens",
    async (method) => {
      const port = await loopback.closedPort();
      const { client, clock } = clientFor(`http://127.0.0.1:${port}`);
      const { received } = startedDuringTheWait();
      await client.send(request(clock, { method, body: { id: "docs" } }));
      expect(clock.waits).toEqual([500, 1_000]);
      expect(received().map(({ body }) => body)).toEqual(['{"id":"docs"}']);

      function startedDuringTheWait() {
        let late: Awaited<ReturnType<typeof loopback.httpOn>> | undefined;
        const wait = clock.wait.bind(clock);
        clock.wait = async (milliseconds) => {
          await wait(milliseconds);
          if (clock.waits.length === 2) {
            late = await loopback.httpOn(port, success(server));
          }
        };
        return { received: () => late?.received ?? [] };
      }
    },
  );

  test("that stays refused ends after five attempts and names the host", async () => {
    const port = await loopback.closedPort();
    const { client, clock } = clientFor(`http://127.0.0.1:${port}`);
    const error = await errorOf(client.send(request(clock, { method: "POST" })));
    expect(error.message).toContain(`no answer from 127.0.0.1:${port} (ECONNREFUSED).`);
    expect(error.details.maybeCommitted).toBe(false);
    expect(clock.waits).toHaveLength(4);
  });
});

describe("a server that takes its time", () => {
  /** Real time, since it is the connection that has to end. The fake clock says at the first byte that it is over. */
  const patience = 150;
  const rows: readonly (readonly [name: string, reply: Reply])[] = [
    ["never answers", () => undefined],
    [
      "sends headers and no body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.flushHeaders();
      },
    ],
    [
      "trickles for ever",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 5);
        response.on("close", () => {
          clearInterval(timer);
        });
      },
    ],
  ];

  test.each(rows)("and %s is given up at the deadline", async (_name, reply) => {
    const { clock, client, received } = await slow(reply);
    const started = performance.now();
    const error = await errorOf(client.send(request(clock, { deadline: clock.now() + patience })));
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(error.message).toMatch(/no answer from 127\.0\.0\.1:\d+ \(ETIMEDOUT\)/);
    expect(error.details.maybeCommitted).toBe(true);
    expect(received).toHaveLength(1);
  });

  async function slow(reply: Reply) {
    const target = await loopback.http((response, received) => {
      reply(response, received);
      clock.advance(patience);
    });
    const { client, clock } = clientFor(target.url);
    return { client, clock, received: target.received };
  }
});

describe("the operations on servers", () => {
  const serversAt = async (...replies: readonly Reply[]) => {
    const { url, received } = await loopback.http(...replies);
    const { client, clock } = clientFor(url);
    return {
      servers: new Servers({ client, accountId: "acc/1", context: { deadline: clock.now() + 60_000 } }),
      received,
      clock,
    };
  };
  const base = "/accounts/acc%2F1/access/ai-controls/mcp/servers";

  test("encode ids, so that none of them can name another path", async () => {
    const whole = { ...server, hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" };
    const { servers, received } = await serversAt(
      success({ ...whole, id: "a/../b?c" }),
      success({ ...whole, id: "a b" }),
      success(whole),
    );
    await servers.get("a/../b?c");
    await servers.update("a b", { name: "x" });
    await servers.remove("ä");
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${base}/a%2F..%2Fb%3Fc`,
      `PUT ${base}/a%20b`,
      `DELETE ${base}/%C3%A4`,
    ]);
  });

  test.each(["", ".", ".."])("refuse %p for an id, which would be another path", async (id) => {
    const { servers, received } = await serversAt(success(server));
    await expect(servers.get(id)).rejects.toThrow(`"${id}" is not an id.`);
    await expect(servers.remove(id)).rejects.toThrow(`"${id}" is not an id.`);
    expect(received).toEqual([]);
  });

  test("read nothing only where Cloudflare says that there is nothing", async () => {
    const { servers } = await serversAt(refusal(404, 7002, "Not Found"), refusal(404, 7003, "Could not route"));
    expect(await servers.get("docs")).toBeUndefined();
    expect((await errorOf(servers.get("docs"))).kind).toBe("noRoute");
  });

  test("delete what is gone already, and succeed without a result", async () => {
    const { servers, received } = await serversAt(
      refusal(404, 7002, "Not Found"),
      answer(200, { success: true, result: null }),
    );
    await servers.remove("docs");
    await servers.remove("docs");
    expect(received).toHaveLength(2);
  });

  test("delete again when the answer got lost, and take the 404 then for success", async () => {
    const reset: Reply = (response) => {
      response.socket?.resetAndDestroy();
    };
    const { servers, received } = await serversAt(reset, refusal(404, 7002, "Not Found"));
    await servers.remove("docs");
    expect(received.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
  });

  test("take a failed sync for the answer that it is: HTTP 200 with success false and a result", async () => {
    const failed: WireSyncResult = { status: "error", error: "refused", error_details: { is_upstream: true } };
    const { servers, received } = await serversAt(answer(200, { success: false, errors: [], result: failed }));
    expect(await servers.sync("docs")).toMatchObject(failed);
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([`POST ${base}/docs/sync`]);
  });

  test("take a sync without a status for an error", async () => {
    const { servers } = await serversAt(
      answer(200, { success: false, errors: [{ code: 4711, message: "odd" }], result: {} }),
    );
    expect((await errorOf(servers.sync("docs"))).message).toBe(
      'Could not sync MCP server "docs": Cloudflare says "odd" [4711] (HTTP 200).',
    );
  });

  test("sync again when an answer got lost, because a second sync harms nobody", async () => {
    const { servers, received } = await serversAt(answer(502), success({ status: "ready" }));
    expect(await servers.sync("docs")).toMatchObject({ status: "ready" });
    expect(received).toHaveLength(2);
  });
});
