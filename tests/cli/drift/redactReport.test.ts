import { formatNames } from "../../../provider/src/cli/drift/options";
import { plain } from "../../behaviours/examples";
import { useAccount } from "../../support/account";
import { formsOf } from "../../support/apiClient";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);

const ready = { status: "ready" } as const;
const token = "canary-token-71ce";
const credentials = { headers: { authorization: `Bearer ${token}` } };
const tools = [
  { name: token, description: `Says ${token}`, inputSchema: { properties: { [token]: { const: token } } } },
];

/** An account in which an upstream quotes a credential wherever it can. */
async function quoteEverywhere(): Promise<void> {
  const { cloudflare } = account;
  const server = { hostname: "https://docs.example.com/mcp", authType: "bearer", authCredentials: credentials };
  await world().up("McpServer", "docs", { ...server, name: "Docs", updatedTools: [{ name: "search", alias: "find" }] });
  await world().up("McpPortal", "team", { hostname: "mcp.example.com", name: "Team", servers: [{ serverId: "docs" }] });
  const quoting = {
    name: `Called ${token}`,
    description: Buffer.from(`Bearer ${token}`).toString("base64"),
    tools,
    updated_tools: [{ name: token, alias: token }],
    error: `refused ${encodeURIComponent(credentials.headers.authorization)}`,
    status: "error" as const,
  };
  cloudflare.editServer("docs", quoting);
  cloudflare.seedServer({ ...quoting, id: "undeclared" });
  cloudflare.editPortal("team", { name: token });
}

test.each(formatNames)(
  "a credential that an upstream quotes is nowhere in a report, keys included: %s",
  async (format) => {
    await quoteEverywhere();
    const { code, stdout, stderr } = await world().drift(["--format", format, "--strict"]);
    expect(code).toBe(7);
    for (const form of [...formsOf(token), ...formsOf(`Bearer ${token}`)]) {
      expect(stdout + stderr).not.toContain(form);
    }
  },
);

test("findings, exposure and inventory show [secret] in its place", async () => {
  await quoteEverywhere();
  const { findings, exposure, inventory } = await world().report(["--strict"]);
  expect(exposure.flatMap(({ tools: each }) => each)).toContainEqual(
    expect.objectContaining({ name: "[secret]", calledAs: "docs_[secret]" }),
  );
  expect(inventory.servers.map(({ name }) => name)).toEqual(["Called [secret]", "Called [secret]"]);
  expect(findings.filter(({ rule }) => rule === "changed-tools").map(({ message }) => message)).toEqual([
    "tools: + [secret]",
  ]);
});

test("a secret that is a word of the report spoils no format", async () => {
  await world().up(
    "McpServer",
    "docs",
    { ...plain, name: "Docs", description: "finding" },
    { marked: ["description"] },
  );
  await world().up("McpServer", "other", { ...plain, name: "changed-argument" }, { marked: ["name"] });
  await world().up("McpServer", "third", { ...plain, name: "server" }, { marked: ["name"] });
  await world().up("McpServer", "fourth", { ...plain, name: "message" }, { marked: ["name"] });
  account.cloudflare.editServer("docs", { ...ready, name: "Edited" });
  const { findings } = await world().report();
  expect(findings.map(({ rule, level, subject }) => `${rule} ${level} ${subject.kind}`)).toEqual([
    "changed-argument finding server",
    ...Array.from({ length: 3 }, () => "not-synced note server"),
  ]);
  for (const format of formatNames) {
    expect((await world().drift(["--format", format])).code).toBe(7);
  }
});

describe("the URL of a server", () => {
  const key = "canary5e09c310d77aa21f";
  const url = `https://docs.example.com/mcp?api_key=${key}`;

  test("is shown without its query, whoever declares it", async () => {
    const { cloudflare } = account;
    await world().up("McpServer", "docs", { ...plain, hostname: url });
    cloudflare.seedServer({ id: "undeclared", hostname: `${url}1`, error: `could not reach ${url}1`, status: "error" });
    const { inventory, findings } = await world().report();
    expect(inventory.servers.map(({ hostname }) => hostname)).toEqual([
      "https://docs.example.com/mcp?…",
      "https://docs.example.com/mcp?…",
    ]);
    expect(JSON.stringify(findings)).toContain("https://docs.example.com/mcp?… is declared by no program");
    const everything = (await world().run(["--account", cloudflare.accountId])).stdout;
    expect(JSON.stringify([inventory, findings]) + everything).not.toContain("canary");
  });

  test("that differs in its query only is a secret that changed", async () => {
    await world().up("McpServer", "docs", { ...plain, hostname: url });
    account.cloudflare.editServer("docs", { ...ready, hostname: `${url}1` });
    const { findings } = await world().report();
    expect(findings.filter(({ level }) => level === "finding")).toMatchObject([
      { argument: "hostname", differences: [{ path: "hostname", secret: true }] },
    ]);
  });

  test("that the program marked as secret is shown by its origin", async () => {
    const secretPath = "https://docs.example.com/canary-path/mcp";
    await world().up("McpServer", "docs", { ...plain, hostname: secretPath }, { marked: ["hostname"] });
    account.cloudflare.editServer("docs", { error: `could not reach ${secretPath}`, status: "error" });
    const report = await world().report();
    expect(report.inventory.servers.map(({ hostname }) => hostname)).toEqual(["https://docs.example.com"]);
    expect(JSON.stringify(report)).not.toContain("canary-path");
  });
});
