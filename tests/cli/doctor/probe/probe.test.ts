import type { Evidence } from "../../../../provider/src/cli/doctor/evidence";
import { askAt } from "../../../../provider/src/cli/doctor/probe/ask";
import { probePortal } from "../../../../provider/src/cli/doctor/probe/probe";
import type { Audience, Check, Reach } from "../../../../provider/src/cli/doctor/report";
import { Secrets } from "../../../../provider/src/cli/secrets";
import type { Shell } from "../../../../provider/src/cli/shell";
import { systemClock } from "../../../../provider/src/cloudflare/clock";
import { answer, useLoopback, type Loopback, type Reply } from "../../../support/loopback";
import {
  byPath,
  challenge,
  clientId,
  clientSecret,
  host,
  listing,
  portal,
  streamed,
  summarizeRequests,
} from "./portalHost";

const loopback = useLoopback();
const apiToken = "canary-api-token-0815";
const unread = { known: false, because: "Not read." } as const;

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    accountId: "a",
    portal: { id: "team", name: "Team", hostname: host, servers: [] },
    servers: unread,
    zone: unread,
    records: unread,
    applications: unread,
    doors: unread,
    groups: unread,
    identityProviders: unread,
    serviceTokens: {
      known: true,
      value: { objects: [{ id: "token-1", name: "robot", client_id: clientId }], unread: [] },
    },
    organization: unread,
    reviews: undefined,
    now: 0,
    ...more,
  };
}

const robot: Audience = { answer: "yes", who: ['service token "robot"'], conditions: [] };
const nobody: Audience = { answer: "no", who: [], conditions: [] };

function row(serverId: string, machines: Audience): Reach {
  return { serverId, name: serverId, people: nobody, machines, tools: [], hidden: 0, lock: null };
}

const reach = [row("docs", robot), row("crm", robot), row("hr", nobody)];
const token = { CF_ACCESS_CLIENT_ID: clientId, CF_ACCESS_CLIENT_SECRET: clientSecret };

interface Probed {
  readonly checks: readonly Check[];
  readonly server: Loopback;
}

async function probe(reply: Reply, environment: NodeJS.ProcessEnv = {}, found: Evidence = evidence()): Promise<Probed> {
  const server = await loopback.http(reply);
  const shell: Shell = {
    environment: { CLOUDFLARE_API_TOKEN: apiToken, ...environment },
    folder: "/",
    out: { isTerminal: false, write: () => undefined },
    err: { isTerminal: false, write: () => undefined },
    clock: systemClock,
    secrets: new Secrets(),
    connect: () => Promise.reject(new Error("The API is not asked.")),
    onInterrupt: () => () => undefined,
  };
  const checks = await probePortal(shell, found, reach, () => askAt(new URL(server.url), systemClock));
  return { checks, server };
}

/** What each check has seen and found. */
function inShort(checks: readonly Check[]): string[] {
  return checks.flatMap(({ id, verdict, seen, findings }) => [
    `${id} ${verdict}: ${seen}`,
    ...findings.map((finding) => `${finding.id}: ${finding.message}`),
  ]);
}

