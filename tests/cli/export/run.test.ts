import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodes } from "../../../provider/src/cli/exitCodes";
import { calls, useAccount } from "../../support/account";
import { formsOf } from "../../support/apiClient";
import { commandLine } from "../../support/commandLine";
import { secret } from "../../support/savedState";
import type { Outcome } from "../../support/pulumi";
import { environmentOf } from "../../support/stack";

const account = useAccount();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "export-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (...words: string[]): Promise<Outcome> =>
  commandLine(["export", ...words], { environment: environmentOf(account.cloudflare), folder });
const written = (name: string): string => readFileSync(join(folder, "out", name), "utf8");

test("an account becomes the program that a person would have written", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "docs", name: "Documentation", tools: [{ name: "search" }, { name: "read" }] });
  cloudflare.seedServer({
    id: "github",
    name: "GitHub",
    description: "Issues, pull requests and the code of all of our repositories, read only",
    hostname: "https://api.githubcopilot.com/mcp/",
    auth_type: "bearer",
    auth_credentials: "canary-token",
    updated_tools: [
      { name: "search_issues", alias: "issues" },
      { name: "delete_repo", enabled: false },
    ],
    tools: [{ name: "search_issues" }, { name: "get_issue" }, { name: "delete_repo" }],
    prompts: [{ name: "review" }],
  });
  cloudflare.seedServer({ id: "calendar", auth_type: "oauth", secure_web_gateway: true });
  cloudflare.seedServer({
    id: "ticket-desk",
    auth_type: "oauth",
    is_shared_oauth_callback_enabled: true,
    auth_credentials: JSON.stringify({
      auth_mode: "manual",
      config: { authorization_endpoint: "https://idp.test/authorize", token_endpoint: "https://idp.test/token" },
      registration_info: { client_id: "portal", scope: "read" },
    }),
    client_secret: "canary-secret",
  });
  cloudflare.seedServer({ id: "class" });
  cloudflare.seedPortal({ id: "everything", servers: [{ server_id: "docs" }, { server_id: "calendar" }] });
  cloudflare.seedPortal({
    id: "docs",
    name: "Team tools",
    hostname: "mcp.example.com",
    description: "For all",
    code_mode: "off",
    servers: [
      {
        server_id: "github",
        default_disabled: true,
        updated_tools: [
          { name: "search_issues", enabled: true, alias: "find" },
          { name: "get_issue", enabled: true },
        ],
        updated_prompts: [{ name: "review", enabled: true }],
      },
      { server_id: "docs", updated_tools: [{ name: "read", enabled: false }], on_behalf: false },
      { server_id: "class", default_disabled: true },
    ],
  });
  const before = [cloudflare.servers(), cloudflare.portals()];

  const { code, stdout, stderr } = await run("--out", "out");

  expect({ code, stderr }).toEqual({ code: exitCodes.nothingFound, stderr: "" });
  expect(stdout).toBe(
    [
      "5 servers and 2 portals written to out.",
      "2 credentials can be set later; until then, Cloudflare keeps its own.",
      "The next steps are in out/README.md.",
      "",
    ].join("\n"),
  );
  expect(written("index.ts")).toBe(`import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";

// Cloudflare never returns credentials. A credential that is not set here
// stays as it is; README.md says how to set it.
const config = new pulumi.Config();

// Pulumi protects imported resources from deletion. Without this, the first \`pulumi up\` would end that.
const imported = {
  protect: true,
};

const calendar = new McpServer("calendar", {
  hostname: "https://calendar.example.com/mcp",
  authType: "oauth",
  secureWebGateway: true,
}, imported);

const serverClass = new McpServer("class", {
  hostname: "https://class.example.com/mcp",
  authType: "unauthenticated",
}, imported);

const docs = new McpServer("docs", {
  name: "Documentation",
  hostname: "https://docs.example.com/mcp",
  authType: "unauthenticated",
}, imported);

const github = new McpServer("github", {
  name: "GitHub",
  description: "Issues, pull requests and the code of all of our repositories, read only",
  hostname: "https://api.githubcopilot.com/mcp/",
  authType: "bearer",
  authCredentials: config.getSecret("githubCredentials"),
  updatedTools: [
    {
      name: "delete_repo",
      enabled: false,
    },
    {
      name: "search_issues",
      alias: "issues",
    },
  ],
}, imported);

new McpServer("ticket-desk", {
  hostname: "https://ticket-desk.example.com/mcp",
  authType: "oauth",
  authCredentials: {
    config: {
      authorizationEndpoint: "https://idp.test/authorize",
      tokenEndpoint: "https://idp.test/token",
    },
    registrationInfo: {
      clientId: "portal",
      scope: "read",
    },
  },
  clientSecret: config.getSecret("ticketDeskClientSecret"),
  isSharedOauthCallbackEnabled: true,
}, imported);

new McpPortal("docs", {
  name: "Team tools",
  description: "For all",
  hostname: "mcp.example.com",
  codeMode: "off",
  servers: [
    {
      server: serverClass,
      defaultDisabled: true,
    },
    {
      server: docs,
      onBehalf: false,
      updatedTools: [
        {
          name: "read",
          enabled: false,
        },
      ],
    },
    {
      server: github,
      tools: ["get_issue", "search_issues"],
      updatedTools: [
        {
          name: "search_issues",
          alias: "find",
        },
      ],
      prompts: ["review"],
    },
  ],
}, imported);

new McpPortal("everything", {
  hostname: "everything.example.com",
  servers: [calendar, docs],
}, imported);
`);
  expect(written("README.md")).toContain("| `githubCredentials` | `authCredentials` of `github` |");
  expect(written("README.md")).toContain("| `ticketDeskClientSecret` | `clientSecret` of `ticket-desk` |");
  expect(readdirSync(join(folder, "out")).toSorted()).toEqual(
    [".gitignore", "Pulumi.yaml", "README.md", "import.json", "index.ts", "package.json", "tsconfig.json"].toSorted(),
  );
  // Reading is all that it does, and what it cannot know it does not write.
  expect([cloudflare.servers(), cloudflare.portals()]).toEqual(before);
  expect(new Set(calls(cloudflare))).toEqual(new Set(["GET /servers", "GET /portals"]));
  const everyFile = readdirSync(join(folder, "out")).map(written).join("\n");
  expect(everyFile).not.toContain("canary");
  expect(everyFile).not.toContain(cloudflare.apiToken);
});

