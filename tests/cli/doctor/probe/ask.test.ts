import { judgeAnswer } from "../../../../provider/src/cli/doctor/probe/answers";
import { askAt } from "../../../../provider/src/cli/doctor/probe/ask";
import { systemClock } from "../../../../provider/src/cloudflare/clock";
import { answer, useLoopback } from "../../../support/loopback";
import { startTls } from "../../../support/tls";

const loopback = useLoopback();
const question = { method: "GET", path: "/mcp" } as const;

test("a redirect is shown, never followed", async () => {
  const { url, received } = await loopback.http(answer(302, "", { location: "/elsewhere" }));
  expect(await askAt(new URL(url), systemClock)(question)).toMatchObject({ kind: "answer", status: 302 });
  expect(received).toHaveLength(1);
});

test("a host that says nothing, or stops in the middle of its answer, is given up", async () => {
  const soon = { timeout: () => AbortSignal.timeout(50) };
  const silent = await loopback.tcp(() => undefined);
  expect(await askAt(new URL(silent.url), soon)(question)).toEqual({ kind: "none", code: "ETIMEDOUT" });
  const stalled = await loopback.http((response) => {
    response.writeHead(200);
    response.write("half of ");
  });
  expect(await askAt(new URL(stalled.url), soon)(question)).toMatchObject({ status: 200, text: "half of " });
});

test("a certificate that nobody trusts, a closed port and a name without address are told apart", async () => {
  const { url } = await loopback.http(answer(200));
  const tls = await startTls(url);
  const places = [`https://localhost:${tls.port}`, `http://127.0.0.1:${await loopback.closedPort()}`];
  const seen = await Promise.all(places.map((place) => askAt(new URL(place), systemClock)(question)));
  await tls.close();
  expect(seen).toEqual([
    { kind: "none", code: expect.stringMatching(/^(?:UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/) as string },
    { kind: "none", code: "ECONNREFUSED" },
  ]);
});

test.each([
  ["ENOTFOUND", "probe-no-address", "problem"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "probe-certificate", "problem"],
  ["EPROTO", "probe-certificate", "problem"],
  ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "probe-certificate", "problem"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "probe-silent", "unknown"],
  ["ECONNREFUSED", "probe-silent", "unknown"],
  ["EAI_AGAIN", "probe-silent", "unknown"],
  ["ETIMEDOUT", "probe-silent", "unknown"],
])("%s is %s", (code, id, verdict) => {
  const { finding, asksForLogin } = judgeAnswer({ kind: "none", code }, "mcp.example.com");
  expect(finding).toMatchObject({ id, verdict, message: expect.stringContaining("mcp.example.com") as string });
  expect(asksForLogin).toBe(false);
});