const html = { "content-type": "text/html; charset=UTF-8" };
const initializeResult = { jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-06-18" } };
const login = "https://team.cloudflareaccess.com/cdn-cgi/access/login/mcp.example.com?kid=1&meta=secret-meta";

describe("what /mcp answers to a client without a login", () => {
  const answers: readonly [what: string, reply: Reply, found: string, words: RegExp][] = [
    ["522", answer(522, "error code: 522", html), "probe-leads-nowhere", /answers 522.*missing, wrong or not proxied/],
    ["530 with 1016", answer(530, "error code: 1016", html), "probe-leads-nowhere", /530 with error 1016/],
    ["530 alone", answer(530, "", html), "probe-leads-nowhere", /answers 530:/],
    ["526", answer(526, "<h1>Error</h1> <span>526</span>", html), "probe-leads-nowhere", /answers 526.*cannot connect/],
    ["1014", answer(403, "error code: 1014", html), "probe-record-new", /error 1014/],
    ["1014 as a page", answer(403, "<h1><span>Error</span>\n<span>1014</span></h1>", html), "probe-record-new", /1014/],
    ["1014 as JSON", answer(403, { error_code: 1014 }), "probe-record-new", /1014/],
    ["1043", answer(403, "error code: 1043", html), "probe-no-application", /knows no application/],
    [
      "a login without application",
      answer(200, "Unable to find your Access application!", html),
      "probe-no-application",
      /no application/,
    ],
    ["1010", answer(403, "error code: 1010", html), "probe-blocked", /blocks scripts/],
    ["403 alone", answer(403, "Forbidden", html), "probe-blocked", /answers 403 instead of asking for a login/],
    ["a login page", answer(302, "", { location: login }), "probe-login-page", /answers 302 with the login page/],
    [
      "a challenge of plain Access",
      answer(401, "", { "www-authenticate": "Cloudflare-Access resource_metadata=x" }),
      "probe-login-page",
      /login page/,
    ],
    [
      "another redirect",
      answer(301, "", { location: "https://www.example.com/x?key=secret-meta" }),
      "probe-elsewhere",
      /a redirect to www\.example\.com,/,
    ],
    [
      "a redirect without host",
      answer(302, "", { location: "/login" }),
      "probe-elsewhere",
      /a redirect to another path/,
    ],
    ["MCP without a login", answer(200, initializeResult), "probe-open", /without any login/],
    ["MCP without a login, streamed", streamed("x"), "probe-open", /without any login/],
    ["a page", answer(200, "<h1>Welcome</h1>", html), "probe-elsewhere", /answers 200 \(text\/html\)/],
    ["404", answer(404, "", html), "probe-elsewhere", /answers 404/],
    ["421", answer(421, "", html), "probe-elsewhere", /answers 421/],
    ["429", answer(429, ""), "probe-unclear", /answers 429.*nothing can be concluded/],
    ["503", answer(503, "<h1>Down</h1>", html), "probe-unclear", /answers 503/],
    ["401 without a challenge", answer(401, "no"), "probe-unclear", /answers 401/],
  ];
  test.each(answers)("%s", async (_what, reply, found, words) => {
    const { checks, server } = await probe(reply);
    expect(checks.map(({ id, findings }) => [id, findings.map((each) => each.id)])).toEqual([["probe", [found]]]);
    expect(checks[0]?.findings[0]?.message).toMatch(words);
    expect(JSON.stringify(checks)).not.toContain("secret-meta");
    expect(server.received).toHaveLength(1);
  });

  test("a portal that asks for a login is ok, and says where", async () => {
    const { checks, server } = await probe(portal());
    expect(inShort(checks)).toEqual(["probe ok: POST /mcp: 401, asks for a login; login at https://mcp.example.com"]);
    expect(summarizeRequests(server.received)).toEqual([
      "POST /mcp initialize",
      "GET /.well-known/oauth-protected-resource",
      "GET /.well-known/oauth-authorization-server",
    ]);
  });

  test("nobody is told a credential, and the tool gives its name", async () => {
    const { server } = await probe(portal());
    const headers = server.received.map((request) => request.headers);
    expect(headers.filter(({ authorization, cookie }) => authorization !== undefined || cookie !== undefined)).toEqual(
      [],
    );
    expect(JSON.stringify(server.received)).not.toContain(apiToken);
    expect(headers.map((each) => each["user-agent"])).toEqual(
      headers.map(() => expect.stringMatching(/^pulumi-cloudflare-mcp\/\d[\w.-]* \(doctor --probe\)$/) as unknown),
    );
  });

  test("an endless answer is read to a limit, and one that stops in the middle counts as far as it came", async () => {
    const endless: Reply = (response) => {
      response.writeHead(404, html);
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536))) {
          // Until nobody reads.
        }
      };
      response.on("drain", more);
      more();
    };
    const cut: Reply = (response) => {
      response.writeHead(530, { ...html, "content-length": "1000" });
      response.write("error code: 1016", () => response.destroy());
    };
    expect(inShort((await probe(endless)).checks)[1]).toMatch(/^probe-elsewhere/);
    expect(inShort((await probe(cut)).checks)[0]).toBe("probe problem: POST /mcp: 530, error 1016");
  });

  test("an open session is ended again, also where no login is asked for", async () => {
    const { server } = await probe(answer(200, initializeResult, { "mcp-session-id": "session-0" }));
    expect(summarizeRequests(server.received)).toEqual(["POST /mcp initialize", "DELETE /mcp"]);
    expect(server.received[1]?.headers["mcp-session-id"]).toBe("session-0");
  });
});

