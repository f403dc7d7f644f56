/**
 * Random edits behind Pulumi's back, of two servers and a portal that shows one of them: what the command reports of each
 * is what a refresh shows of it, no more and no less.
 */
import fc from "fast-check";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { oauthClient, plain } from "../behaviours/examples";
import { DriftWorld } from "../cli/drift/world";
import type { Deployment, Properties } from "../support/deployment";

const worlds = Number(process.env.SEQUENCES ?? 150);

let cloudflare: Emulator;
beforeAll(async () => {
  cloudflare = await startEmulator({ switches: { rateLimit: false } });
});
afterAll(() => cloudflare.close());

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const text = fc.constantFrom("one", "two", "drei ✓", "");
const tool = fc.constantFrom("search", "write", "later");
/** No two tools share an alias. */
const overrides = fc
  .uniqueArray(
    fc.record(
      {
        name: tool,
        alias: fc.constantFrom("x", "y"),
        description: fc.constantFrom("one", "two"),
        enabled: fc.boolean(),
      },
      { requiredKeys: ["name"] },
    ),
    { selector: ({ name }) => name },
  )
  .map((rows) =>
    rows.map((row) => ({ ...row, ...(row.alias !== undefined && { alias: `${row.alias}-${row.name}` }) })),
  );
const serverArgs = fc.record({
  description: maybe(text),
  secureWebGateway: maybe(fc.boolean()),
  updatedTools: maybe(overrides),
  updatedPrompts: maybe(overrides),
});
const portalArgs = fc.record({
  description: maybe(text),
  codeMode: maybe(fc.constantFrom("off", "default_on")),
  servers: maybe(
    fc.constantFrom<Properties[]>(
      [],
      [{ serverId: "docs" }],
      [{ serverId: "docs", tools: ["search"] }],
      [{ serverId: "docs", defaultDisabled: true, updatedTools: [{ name: "write", enabled: true, alias: "z" }] }],
    ),
  ),
});

const seen = fc.record({ status: fc.constantFrom("ready", "error"), last_synced: fc.constant("2026-01-16T00:00:00Z") });
const serverEdit = fc.oneof(
  fc.record({ description: fc.option(text) }),
  fc.record({ name: fc.constantFrom("Docs", "Edited") }),
  fc.record({ secure_web_gateway: fc.boolean() }),
  fc.record({ updated_tools: overrides }),
  fc.record({ updated_prompts: overrides }),
  fc.record({ hostname: fc.constantFrom("https://docs.example.com/mcp", "https://other.example.com/mcp") }),
  seen,
  fc.constant("removed" as const),
);
const portalEdit = fc.oneof(
  fc.record({ description: fc.option(text) }),
  fc.record({ hostname: fc.constantFrom("mcp.example.com", "other.example.com") }),
  fc.record({
    servers: fc.constantFrom(
      [],
      [{ server_id: "docs" }],
      [{ server_id: "docs", default_disabled: true }],
      [{ server_id: "docs", on_behalf: false, updated_tools: [{ name: "search", enabled: false }] }],
    ),
  }),
  fc.constant("removed" as const),
);
const clientEdit = fc.oneof(
  fc.record({ client_secret_version: fc.constantFrom(1, 2, 9) }),
  fc.record({ client_id: fc.constantFrom("portal", "another") }),
  fc.record({ scope: fc.constantFrom("read write", "write read", "everything") }),
  fc.record({ has_client_secret: fc.boolean() }),
);

const story = fc.record({
  docs: serverArgs,
  team: portalArgs,
  edits: fc.array(serverEdit, { maxLength: 3 }),
  clientEdits: fc.array(clientEdit, { maxLength: 2 }),
  portalEdits: fc.array(portalEdit, { maxLength: 2 }),
});

type Edit<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;

function editDocs(edit: Edit<typeof serverEdit>): void {
  if (cloudflare.server("docs") === undefined) {
    return;
  }
  if (edit === "removed") {
    cloudflare.removeServer("docs");
  } else {
    cloudflare.editServer("docs", edit);
  }
}

function editClient(edit: Edit<typeof clientEdit>): void {
  const { auth_config_summary } = cloudflare.server("client") ?? {};
  cloudflare.editServer("client", { auth_config_summary: { ...auth_config_summary, ...edit } });
}

function editTeam(edit: Edit<typeof portalEdit>): void {
  if (cloudflare.portal("team") === undefined) {
    return;
  }
  if (edit === "removed") {
    cloudflare.removePortal("team");
  } else {
    cloudflare.editPortal("team", edit);
  }
}

function removeAll(): void {
  for (const { id } of cloudflare.portals()) {
    cloudflare.removePortal(id);
  }
  for (const { id } of cloudflare.servers()) {
    cloudflare.removeServer(id);
  }
}

/** What a refresh shows, by resource, as the engine would be told. */
async function refreshed(deployments: Readonly<Record<string, Deployment>>): Promise<Record<string, string[]>> {
  const names: Record<string, string[]> = {};
  for (const [id, deployment] of Object.entries(deployments)) {
    names[id] = (await deployment.drift()).sort();
  }
  return names;
}

/** What the command says of the same. */
async function reported(world: DriftWorld, ids: readonly string[]): Promise<Record<string, string[]>> {
  const { findings, summary } = await world.report();
  expect(summary.unread).toBe(0);
  const words: Readonly<Record<string, string>> = { "missing-server": "gone", "missing-portal": "gone" };
  return Object.fromEntries(
    ids.map((id) => [
      id,
      findings
        .filter(({ subject }) => subject.id === id)
        .flatMap(({ rule, argument }) =>
          rule === "changed-argument" || rule === "changed-credentials" ? [argument ?? ""] : [words[rule] ?? ""],
        )
        .filter((name) => name !== "")
        .sort(),
    ]),
  );
}

test(`after random edits in ${worlds} worlds, the command and a refresh say the same of every resource`, async () => {
  const found: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(story, async ({ docs, team, edits, clientEdits, portalEdits }) => {
      const world = new DriftWorld(cloudflare);
      try {
        const deployments = {
          docs: await world.up("McpServer", "docs", { ...plain, name: "Docs", ...docs }),
          client: await world.up("McpServer", "client", oauthClient),
          team: await world.up("McpPortal", "team", { name: "Team", hostname: "mcp.example.com", ...team }),
        };
        cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "write" }] });
        portalEdits.forEach(editTeam);
        clientEdits.forEach(editClient);
        edits.forEach(editDocs);
        const shown = await refreshed(deployments);
        expect(await reported(world, Object.keys(deployments))).toEqual(shown);
        for (const name of Object.values(shown).flat()) {
          found[name] = (found[name] ?? 0) + 1;
        }
      } finally {
        world.remove();
        removeAll();
      }
    }),
    { numRuns: worlds },
  );
  // A property that never sees drift proves nothing.
  for (const name of ["gone", "description", "hostname", "name", "updatedTools", "servers", "clientSecret"]) {
    expect(found).toHaveProperty(name);
  }
});
