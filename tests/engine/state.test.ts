import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { calls, updates, useAccount } from "../support/account";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const providerText = 'exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")';

/** Every file below a folder, read as text. */
function texts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

test("state holds one constant text of ours and no secret in clear, whatever the program made secret", async () => {
  const { cloudflare } = account;
  const canaries = {
    apiToken: cloudflare.apiToken,
    plain: "canary-plain-string-81c2",
    bearer: "canary-bearer-5e09",
    header: "canary-header-77aa",
    oauthSecret: "canary-oauth-secret-c310",
    clientId: "canary-client-id-90fe",
    name: "canary-secret-name-4d4d",
  };
  const oauth = `authCredentials: pulumi.secret({
    config: { authorizationEndpoint: "https://idp.example.com/authorize", tokenEndpoint: "https://idp.example.com/token" },
    registrationInfo: { clientId: "${canaries.clientId}", redirectUris: ["https://mcp.example.com/servers-callback"] },
  }), clientSecret: pulumi.secret("${canaries.oauthSecret}")`;
  const at = 'hostname: "https://docs.example.com/mcp", sync: "never"';
  const stack = await createStack(cloudflare, {
    program: servers({
      plain: `${at}, authType: "bearer", authCredentials: "${canaries.plain}"`,
      bearer: `${at}, authType: "bearer", authCredentials: config.requireSecret("bearer"), name: pulumi.secret("${canaries.name}")`,
      headers: `${at}, authType: "bearer", authCredentials: { headers: { "x-key": pulumi.secret("${canaries.header}") } }`,
      oauth: `${at}, authType: "oauth", ${oauth}`,
    }),
    config: {
      bearer: { secret: canaries.bearer },
      "cloudflare:apiToken": { secret: canaries.apiToken },
      "cloudflare:baseUrl": cloudflare.baseUrl,
    },
    environment: { CLOUDFLARE_API_TOKEN: "" },
  });

  const runs = [ok(await stack.up()), ok(await stack.preview("--diff")), ok(await stack.refresh("--diff"))];
  expect(JSON.parse(cloudflare.server("headers")?.auth_credentials ?? "")).toEqual({
    headers: { "x-key": canaries.header },
  });
  expect(cloudflare.server("oauth")?.client_secret).toBe(canaries.oauthSecret);

  // The summary of the OAuth client is Cloudflare's own answer, and names the client in the open.
  const { clientId, ...hidden } = canaries;
  const { text, resources } = await stack.state();
  const places = [
    text,
    ...texts(join(stack.workspace.folder, ".backend")),
    ...runs.map((run) => run.stdout + run.stderr),
  ];
  for (const [name, canary] of Object.entries(hidden)) {
    for (const form of [
      canary,
      Buffer.from(canary).toString("base64").replace(/=+$/, ""),
      encodeURIComponent(canary),
    ]) {
      expect({ name, leaks: places.filter((place) => place.includes(form)).length }).toEqual({ name, leaks: 0 });
    }
  }
  expect(clientId).toBe(cloudflare.server("oauth")?.auth_config_summary?.registration_info?.client_id);

  for (const { urn, inputs, outputs } of resources.filter(({ urn }) => urn.includes("McpServer"))) {
    expect({ urn, text: [inputs.__provider, outputs.__provider] }).toEqual({
      urn,
      text: [providerText, providerText],
    });
    expect(Object.keys(inputs).filter((key) => key.startsWith("__"))).toEqual(["__provider"]);
  }
});

test("after the package moves, the preview is empty, and the new copy deletes the resources", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"' }),
  });
  ok(await stack.up());

  const modules = join(stack.workspace.folder, "node_modules");
  const repository = resolve(__dirname, "../..");
  rmSync(modules);
  mkdirSync(join(modules, "pulumi-cloudflare-mcp"), { recursive: true });
  for (const name of readdirSync(join(repository, "node_modules")).filter(
    (entry) => entry !== "pulumi-cloudflare-mcp",
  )) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  // What npm could not hoist is in a folder of its own.
  const parts = ["package.json", "dist", "node_modules"].filter((part) =>
    existsSync(join(repository, "provider", part)),
  );
  for (const part of parts) {
    cpSync(join(repository, "provider", part), join(modules, "pulumi-cloudflare-mcp", part), { recursive: true });
  }

  expect(ok(await stack.preview("--expect-no-changes")).changes).toEqual({ same: 2 });
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("a preview without changes knows every output, and one that renames lacks only the volatile ones", async () => {
  const { cloudflare } = account;
  const program = (
    name: string,
  ): string => `${servers({ docs: `hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never", name: "${name}"` })}
    const outputs = Object.entries(docs).filter(([key, value]) => !key.startsWith("__") && pulumi.Output.isInstance(value));
    exports.known = Promise.all(outputs.map(async ([key, value]) => [key, await value.isKnown])).then((all) =>
      all.filter(([, known]) => known).map(([key]) => key).sort().join(" "));
    exports.all = outputs.map(([key]) => key).sort().join(" ");`;
  const stack = await createStack(cloudflare, { program: program("Docs") });
  ok(await stack.up());

  const quiet = ok(await stack.preview("--json"));
  expect(quiet.code).toBe(0);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  const { known, all } = await stack.workspace.outputs();
  expect(known).toBe(all);

  stack.program(program("Handbook"));
  const renamed = ok(await stack.preview("--diff"));
  for (const settled of ["accountId", "serverId", "name", "hostname", "authType", "incarnation"]) {
    expect(/known *: "(.*?)"|known *: ".*" => "(.*?)"/.exec(renamed.stdout)?.slice(1).join(" ")).toContain(settled);
  }
});

test("definitions: digest keeps names and digests in state, and going back reads the definitions again", async () => {
  const { cloudflare } = account;
  const definition = {
    name: "search",
    description: "Searches",
    inputSchema: { type: "object", properties: { b: {}, a: {} } },
  };
  const program = (more: string): string =>
    servers({ docs: `hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never", ${more}` });
  const stack = await createStack(cloudflare, { program: program('definitions: "digest"') });
  ok(await stack.up());
  cloudflare.editServer("docs", { tools: [definition] });
  expect((await stack.drift()).code).toBe(0);
  ok(await stack.refresh());

  const { outputs } = await stack.resource("docs");
  // SHA-256 over {"description":"Searches","inputSchema":{"properties":{"a":{},"b":{}},"type":"object"},"name":"search"}
  expect(outputs.tools).toEqual([
    { name: "search", digest: "sha256:3fdf852b1c55ab1067df2865aed7406e8750fda4c47fceeb8d28717ede00b664" },
  ]);
  cloudflare.clearRequests();

  stack.program(program(""));
  expect(ok(await stack.up()).steps).toEqual(["update docs"]);
  expect((await stack.resource("docs")).outputs.tools).toEqual([definition]);
  expect(updates(cloudflare)).toEqual([]);
  expect(calls(cloudflare)).toEqual(["GET /servers/docs"]);
});