describe("where clients log in", () => {
  const doors = (oauth?: object): Evidence["doors"] => ({
    known: true,
    value: [{ id: "door", ...(oauth === undefined ? {} : { oauth_configuration: oauth }) }],
  });
  const managed = "https://team.cloudflareaccess.com";
  test.each([
    ["the portal's own server, without managed OAuth", `https://${host}`, doors(), []],
    ["the portal's own server, with managed OAuth off", `https://${host}`, doors({ enabled: false }), []],
    ["the portal's own server, though managed OAuth is on", `https://${host}`, doors({}), ["probe-other-login"]],
    ["Access, with managed OAuth", managed, doors({ enabled: true }), []],
    ["Access, though managed OAuth is off", managed, doors(), ["probe-other-login"]],
    ["Access, and no application could be read", managed, unread, []],
    ["another server", "https://idp.example.org", doors(), ["probe-other-login"]],
  ] as const)("%s", async (_what, issuer, found, expected) => {
    const { checks } = await probe(portal(undefined, issuer), {}, evidence({ doors: found }));
    expect(checks[0]?.findings.map(({ id }) => id)).toEqual(expected);
    expect(checks[0]?.seen).toContain(`login at ${issuer}`);
  });

  test("documents that clients cannot read are a warning", async () => {
    const { checks } = await probe(byPath({ "POST /mcp": answer(401, "", challenge) }));
    expect(inShort(checks)).toEqual([
      "probe warning: POST /mcp: 401, asks for a login; no login server named",
      "probe-without-metadata: mcp.example.com asks for a login, but /.well-known/oauth-protected-resource and /.well-known/oauth-authorization-server do not tell clients where.",
    ]);
  });

  test("the document is read where the challenge says, but at no other host", async () => {
    const announce = (url: string): Promise<Probed> =>
      probe(byPath({ "POST /mcp": answer(401, "", { "www-authenticate": `Bearer resource_metadata="${url}"` }) }));
    const own = await announce(`https://${host}/.well-known/cloudflare-access-protected-resource/mcp`);
    const foreign = await announce("https://evil.example.org/elsewhere");
    const paths = [own, foreign].map(({ server }) => server.received[1]?.url);
    expect(paths).toEqual([
      "/.well-known/cloudflare-access-protected-resource/mcp",
      "/.well-known/oauth-protected-resource",
    ]);
  });
});

