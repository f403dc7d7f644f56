import { startEmulator, type Fault } from "../../emulator/src";
import { call, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";
import { until } from "../support/processes";

const emulator = useEmulator();
const rename = (name: string) => call(emulator(), "PUT", "/servers/docs", { name });
const storedName = () => emulator().server("docs")?.name;
const lastStatus = () => emulator().requests().at(-1)?.status;

beforeEach(() => {
  emulator().seedServer({ id: "docs", name: "Docs" });
});

/** Calls without reading JSON, because a fault may answer with anything. */
const rawPut = (body: unknown = { name: "Other" }) =>
  fetch(`${emulator().baseUrl}/accounts/${emulator().accountId}/access/ai-controls/mcp/servers/docs`, {
    method: "PUT",
    headers: { authorization: `Bearer ${emulator().apiToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("what a fault does", () => {
  test("answer: replies in place of the API, which does nothing", async () => {
    emulator().addFault({ action: "answer", status: 503, headers: { "retry-after": "7" }, body: { success: false } });
    const { status, headers, body } = await rename("Other");
    expect([status, headers.get("retry-after"), body]).toEqual([503, "7", { success: false }]);
    expect(storedName()).toBe("Docs");
    expect(lastStatus()).toBe(503);
  });

  test("answer: sends a text as it is, with its content type", async () => {
    emulator().addFault({ action: "answer", status: 200, body: "so-so", contentType: "text/plain" });
    const response = await rawPut();
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(await response.text()).toBe("so-so");
  });

  test("html: replies with the page of a proxy", async () => {
    emulator().addFault({ action: "html", status: 530 });
    const response = await rawPut();
    expect([response.status, response.headers.get("content-type")]).toEqual([530, "text/html"]);
    expect(await response.text()).toContain("<html>");
    expect(storedName()).toBe("Docs");
  });

  test("cutBeforeCommit: closes the connection, and nothing was done", async () => {
    emulator().addFault({ action: "cutBeforeCommit" });
    await expect(rawPut()).rejects.toThrow("fetch failed");
    expect(storedName()).toBe("Docs");
    expect(lastStatus()).toBeNull();
  });

  test("cutAfterCommit: closes the connection after it was done", async () => {
    emulator().addFault({ action: "cutAfterCommit" });
    await expect(rawPut()).rejects.toThrow("fetch failed");
    expect(storedName()).toBe("Other");
    expect(lastStatus()).toBeNull();
  });

  test.each([
    ["holdBeforeCommit", "Docs"],
    ["holdAfterCommit", "Other"],
  ] as const)("%s: never answers, and the name is then %s", async (action, name) => {
    emulator().addFault({ action });
    const unanswered = rawPut();
    await until("the call is held", () => emulator().requests().at(-1)?.isHeld === true);
    expect([storedName(), lastStatus()]).toEqual([name, null]);
    await emulator().close();
    await expect(unanswered).rejects.toThrow("fetch failed");
  });

  test("onHeld: says that a call is held, once what it asks for is done or not", async () => {
    const names: (string | undefined)[] = [];
    const held = await startEmulator({ onHeld: () => names.push(held.server("docs")?.name) });
    closeLater(held);
    held.seedServer({ id: "docs", name: "Docs" });
    for (const action of ["holdBeforeCommit", "holdAfterCommit"] as const) {
      held.addFault({ action });
      const caller = new AbortController();
      const unanswered = fetch(`${held.baseUrl}/accounts/${held.accountId}/access/ai-controls/mcp/servers/docs`, {
        method: "PUT",
        headers: { authorization: `Bearer ${held.apiToken}`, "content-type": "application/json" },
        body: JSON.stringify({ name: "Other" }),
        signal: caller.signal,
      });
      await until("the call is held", () => held.requests().at(-1)?.isHeld === true);
      caller.abort();
      await expect(unanswered).rejects.toThrow("aborted");
      held.clearRequests();
    }
    expect(names).toEqual(["Docs", "Other"]);
  });

  test("exceedRateLimit: refuses this call and all others for five minutes, as one call too many does", async () => {
    let now = Date.UTC(2026, 0, 15);
    const limited = await startEmulator({ now: () => now });
    closeLater(limited);
    limited.addFault({ action: "exceedRateLimit" });
    const read = () => call(limited, "GET", "/servers");
    const { status, headers } = await read();
    expect([status, headers.get("retry-after"), headers.get("date")]).toEqual([
      429,
      "300",
      "Thu, 15 Jan 2026 00:00:00 GMT",
    ]);
    now += 299_000;
    expect((await read()).status).toBe(429);
    now += 1_000;
    expect((await read()).status).toBe(200);
  });

  test("truncate: closes the connection in the middle of the answer, after it was done", async () => {
    emulator().addFault({ action: "truncate" });
    const response = await rawPut();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(storedName()).toBe("Other");
  });

  test("delay: waits, then goes on", async () => {
    emulator().addFault({ action: "delay", milliseconds: 50 });
    const before = performance.now();
    expect((await rename("Other")).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(49);
  });

  test("delay: ends when the emulator closes", async () => {
    const other = closeLater(await startEmulator());
    other.addFault({ action: "delay", milliseconds: 600_000 });
    const call = fetch(`${other.baseUrl}/accounts`);
    call.catch(() => undefined); // Handled below, after the emulator has closed.
    while (other.requests().length === 0) {
      await new Promise(setImmediate);
    }
    await other.close();
    await expect(call)
      .resolves.toBeDefined()
      .catch(() => undefined);
  });

  test.each([
    ["plain", "to/k=n"],
    ["base64", "dG8vaz1u"],
    ["url", "to%2Fk%3Dn"],
  ] as const)("echoCredential: repeats what was sent, %s", async (encoding, echoed) => {
    emulator().addFault({ action: "echoCredential", encoding });
    const response = await rawPut({ auth_credentials: "to/k=n" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(echoed);
  });

  test("echoCredential: repeats the API token when the body has no credential", async () => {
    emulator().addFault({ action: "echoCredential" });
    expect(await (await rawPut()).text()).toContain(emulator().apiToken);
  });
});

describe("which calls a fault hits", () => {
  const statuses = async (count: number) => {
    const all: number[] = [];
    for (let index = 0; index < count; index += 1) {
      all.push((await rename(`Name ${index}`)).status);
    }
    return all;
  };
  const failure = { action: "answer", status: 500 } as const;

  test("the next one only, when nothing is said", async () => {
    emulator().addFault(failure);
    expect(await statuses(2)).toEqual([500, 200]);
  });

  test("as many as asked for, from the one asked for", async () => {
    emulator().addFault({ ...failure, occurrence: 2, times: 2 });
    expect(await statuses(4)).toEqual([200, 500, 500, 200]);
  });

  test("always, when asked to, until it is cleared", async () => {
    emulator().addFault({ ...failure, times: "always" });
    expect(await statuses(3)).toEqual([500, 500, 500]);
    emulator().clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });

  test("those of its method and path", async () => {
    emulator().addFault({ ...failure, method: "GET", times: "always" });
    emulator().addFault({ ...failure, path: "/servers/*/sync", times: "always" });
    emulator().addFault({ ...failure, path: "/servers", times: "always" });
    expect(await statuses(1)).toEqual([200]);
    expect((await call(emulator(), "GET", "/servers/docs")).status).toBe(500);
    expect((await call(emulator(), "POST", "/servers/docs/sync")).status).toBe(500);
    expect((await call(emulator(), "POST", "/servers", {})).status).toBe(500);
  });

  test("are counted", async () => {
    emulator().addFault({ ...failure, occurrence: 2 });
    await statuses(1);
    expect(emulator().faults()).toEqual([{ fault: { ...failure, occurrence: 2 }, matched: 1 }]);
  });
});

test.each([
  null,
  "html",
  { action: "explode" },
  { action: "answer" },
  { action: "answer", status: 99_999 },
  { action: "answer", status: 199 },
  { action: "answer", status: "500" },
  { action: "answer", status: 500, headers: { "a b": "c" } },
  { action: "answer", status: 500, headers: { "x-number": 1 } },
  { action: "delay" },
  { action: "delay", milliseconds: 1e12 },
  { action: "echoCredential", encoding: "rot13" },
  { action: "html", path: 5 },
  { action: "html", method: 5 },
  { action: "html", occurrence: 0 },
  { action: "html", times: 0 },
  { action: "html", times: "2" },
  { action: "html", occurence: 2 },
  { action: "truncate", status: 500 },
])("the fault %j is refused, because it would do nothing, or something else", (fault) => {
  expect(() => {
    emulator().addFault(fault as unknown as Fault);
  }).toThrow(/fault action/);
  expect(emulator().faults()).toEqual([]);
});

test("what is wrong with a fault is named", () => {
  expect(() => {
    emulator().addFault({ action: "html", occurence: 2 } as unknown as Fault);
  }).toThrow('The fault action "html" cannot be so: fault must NOT have additional properties.');
});
