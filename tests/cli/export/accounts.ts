/** Random accounts, with texts that somebody chose with care. */
import fc from "fast-check";
import type { WirePortal, WireServer } from "pulumi-cloudflare-mcp/wire";
import type { AccountContent } from "../../../provider/src/cli/export/exportedResources";

/** Texts that would end a literal, a comment or a line, or hide what they say. */
const hostile = fc.constantFrom(
  '"); process.exit(1); ("',
  "'); process.exit(1); ('",
  "`${process.exit(1)}`",
  "*/ process.exit(1); /*",
  "\n// process.exit(1)",
  "\u2028process.exit(1)\u2029",
  "\\",
  '\\"',
  "\u202edesrever",
  "<{%reset%}>",
  "a\u0000b\u001b[31m",
  "\ud800 alone",
);
const readable = fc.constantFrom(
  "Documentation",
  "Suche und Änderung von Aufträgen",
  "文档搜索与内容管理系统的说明文字，其中包含很多很多很多的字符，因此一行写不下",
  "Reads, writes and comments on the tickets of all of the teams that we have ever had",
  'Says "yes", it\'s fine',
  "🚀 fast",
);
const text = fc.oneof(
  readable,
  hostile,
  fc.tuple(readable, hostile).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 100 }),
);

const id = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9_]{1,10}(?:-[a-z0-9_]{1,10}){0,2}$/) },
  fc.constantFrom("class", "config", "pulumi", "require", "default", "1password", "_", "a-b", "a_b", "ab", "aB"),
  fc.constantFrom("a".repeat(32), `${"b".repeat(15)}-${"c".repeat(16)}`),
  fc.constantFrom("../up", "x\n;process.exit(1)", "UPPER"),
);
const toolName = fc.oneof(fc.constantFrom("search", "read", "write", "list_all_of_the_things"), text);

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null | undefined> =>
  fc.oneof(value, fc.constantFrom(null, undefined));

const overrides = fc.uniqueArray(
  fc.record({
    name: toolName,
    alias: optional(fc.oneof(fc.constantFrom("find", "lookup"), text)),
    description: optional(text),
    enabled: optional(fc.boolean()),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);

const oauthClient = fc.record({
  auth_mode: fc.constantFrom("manual", "dcr"),
  config: fc.record({
    authorization_endpoint: fc.constantFrom("https://login.example.com/authorize", "no address"),
    token_endpoint: fc.constant("https://login.example.com/token"),
    issuer: optional(text),
  }),
  registration_info: fc.record({
    client_id: text,
    redirect_uris: optional(fc.constantFrom(["https://mcp.example.com/servers-callback"], [])),
    scope: optional(text),
    token_endpoint_auth_method: optional(fc.constantFrom("none", "client_secret_post", "of the future")),
  }),
});

const server: fc.Arbitrary<WireServer> = fc
  .record({
    id,
    name: fc.oneof(text, fc.constant("docs")),
    hostname: fc.oneof(fc.webUrl(), text),
    auth_type: fc.constantFrom("unauthenticated", "bearer", "oauth", "of the future"),
    description: optional(text),
    is_shared_oauth_callback_enabled: optional(fc.boolean()),
    secure_web_gateway: optional(fc.boolean()),
    updated_tools: optional(overrides),
    updated_prompts: optional(overrides),
    tools: fc.constantFrom(null, [], [{ name: "search", description: "<{%x" }]),
    prompts: fc.constant(null),
    auth_config_summary: optional(oauthClient),
    created_at: fc.constantFrom("2026-03-11 15:00:58", null),
  })
  .map((fields) => fields as unknown as WireServer);

const mappedOverrides = fc.uniqueArray(
  fc.record({
    name: toolName,
    enabled: optional(fc.boolean()),
    portal_alias: optional(fc.oneof(fc.constantFrom("find", "lookup"), text)),
    portal_description: optional(text),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);
const settings = fc.record({
  default_disabled: optional(fc.boolean()),
  on_behalf: optional(fc.boolean()),
  updated_tools: optional(mappedOverrides),
  updated_prompts: optional(mappedOverrides),
});

function portal(servers: readonly WireServer[]): fc.Arbitrary<WirePortal> {
  const ids = fc.oneof(...(servers.length > 0 ? [fc.constantFrom(...servers.map((each) => each.id))] : []), id);
  const rows = fc.uniqueArray(
    fc.tuple(ids, settings).map(([server_id, rest]) => ({ server_id, ...rest })),
    { selector: ({ server_id }) => server_id, maxLength: 4 },
  );
  return fc
    .record({
      id,
      name: text,
      hostname: fc.oneof(fc.domain(), text),
      description: optional(text),
      code_mode: optional(fc.constantFrom("off", "opt_in", "enforced", "of the future")),
      secure_web_gateway: optional(fc.boolean()),
      servers: optional(rows),
    })
    .map((fields) => fields as unknown as WirePortal);
}

export const accounts: fc.Arbitrary<AccountContent> = fc
  .uniqueArray(server, { selector: (each) => each.id, maxLength: 5 })
  .chain((servers) =>
    fc.record({
      accountId: fc.constant("e0000000000000000000000000000001"),
      objects: fc.record({
        McpServer: fc.constant(servers),
        McpPortal: fc.uniqueArray(portal(servers), { selector: (each) => each.id, maxLength: 2 }),
      }),
    }),
  );