describe("with a service token in the environment", () => {
  test("its servers are listed, compared with the policies, and the session is ended", async () => {
    const { checks, server } = await probe(portal(), token);
    expect(inShort(checks)[1]).toBe('probe-machine ok: service token "robot": 2 of 3 servers listed');
    expect(summarizeRequests(server.received).slice(3)).toEqual([
      "POST /mcp initialize",
      "POST /mcp notifications/initialized",
      "POST /mcp tools/call",
      "DELETE /mcp",
    ]);
    expect(server.received.slice(4).map(({ headers }) => headers["mcp-session-id"])).toEqual(
      Array.from({ length: 3 }, () => "session-1"),
    );
  });

  test.each([
    ["JSON", listing(JSON.stringify({ servers: [{ id: "docs", name: "Docs" }] }))],
    ["a list in JSON", listing(JSON.stringify([{ server_id: "docs" }]))],
    ["an open stream", streamed("Servers:\n- Docs (docs): enabled")],
  ])("a list as %s shows what it lacks", async (_form, list) => {
    const { checks } = await probe(portal(list), token);
    expect(inShort(checks).slice(1)).toEqual([
      'probe-machine warning: service token "robot": 1 of 3 servers listed',
      'machine-misses: The policies allow service token "robot" to reach crm, but the portal does not list them for it.',
    ]);
  });

  test("a portal that shows nothing lacks everything", async () => {
    const { checks } = await probe(
      portal(listing("No allowed servers available, check your Zero Trust Policies")),
      token,
    );
    expect(inShort(checks)[2]).toContain("to reach docs, crm, but the portal does not list");
  });

  test("a server that no policy gives it is told", async () => {
    const list = listing("- Docs (docs): enabled\n- CRM (crm): disabled\n- People (hr): enabled");
    expect(inShort((await probe(portal(list), token)).checks).slice(1)).toEqual([
      'probe-machine warning: service token "robot": 3 of 3 servers listed',
      'machine-sees-more: The portal lists hr for service token "robot", although no policy allows it.',
    ]);
  });

  test.each([
    ["an error", answer(200, { jsonrpc: "2.0", id: 2, error: { code: -32601, message: "no such tool" } })],
    ["a failed tool", answer(200, { jsonrpc: "2.0", id: 2, result: { isError: true, content: [] } })],
    ["words", listing("Hello!")],
    ["no JSON", answer(200, "<p>x</p>", html)],
  ])("%s instead of a list is not known", async (_what, list) => {
    const { checks, server } = await probe(portal(list), token);
    expect(checks[1]?.findings.map(({ id }) => id)).toEqual(["machine-unclear"]);
    expect(summarizeRequests(server.received).at(-1)).toBe("DELETE /mcp");
  });

  test.each([401, 403, 302])("%d instead of a session is a token that does not get in", async (status) => {
    const wrong = { ...token, CF_ACCESS_CLIENT_SECRET: "another-secret-canary" };
    const refuse: Reply = (response, request) => {
      const isMachine = request.headers["cf-access-client-id"] !== undefined;
      (isMachine ? answer(status, "") : portal())(response, request);
    };
    const { checks } = await probe(refuse, wrong);
    expect(inShort(checks).slice(1)).toEqual([
      `probe-machine warning: rejected with ${status}`,
      'machine-misses: mcp.example.com does not admit service token "robot", although the policies allow it to reach docs, crm.',
    ]);
  });

  test("a token that the account does not show is compared with nothing", async () => {
    const none = evidence({ serviceTokens: unread });
    const { checks } = await probe(portal(listing("- Docs (docs): enabled")), token, none);
    expect(checks[1]?.findings).toEqual([]);
    expect(checks[1]?.seen).toBe("a service token that the account does not list: 1 of 3 servers listed");
  });

  test("the secret goes to nothing that does not answer as a portal", async () => {
    const { checks, server } = await probe(answer(200, "<h1>Welcome</h1>", html), token);
    expect(checks[1]?.findings.map(({ id }) => id)).toEqual(["machine-skipped"]);
    expect(JSON.stringify(server.received)).not.toContain(clientSecret);
  });

  test("half of a token is not sent", async () => {
    for (const name of ["CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET"]) {
      const { checks, server } = await probe(portal(), { ...token, [name]: undefined });
      expect(checks[1]?.findings[0]?.fix).toBe(`Set ${name} too.`);
      expect(JSON.stringify(server.received)).not.toContain(clientSecret);
    }
  });

  test("an answer that quotes the secret does not bring it into the report", async () => {
    const echo: Reply = (response, request) => {
      const isMachine = request.headers["cf-access-client-secret"] !== undefined;
      const quoted = `${clientSecret} ${Buffer.from(clientSecret).toString("base64")}`;
      const reply = isMachine
        ? answer(200, { jsonrpc: "2.0", id: 1, error: { message: quoted } }, { "content-type": `text/${clientSecret}` })
        : portal(undefined, `https://${clientSecret}.example.com`);
      reply(response, request);
    };
    const { checks } = await probe(echo, token);
    expect(checks).toHaveLength(2);
    expect(JSON.stringify(checks)).toContain("[secret]");
    expect(JSON.stringify(checks)).not.toContain(clientSecret);
  });
});

test.each([
  "",
  "localhost",
  "127.0.0.1",
  "[::1]",
  "mcp.example.com/x",
  "a@evil.example.org",
  "mcp.example.com:8443",
  42,
])("nothing is asked where the portal's host name is %j", async (hostname) => {
  const found = evidence({ portal: { id: "team", hostname } as unknown as Evidence["portal"] });
  const { checks, server } = await probe(portal(), token, found);
  expect(inShort(checks)[0]).toBe("probe skipped: not asked");
  expect(server.received).toEqual([]);
});
