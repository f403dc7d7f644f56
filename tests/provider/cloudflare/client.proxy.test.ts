import { useWithoutVariables } from "../../support/variables";
import { apiToken, clientFor, errorOf, request } from "../../support/apiClient";
import { success, useLoopback } from "../../support/loopback";

const loopback = useLoopback();
const server = { id: "docs" };

const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
useWithoutVariables(names);

/** Node connects it to this machine, but it is no loopback address: here it stands for every other host. */
const elsewhere = (url: string): string => url.replace("127.0.0.1", "0.0.0.0");

const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

test.each(proxyNames)("%s never sees a request to this machine, nor its token", async (name) => {
  const api = await loopback.http(success(server));
  const proxy = await loopback.http(success({ id: "proxied" }));
  process.env[name] = proxy.url;
  for (const host of ["127.0.0.1", "localhost"]) {
    const { client, clock } = clientFor(api.url.replace("127.0.0.1", host));
    expect((await client.send(request(clock))).result).toEqual(server);
  }
  expect(api.received).toHaveLength(2);
  // Whether somebody answers at these or not.
  for (const origin of [
    "http://[::1]",
    "http://127.8.9.1",
    "https://127.0.0.1",
    "https://localhost",
    "https://[::1]",
  ]) {
    const { client, clock } = clientFor(`${origin}:${await loopback.closedPort()}`);
    expect((await errorOf(client.send(request(clock)))).kind).toBe("connection");
  }
  expect(proxy.received).toEqual([]);
});

test.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])(
  "%s is used for any other host without TLS",
  async (name) => {
    const api = await loopback.http(success({ id: "direct" }));
    const proxy = await loopback.http(success(server));
    process.env[name] = proxy.url;
    for (const base of [elsewhere(api.url), "http://localhost.example.test", "http://127.0.0.1.example.test"]) {
      const { client, clock } = clientFor(base);
      expect((await client.send(request(clock))).result).toEqual(server);
      expect(proxy.received.at(-1)).toMatchObject({ method: "GET", url: `${base}/servers/docs` });
    }
    expect(api.received).toEqual([]);
  },
);

test("NO_PROXY keeps a host away from the proxy", async () => {
  const api = await loopback.http(success(server));
  const proxy = await loopback.http(success({ id: "proxied" }));
  process.env.HTTP_PROXY = proxy.url;
  process.env.NO_PROXY = "example.com,0.0.0.0";
  const { client, clock } = clientFor(elsewhere(api.url));
  expect((await client.send(request(clock))).result).toEqual(server);
  expect(proxy.received).toEqual([]);
});

test("HTTPS_PROXY is asked for a tunnel and never sees the token", async () => {
  const proxy = await loopback.http(success(server));
  process.env.HTTPS_PROXY = proxy.url.replace("http://", "http://user:proxy-password@");
  const { client, clock } = clientFor("https://api.cloudflare.test/client/v4");
  const error = await errorOf(client.send(request(clock)));
  expect(error.message).toContain("HTTP 502");
  expect(error.message).not.toContain("proxy-password");
  expect(proxy.received).toHaveLength(5);
  for (const { method, url, headers } of proxy.received) {
    expect([method, url]).toEqual(["CONNECT", "api.cloudflare.test:443"]);
    expect(headers["proxy-authorization"]).toBe(`Basic ${Buffer.from("user:proxy-password").toString("base64")}`);
    expect(JSON.stringify(headers)).not.toContain(apiToken);
  }
});

test("a proxy that is down is a failure to connect, and nothing goes past it", async () => {
  const api = await loopback.http(success(server));
  process.env.HTTP_PROXY = `http://127.0.0.1:${await loopback.closedPort()}`;
  const { client, clock } = clientFor(elsewhere(api.url));
  expect((await errorOf(client.send(request(clock)))).message).toContain("ECONNREFUSED");
  expect(api.received).toEqual([]);
});
