import { existsSync } from "node:fs";
import { join } from "node:path";
import { startMcpServer, type McpServer, type McpServerOptions } from "cloudflare-mcp-emulator";
import { repository } from "../docs/tree";
import { useAccount } from "../support/account";
import { copyOfExample, exampleNames } from "../support/examples";
import { ok, type StackOptions } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const ticketsToken = "token-of-the-tickets-server";
const billingSecret = "secret-of-the-billing-server";

/** What the examples put into portals: real servers, with the tools that the programs name. */
const servers = {
  handbook: { tools: [{ name: "search" }] },
  tickets: { token: ticketsToken, tools: ["list_tickets", "add_comment", "delete_ticket"].map((name) => ({ name })) },
  billing: {
    headers: { "cf-access-client-id": "portal.access", "cf-access-client-secret": billingSecret },
    tools: [{ name: "list_invoices" }, { name: "pay_invoice" }],
  },
} as const satisfies Record<string, McpServerOptions>;

interface Expected {
  /** What has to be configured, given the addresses of the servers. */
  readonly config: (urls: Readonly<Record<keyof typeof servers, string>>) => NonNullable<StackOptions["config"]>;
  /** The ids of what is there after `up`, in both accounts. */
  readonly created: readonly string[];
  /** Looks at what is there, and at what the program exports. */
  readonly holds: (outputs: Readonly<Record<string, unknown>>) => void;
}

/** The tools that a portal shows, as clients see them. */
function shown(portalId: string, accountId?: string): string[] {
  const rows = account.cloudflare.portal(portalId, accountId)?.servers ?? [];
  return rows.flatMap(({ server_id, updated_tools = [] }) =>
    updated_tools.filter(({ enabled }) => enabled).map(({ name, alias }) => `${server_id}_${alias ?? name}`),
  );
}

const tickets = { ticketsToken: { secret: ticketsToken } };

const examples: Readonly<Record<string, Expected>> = {
  quickstart: {
    config: ({ handbook: docsUrl, tickets: ticketsUrl }) => ({ docsUrl, ticketsUrl, ...tickets }),
    created: ["docs", "tickets"],
    holds: ({ tools }) => {
      expect(tools).toEqual(["docs_search", "tickets_list_tickets", "tickets_add_comment", "tickets_delete_ticket"]);
    },
  },
  portal: {
    config: ({ handbook: handbookUrl, tickets: ticketsUrl, billing: billingUrl }) => ({
      ...{ handbookUrl, ticketsUrl, billingUrl, ...tickets },
      billingClientId: "portal.access",
      billingClientSecret: { secret: billingSecret },
    }),
    created: ["billing", "handbook", "team", "tickets"],
    holds: ({ url, stillNeeded }) => {
      expect(shown("team").toSorted()).toEqual([
        "billing_invoices",
        "handbook_search_handbook",
        "tickets_add_comment",
        "tickets_list_tickets",
      ]);
      expect(url).toBe("https://mcp.example.com/mcp");
      expect(stillNeeded).toHaveLength(5);
      expect(JSON.stringify(stillNeeded)).toContain("CNAME mcp.example.com to gateway.agents.cloudflare.com");
    },
  },
  components: {
    config: ({ handbook: handbookUrl, tickets: ticketsUrl }) => ({ handbookUrl, ticketsUrl, ...tickets }),
    created: [
      ...["engineering", "engineering-handbook", "engineering-tickets"],
      ...["support", "support-handbook", "support-tickets"],
    ],
    holds: ({ urls, tools }) => {
      expect(shown("support")).toHaveLength(4);
      expect(shown("engineering").toSorted()).toEqual([
        "engineering-handbook_search",
        "engineering-tickets_list_tickets",
      ]);
      expect(urls).toEqual({
        support: "https://mcp-support.example.com/mcp",
        engineering: "https://mcp-engineering.example.com/mcp",
      });
      expect(tools).toMatchObject({ support: { handbook: ["search"] }, engineering: { handbook: ["search"] } });
    },
  },
  "two-accounts": {
    config: ({ handbook: handbookUrl }) => ({
      handbookUrl,
      partnerAccountId: account.cloudflare.secondAccountId,
      // Reaches the provider of the partner, beside its token.
      "cloudflare:baseUrl": account.cloudflare.baseUrl,
      // Good for that account only.
      partnerToken: { secret: account.cloudflare.secondAccountToken },
    }),
    created: ["handbook", "handbook", "team", "team"],
    holds: ({ urls }) => {
      const { secondAccountId } = account.cloudflare;
      expect(shown("team")).toEqual(["handbook_search"]);
      expect(shown("team", secondAccountId)).toEqual(["handbook_search"]);
      expect(account.cloudflare.portal("team", secondAccountId)?.hostname).toBe("mcp.example.net");
      expect(urls).toEqual({ ours: "https://mcp.example.com/mcp", partner: "https://mcp.example.net/mcp" });
    },
  },
};

/** Those that the engine cannot run here, and where they are tried instead. */
const elsewhere = {
  "full-stack": "tests/examples/fullStack.test.ts",
  go: "tests/engine/languages.test.ts",
  python: "tests/engine/languages.test.ts",
  yaml: "tests/engine/languages.test.ts",
};

test("every example has an entry here", () => {
  expect(Object.keys({ ...examples, ...elsewhere }).toSorted()).toEqual(exampleNames.toSorted());
  expect(Object.values(elsewhere).filter((test) => !existsSync(join(repository, test)))).toEqual([]);
});

test.each(Object.entries(examples))("%s lives a whole life and leaves nothing behind", async (name, expected) => {
  const { cloudflare } = account;
  const running = await startServers();
  try {
    const stack = await createStack(cloudflare, { ...copyOfExample(name), config: expected.config(running.urls) });

    ok(await stack.up());
    expect(objects()).toEqual(expected.created);
    expected.holds(await stack.workspace.outputs());
    const { text } = await stack.state();
    expect(text).not.toContain(ticketsToken);
    expect(text).not.toContain(billingSecret);
    expect(text).not.toContain(cloudflare.secondAccountToken);

    const writes = cloudflare.requests().filter(({ method }) => method !== "GET").length;
    ok(await stack.preview("--expect-no-changes"));
    ok(await stack.drift());
    ok(await stack.refresh("--expect-no-changes"));
    expect(cloudflare.requests().filter(({ method }) => method !== "GET")).toHaveLength(writes);

    ok(await stack.destroy());
    expect(objects()).toEqual([]);
  } finally {
    await running.stop();
  }
});

/** The ids of all that is in both accounts. */
function objects(): string[] {
  const { cloudflare } = account;
  return [cloudflare.accountId, cloudflare.secondAccountId]
    .flatMap((accountId) => [...cloudflare.servers(accountId), ...cloudflare.portals(accountId)])
    .map(({ id }) => id)
    .toSorted();
}

async function startServers(): Promise<{ urls: Record<keyof typeof servers, string>; stop: () => Promise<void> }> {
  const started: McpServer[] = [];
  const start = async (options: McpServerOptions): Promise<string> => {
    const server = await startMcpServer(options);
    started.push(server);
    return server.url;
  };
  return {
    urls: {
      handbook: await start(servers.handbook),
      tickets: await start(servers.tickets),
      billing: await start(servers.billing),
    },
    stop: async () => {
      await Promise.all(started.map((server) => server.close()));
    },
  };
}
