import { secretParts } from "../../../provider/src/server/secrets";
import { useAccount } from "../../support/account";
import { Deployment } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { unknownMark } from "../../support/hostile";

const account = useAccount();

test.each<[string, object, string[]]>([
  ["none", {}, []],
  ["a token", { authCredentials: "abc" }, ["abc"]],
  ["a client secret", { clientSecret: "s3" }, ["s3"]],
  ["no text", { clientSecret: 7, authCredentials: null }, []],
  [
    "headers, as they are and in parts",
    { authCredentials: { headers: { authorization: "Bearer abc", "x-key": "k", "x-other": 7 } } },
    ["Bearer abc", "abc", "k", '{"headers":{"authorization":"Bearer abc","x-key":"k","x-other":7}}'],
  ],
  [
    "a header of two words of which none is a scheme",
    { authCredentials: '{"headers":{"x-key":"one two"}}' },
    ["one two", "one", "two", '{"headers":{"x-key":"one two"}}'],
  ],
  ["headers as text", { authCredentials: '{"headers":{"x-key":"k"}}' }, ["k", '{"headers":{"x-key":"k"}}']],
  ["a token with its scheme", { authCredentials: "Bearer abc" }, ["Bearer abc", "abc"]],
  [
    "basic authentication, decoded too",
    { authCredentials: { headers: { authorization: "Basic dXNlcjpwYXNz" } } },
    [
      ...["Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "user:pass", "pass"],
      '{"headers":{"authorization":"Basic dXNlcjpwYXNz"}}',
    ],
  ],
  [
    "cookies, each value",
    { authCredentials: '{"headers":{"cookie":"a=1%20x; session=\\"abc\\"; c"}}' },
    [
      ...['a=1%20x; session="abc"; c', "a=1%20x;", 'session="abc";', "c", "1%20x", "1 x", "abc"],
      '{"headers":{"cookie":"a=1%20x; session=\\"abc\\"; c"}}',
    ],
  ],
  [
    "the query of a URL, by its name or as a random value",
    { hostname: "https://x/mcp?apiKey=k%2F1&toolsets=default&author=me&id=0123456789abcdef" },
    ["apiKey=k%2F1&toolsets=default&author=me&id=0123456789abcdef", "k%2F1", "k/1", "0123456789abcdef"],
  ],
  [
    "a query that is written otherwise than URLs are sent",
    { hostname: "https://x/mcp?key='é'" },
    ["key='é'", "'é'", "key=%27%C3%A9%27", "%27%C3%A9%27"],
  ],
  ["a URL without any", { hostname: "https://x/mcp?toolsets=default" }, []],
  ["a URL whose beginning was forgotten", { hostname: "x?key=abc" }, ["key=abc", "abc"]],
  ["a query of other forms", { hostname: "https://x/?a=b;key=c" }, ["a=b;key=c", "c"]],
  ["a query that is a key", { hostname: "https://x/?0123456789abcdef" }, ["0123456789abcdef"]],
  ["a password before the host", { hostname: "https://me:p%2Fw@x/mcp" }, ["p%2Fw", "p/w", "me:p%2Fw", "me:p/w"]],
  ["a token before the host", { hostname: "https://t0ken@x/mcp" }, ["t0ken", "t0ken:"]],
  ["what is not known yet", { authCredentials: unknownMark, clientSecret: unknownMark }, []],
])("the secrets in %s", (_what, properties, expected) => {
  expect(secretParts({ ...properties }).sort()).toEqual([...expected].sort());
});

test("a key that somebody writes into the URL at Cloudflare is drift, and stands nowhere in state", async () => {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next);
  await deployment.up({ hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" });
  const hostname = "https://docs.example.com/mcp?api_key=canary-0123456789";
  cloudflare.editServer("docs", { hostname, error: "refused canary-0123456789" });
  expect(await deployment.refresh()).toEqual(["hostname"]);
  expect(JSON.stringify(deployment.state)).not.toContain("canary");
  expect(deployment.state?.outputs.hostname).toBe("https://docs.example.com/mcp?[secret]");
});

test("another key in the URL at Cloudflare is drift, though neither is shown", async () => {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next);
  const url = (key: string): string => `https://docs.example.com/mcp?api_key=${key}`;
  await deployment.up({ hostname: url("first-0123456789"), authType: "unauthenticated", sync: "never" });
  expect(await deployment.refresh()).toEqual([]);
  cloudflare.editServer("docs", { hostname: url("other-0123456789") });
  expect(await deployment.drift()).toEqual(["hostname"]);
  expect(await deployment.refresh()).toEqual(["hostname"]);
  expect(JSON.stringify(deployment.state)).not.toContain("other-");
});