describe("a credential that somebody wrote where it can be read", () => {
  const key = "canary5e09c310d77aa21f";
  const url = `https://docs.example.com/mcp?api_key=${key}`;
  const files = (): string[] => readdirSync(join(folder, "out")).filter((name) => name !== "import.json");

  test("in the query of a URL is read from the configuration, and is a secret of the import file", async () => {
    account.cloudflare.seedServer({ id: "docs", name: "Docs", hostname: url, tools: [{ name: `quotes ${key}` }] });

    const { code, stdout } = await run("--out", "out");

    expect(code).toBe(0);
    expect(stdout).toContain("1 URL with a query must be set before the import");
    expect(written("index.ts")).toContain('hostname: config.requireSecret("docsHostname"),');
    expect(written("README.md")).toContain("pulumi config set --secret docsHostname\npulumi import");
    expect(written("README.md")).toContain("- `docsHostname`: the URL of `docs`");
    expect(written(".gitignore")).toBe("node_modules/\nimport.json\n");
    for (const name of files()) {
      expect(written(name)).not.toContain("canary");
    }
    const { resources } = JSON.parse(written("import.json")) as {
      resources: { inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
    };
    const marked = secret(url, "plaintext");
    expect(resources[0]?.inputs.hostname).toEqual(marked);
    expect(resources[0]?.outputs.hostname).toEqual(marked);
    expect(resources[0]?.outputs.tools).toEqual([{ name: "quotes [secret]" }]);
    expect(written("import.json").match(/canary/g)).toHaveLength(2);
  });

  test("in another value is left out with the reason, and shown nowhere", async () => {
    const { cloudflare } = account;
    cloudflare.seedServer({
      id: "docs",
      name: `Docs ${cloudflare.apiToken}`,
      description: Buffer.from(`Bearer ${cloudflare.apiToken}`).toString("base64"),
      updated_tools: [{ name: "search", alias: "find", description: cloudflare.apiToken }],
      tools: [{ name: "search" }, { name: cloudflare.apiToken }],
    });
    cloudflare.seedPortal({
      id: "team",
      servers: [{ server_id: "docs", updated_tools: [{ name: cloudflare.apiToken, enabled: false }] }],
    });

    const { code, stdout, stderr } = await run("--out", "out");

    expect(code).toBe(0);
    const program = written("index.ts");
    for (const name of ["name", "description", "updatedTools", "servers.docs.updatedTools"]) {
      expect(program).toContain(`// Left as it is: ${name}, since it holds a credential.`);
    }
    for (const text of [stdout, stderr, ...readdirSync(join(folder, "out")).map(written)]) {
      for (const form of formsOf(cloudflare.apiToken)) {
        expect(text).not.toContain(form);
      }
    }
  });
});

test("a token that may only read is enough", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  const environment = { ...environmentOf(account.cloudflare), CLOUDFLARE_API_TOKEN: account.cloudflare.readOnlyToken };
  expect((await commandLine(["export", "--out", "out"], { environment, folder })).code).toBe(0);
});

