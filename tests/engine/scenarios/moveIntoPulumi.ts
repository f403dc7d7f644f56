/** docs/existing-accounts.md: an account that was made by hand, with every kind of server, becomes a stack. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startMcpServer, type Emulator } from "cloudflare-mcp-emulator";
import { calls, updates } from "../../support/account";
import { codeBlocksOf } from "../../support/codeBlocks";
import type { Outcome } from "../../support/pulumi";
import type { BlockOptions } from "../../support/runBlock";
import type { TestStack } from "../../support/stack";

export interface World {
  readonly cloudflare: Emulator;
  /** In whose folder the blocks are run. */
  readonly stack: TestStack;
  /** The blocks of the page that come next. */
  readonly next: (options?: BlockOptions) => Promise<Outcome>;
  /** Any other commands. */
  readonly shell: (text: string) => Promise<Outcome>;
}

export async function moveIntoPulumi({ cloudflare, stack, next, shell }: World): Promise<void> {
  const upstream = await startMcpServer({ token: "token-of-now", tools });
  try {
    seed(cloudflare, upstream.url);
    const content = (): unknown => [cloudflare.servers(), cloudflare.portals()];
    const before = content();
    const drift = "pulumi refresh --preview-only --expect-no-changes --diff";
    const inProject = (command: string): Promise<Outcome> => shell(`cd mcp-servers\n${command}`);
    const up = async (program: string): Promise<unknown[]> => {
      writeFileSync(file, program);
      cloudflare.clearRequests();
      succeeded(await inProject("pulumi up --yes --skip-preview"));
      return cloudflare
        .requests()
        .flatMap(({ method, path, body }) => (method === "GET" ? [] : [[method, path, body]]));
    };

    // The program is written, and only read is what it is written from.
    expect(succeeded(await next()).stdout).toContain("9 servers and 2 portals written to mcp-servers.");
    expect(new Set(calls(cloudflare))).toEqual(new Set(["GET /servers", "GET /portals"]));
    const readme = readFileSync(join(stack.workspace.folder, "mcp-servers/README.md"), "utf8");
    const page = codeBlocksOf("docs/existing-accounts.md").find(({ heading }) => heading === "Take over the account");
    expect(`cd mcp-servers\n${/```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""}`).toBe(page?.text);

    // It is taken over without a call, and previews empty although no credential is known.
    cloudflare.clearRequests();
    expect(succeeded(await next()).stdout).toContain("12 unchanged");
    expect(calls(cloudflare)).toEqual([]);
    expect(succeeded(await inProject(drift)).stdout).toContain("12 unchanged");
    expect(content()).toEqual(before);

    // Protected, as the page says; and the OAuth client is encrypted in state, as it is after an `up`.
    const refused = await inProject("pulumi destroy --yes");
    expect(`${refused.stdout}${refused.stderr}`).toContain("is protected");
    expect(content()).toEqual(before);
    const { deployment } = JSON.parse((await inProject("pulumi stack export")).stdout) as {
      deployment: { resources: { urn: string; inputs: object; outputs: object }[] };
    };
    const tickets = deployment.resources.find(({ urn }) => urn.endsWith("::tickets"));
    const encrypted = { authCredentials: { ciphertext: expect.any(String) as string } };
    expect(tickets).toMatchObject({ inputs: encrypted, outputs: encrypted });

    // A change of the program is one call with what was changed.
    const file = join(stack.workspace.folder, "mcp-servers/index.ts");
    const program = readFileSync(file, "utf8");
    const renamed = program.replace('"Documentation"', '"Handbook"');
    expect(await up(renamed)).toEqual([["PUT", "/servers/docs", { name: "Handbook" }]]);
    const restricted = renamed.replace('tools: ["get_issue", "search_issues"]', 'tools: ["get_issue"]');
    expect(await up(restricted)).toEqual([["PUT", "/portals/team", { servers: expect.any(Array) as unknown[] }]]);
    // Still protected: the program says so.
    const refusedLater = await inProject("pulumi destroy --yes");
    expect(`${refusedLater.stdout}${refusedLater.stderr}`).toContain("is protected");
    const rows = cloudflare.portal("team")?.servers ?? [];
    const shown = rows.map(({ server_id, updated_tools }) => [
      server_id,
      updated_tools.filter(({ enabled }) => enabled).map(({ name }) => name),
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      class: [],
      docs: ["get_issue"],
      github: ["search_issues", "get_issue"],
      internal: [],
    });

    // A credential is sent once it is set, and tried against the upstream; another one stays as it is.
    cloudflare.clearRequests();
    succeeded(await next({ environment: { GITHUB_TOKEN: "token-of-now" }, folder: "mcp-servers" }));
    expect(updates(cloudflare)).toEqual([{ auth_credentials: "token-of-now" }]);
    expect(cloudflare.server("github")).toMatchObject({ auth_credentials: "token-of-now", status: "ready" });
    expect(cloudflare.server("internal")?.auth_credentials).toBe(headersOfOld);
    succeeded(await inProject(`pulumi preview --expect-no-changes && ${drift}`));
  } finally {
    await upstream.close();
  }
}

const headersOfOld = '{"headers":{"x-key":"header-of-old"}}';
const hostile = '"); throw new Error("`${process.exit(7)}`"); //\n*/ \u202e <{%reset%}> \\';

/** What the account has seen of the upstream, and what it still offers. */
const tools = [{ name: "search_issues" }, { name: "get_issue" }, { name: "delete_repo", description: hostile }];

function seed(cloudflare: Emulator, upstream: string): void {
  cloudflare.seedServer({ id: "docs", name: "Documentation", tools, prompts: [{ name: "ask" }] });
  cloudflare.seedServer({
    id: "github",
    name: "GitHub",
    description: hostile,
    hostname: upstream,
    auth_type: "bearer",
    auth_credentials: "token-of-old",
    tools,
    updated_tools: [
      { name: "search_issues", alias: "issues" },
      { name: "delete_repo", enabled: false },
    ],
  });
  cloudflare.seedServer({
    id: "internal",
    auth_type: "bearer",
    auth_credentials: headersOfOld,
    secure_web_gateway: true,
    tools,
    updated_prompts: [{ name: "ask", description: "Asks" }],
  });
  cloudflare.seedServer({ id: "calendar", auth_type: "oauth" });
  cloudflare.seedServer({
    id: "tickets",
    auth_type: "oauth",
    auth_credentials: JSON.stringify({
      auth_mode: "manual",
      config: { authorization_endpoint: "https://idp.test/authorize", token_endpoint: "https://idp.test/token" },
      registration_info: { client_id: "portal", redirect_uris: ["https://mcp.example.com/servers-callback"] },
    }),
    client_secret: "client-secret-of-old",
  });
  for (const id of ["1password", "class", "a_b-c", "team"]) {
    cloudflare.seedServer({ id, name: hostile });
  }
  cloudflare.seedPortal({
    id: "team",
    name: "Team tools",
    hostname: "mcp.example.com",
    description: hostile,
    code_mode: "enforced",
    servers: [
      {
        server_id: "docs",
        default_disabled: true,
        updated_tools: [
          { name: "search_issues", enabled: true, alias: "find", description: hostile },
          { name: "get_issue", enabled: true },
        ],
        updated_prompts: [{ name: "ask", enabled: true }],
      },
      { server_id: "github", updated_tools: [{ name: "delete_repo", enabled: false }], on_behalf: false },
      { server_id: "internal", default_disabled: true },
      { server_id: "class" },
    ],
  });
  cloudflare.seedPortal({ id: "empty" });
}

function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) {
    throw new Error(`exit code ${String(outcome.code)}\n${outcome.stdout}\n${outcome.stderr}`);
  }
  return outcome;
}
