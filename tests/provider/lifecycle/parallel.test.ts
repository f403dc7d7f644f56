import { serverFields, type WireField } from "../../../provider/src/cloudflare/wire";
import { bearer, everything, oauthClient, plain } from "../../behaviours/examples";
import { calls, updates, useAccount } from "../../support/account";
import { Deployment, type Driver, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";

const account = useAccount();

/** The bodies of the creates so far. */
function creates(): Properties[] {
  return account.cloudflare
    .requests()
    .filter(({ method, path }) => method === "POST" && path === "/servers")
    .map(({ body }) => body as Properties);
}

describe("ten servers that one process creates at the same time", () => {
  const names = Array.from({ length: 10 }, (_, index) => `docs-${index}`);

  /** What the engine does with a program of ten resources: all in one process, none waiting for another. */
  async function createAll(driver: Driver): Promise<{ id: string; outputs: Properties }[]> {
    return Promise.all(
      names.map(async (name) => {
        const { inputs, failures } = await driver.check(
          {},
          {
            ...plain,
            hostname: `https://${name}.example.com/mcp`,
            __logicalName: name,
            __urn: `urn:pulumi:test::test::pulumi-nodejs:dynamic/cloudflare-mcp:McpServer::${name}`,
          },
        );
        expect(failures).toEqual([]);
        return driver.create(inputs);
      }),
    );
  }

  function expectAllThere(created: readonly { id: string; outputs: Properties }[]): void {
    const { cloudflare } = account;
    expect(created.map(({ id }) => id)).toEqual(names.map((name) => `${cloudflare.accountId}/${name}`));
    // Each answer went to the resource that asked for it.
    expect(created.map(({ outputs }) => [outputs.serverId, outputs.name, outputs.hostname])).toEqual(
      names.map((name) => [name, name, `https://${name}.example.com/mcp`]),
    );
    expect(
      cloudflare
        .servers()
        .map(({ id, hostname }) => [id, hostname])
        .toSorted(),
    ).toEqual(names.map((name) => [name, `https://${name}.example.com/mcp`]));
    expect(created.map(({ outputs }) => outputs.incarnation)).toEqual(names.map(() => "1"));
  }

  test("are created by ten calls and no other, none lost and none doubled", async () => {
    const driver = await inProcess(account.cloudflare).next();

    expectAllThere(await createAll(driver));

    expect(calls(account.cloudflare)).toEqual(names.map(() => "POST /servers"));
    expect(
      creates()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(names);
  });

  test("are all there once, also when answers get lost and requests do not arrive", async () => {
    const { cloudflare } = account;
    const driver = await inProcess(cloudflare).next();
    const creating = { method: "POST", path: "/servers" } as const;
    cloudflare.addFault({ ...creating, occurrence: 2, action: "cutAfterCommit" });
    cloudflare.addFault({ ...creating, occurrence: 5, action: "cutBeforeCommit" });
    cloudflare.addFault({ ...creating, occurrence: 7, action: "truncate" });

    expectAllThere(await createAll(driver));

    // One did not arrive and was sent once more; each of the three was looked up first.
    expect(calls(cloudflare).filter((call) => call === "POST /servers")).toHaveLength(11);
    expect(calls(cloudflare).filter((call) => call.startsWith("GET"))).toHaveLength(3);
    expect(calls(cloudflare)).toHaveLength(14);
  });
});

describe("the body of a create", () => {
  const facts: Readonly<Record<string, WireField>> = serverFields;
  const writable = Object.keys(facts).filter((name) => facts[name]?.create !== undefined);
  const deployment = (): Deployment => new Deployment(inProcess(account.cloudflare).next);

  test("has, with every argument set, every field that the API takes, and nothing that is null", async () => {
    await deployment().up({ ...oauthClient, ...everything, adopt: false, definitions: "digest" });

    const [body = {}, ...more] = creates();
    expect(more).toEqual([]);
    expect(Object.keys(body).toSorted()).toEqual(writable.toSorted());
    expect(emptyPlaces(body)).toEqual([]);
  });

  test("is exactly what the program says, by the names of the API", async () => {
    await deployment().up({
      ...plain,
      accountId: account.cloudflare.secondAccountId,
      serverId: "handbook",
      name: "Handbook ✓",
      description: "How we work",
      isSharedOauthCallbackEnabled: true,
      secureWebGateway: false,
      updatedTools: [
        { name: "search", alias: "find", description: "Finds", enabled: true },
        { name: "delete", enabled: false },
      ],
      updatedPrompts: [{ name: "greet", alias: "hello" }],
      authType: "oauth",
      authCredentials: {
        config: {
          authorizationEndpoint: "https://idp.example.com/authorize",
          tokenEndpoint: "https://idp.example.com/token",
        },
        registrationInfo: { clientId: "portal", scope: "read" },
      },
      clientSecret: "the-secret",
    });

    const [{ auth_credentials: credentials, ...body } = {}] = creates();
    expect(body).toEqual({
      id: "handbook",
      hostname: "https://docs.example.com/mcp",
      auth_type: "oauth",
      name: "Handbook ✓",
      description: "How we work",
      is_shared_oauth_callback_enabled: true,
      secure_web_gateway: false,
      updated_tools: [
        { name: "search", alias: "find", description: "Finds", enabled: true },
        { name: "delete", enabled: false },
      ],
      updated_prompts: [{ name: "greet", alias: "hello" }],
      client_secret: "the-secret",
    });
    expect(JSON.parse(String(credentials))).toEqual({
      auth_mode: "manual",
      config: {
        authorization_endpoint: "https://idp.example.com/authorize",
        token_endpoint: "https://idp.example.com/token",
      },
      registration_info: { client_id: "portal", scope: "read" },
    });
    expect(account.cloudflare.servers(account.cloudflare.secondAccountId)).toHaveLength(1);
  });

  test("has what has to be there and nothing else when nothing else is set, or set to null", async () => {
    const nothing = Object.fromEntries(Object.keys(everything).map((name) => [name, null]));
    await deployment().up({ ...plain, ...nothing, authCredentials: null, clientSecret: null, accountId: null });

    expect(creates()).toEqual([
      { id: "docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated", name: "docs" },
    ]);
  });

  test("has overrides without the members that are null", async () => {
    const row = { name: "search", alias: null, description: null, enabled: null };
    await deployment().up({ ...plain, updatedTools: [row], updatedPrompts: [row] });

    expect(creates()).toMatchObject([{ updated_tools: [{ name: "search" }], updated_prompts: [{ name: "search" }] }]);
    expect(emptyPlaces(creates()[0])).toEqual([]);
  });
});

describe("credentials that are JSON text already", () => {
  const texts = {
    "headers, in somebody's own spelling": '{ "headers" : {"X-Key":"the \X: "Basic dTpw"} }',
    "a text in quotes, which is a token": '"a-token-in-quotes"',
    "a number, which is a token": "123456",
  };

  test.each(Object.entries(texts))("are sent as they are: %s", async (_what, text) => {
    const { cloudflare } = account;
    const deployment = new Deployment(inProcess(cloudflare).next);

    await deployment.up({ ...bearer, authCredentials: text });
    expect(creates().map(({ auth_credentials: sent }) => sent)).toEqual([text]);
    expect(cloudflare.server("docs")?.auth_credentials).toBe(text);

    // Also where they ride along with another change, and where they are the change.
    await deployment.up({ ...bearer, authCredentials: text, name: "Renamed" });
    await deployment.up({ ...bearer, authCredentials: "something-else", name: "Renamed" });
    await deployment.up({ ...bearer, authCredentials: text, name: "Renamed" });
    expect(updates(cloudflare)).toEqual([
      { name: "Renamed", auth_credentials: text },
      { auth_credentials: "something-else" },
      { auth_credentials: text },
    ]);
  });

  test("are sent as they are for an OAuth client too", async () => {
    const text =
      '{"auth_mode":"manual", "config": {"authorization_endpoint":"https://idp.example.com/authorize","token_endpoint":"https://idp.example.com/token"}, "registration_info":{"client_id":"portal","redirect_uris":["https://mcp.example.com/servers-callback"]}}';
    await new Deployment(inProcess(account.cloudflare).next).up({ ...oauthClient, authCredentials: text });

    expect(creates().map(({ auth_credentials: sent }) => sent)).toEqual([text]);
  });
});

/** Where in a value something is null. (What is undefined does not get into JSON.) */
function emptyPlaces(value: unknown, place = ""): string[] {
  if (value === null || value === undefined) {
    return [place];
  }
  return typeof value === "object"
    ? Object.entries(value).flatMap(([name, inner]) => emptyPlaces(inner, `${place}.${name}`))
    : [];
}