test("two exports of an unchanged account are the same, byte for byte", async () => {
  const { cloudflare } = account;
  cloudflare.seedServers(120);
  cloudflare.seedPortal({ id: "team", servers: [{ server_id: "server-0002" }, { server_id: "server-0001" }] });
  await run("--out", "out");
  const first = readdirSync(join(folder, "out")).map(written);
  cloudflare.setSwitches({ listOrder: "idDescending", portalRowOrder: "idDescending" });
  await run("--out", "out", "--force");
  expect(readdirSync(join(folder, "out")).map(written)).toEqual(first);
  expect(first.join("\n").match(/new McpServer\(/g)).toHaveLength(120);
});

test("an empty account is a program without resources", async () => {
  expect((await run("--out", "out")).code).toBe(0);
  expect(written("index.ts")).toBe("export {};\n");
  expect(JSON.parse(written("import.json"))).toEqual({ resources: [] });
});

test("files that exist are not replaced without --force, and then only those of these names", async () => {
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out/index.ts"), "mine");
  writeFileSync(join(folder, "out/other.ts"), "mine");
  writeFileSync(join(folder, "out/README.md"), "mine");

  const refused = await run("--out", "out");
  expect(refused.code).toBe(exitCodes.usage);
  expect(refused.stderr).toContain("out already contains README.md, index.ts.");
  expect(refused.stderr).toContain("--force");
  expect(written("index.ts")).toBe("mine");
  expect(existsSync(join(folder, "out/import.json"))).toBe(false);
  expect(calls(account.cloudflare)).toEqual([]);

  expect((await run("--out", "out", "--force")).code).toBe(0);
  expect(written("index.ts")).toBe("export {};\n");
  expect(written("other.ts")).toBe("mine");
});

test("what cannot be written to, a language that there is none of and a missing folder are wrong usage", async () => {
  writeFileSync(join(folder, "out"), "a file");
  expect(await run("--out", "out")).toMatchObject({ code: exitCodes.usage, stderr: "error: out is not a folder.\n" });
  expect((await run("--out", "other", "--language", "cobol")).code).toBe(exitCodes.usage);
  expect((await run()).code).toBe(exitCodes.usage);
});

test("an account that cannot be read is a failure, and nothing is written", async () => {
  account.cloudflare.addFault({ method: "GET", path: "/portals", action: "html", status: 403, times: "always" });
  const { code, stderr } = await run("--out", "out");
  expect(code).toBe(exitCodes.failed);
  expect(stderr).toContain("Could not list MCP server portals");
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("what no program can declare is left out with the reason, in the program and in the README", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "private", hostname: "https://user:canary@private.example.com/mcp" });
  cloudflare.seedServer({ id: "docs" });
  cloudflare.editServer("docs", { updated_tools: [{ name: "a", alias: "x".repeat(41) }] });
  cloudflare.seedPortal({ id: "team", servers: [{ server_id: "private" }, { server_id: "docs" }] });

  const { stdout } = await run("--out", "out");

  expect(stdout).toContain("2 parts could not be written");
  const program = written("index.ts");
  expect(program).toContain('// Not here: McpServer "private", since hostname must not contain a user or password');
  expect(program).toContain("// Left as it is: updatedTools, since it 0.alias must have at most 40 characters");
  expect(program).toContain('servers: [\n    docs,\n    {\n      serverId: "private",\n    },\n  ],');
  expect(written("README.md")).toContain("- `updatedTools` of `docs`");
  expect(JSON.stringify(JSON.parse(written("import.json")))).not.toContain("McpServer::private");
});

test("help has an example", async () => {
  expect((await run("--help")).stdout).toContain("$ pulumi-cloudflare-mcp export --out ");
});
