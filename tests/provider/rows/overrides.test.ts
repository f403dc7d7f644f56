import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { updates, useAccount } from "../../support/account";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";

const account = useAccount();
let upstream: McpServer;
let drivers: Drivers;
let deployment: Deployment;

beforeEach(async () => {
  upstream = await startMcpServer({ tools: [{ name: "search_issues" }, { name: "get_issue" }] });
  drivers = inProcess(account.cloudflare);
  deployment = new Deployment(drivers.next);
});
afterEach(async () => {
  await upstream.close();
});

const withOverrides = (...updatedTools: Properties[]): Properties => ({
  hostname: upstream.url,
  authType: "unauthenticated",
  updatedTools,
});
const declared = [
  { name: "search_issues", alias: "search" },
  { name: "delete_issue", enabled: false },
];

test("an override of a tool that the upstream does not offer is kept, and a warning names the nearest tool", async () => {
  await deployment.up(withOverrides({ name: "search_isues", enabled: false }));

  expect(account.cloudflare.server("docs")?.updated_tools).toEqual([{ name: "search_isues", enabled: false }]);
  expect(drivers.warnings).toEqual([
    'updatedTools names "search_isues", which the upstream does not have. The override waits until it does. Did you mean "search_issues"?',
  ]);
});

test("an override dropped for an unknown tool is no drift, and is resent once Cloudflare knows the tool", async () => {
  await deployment.up(withOverrides(...declared));
  account.cloudflare.editServer("docs", { updated_tools: [{ name: "search_issues", alias: "search" }] });

  expect(await deployment.refresh()).toEqual([]);
  account.cloudflare.clearRequests();
  expect(await deployment.up(withOverrides(...declared))).toBe("same");

  const offered = ["search_issues", "get_issue", "delete_issue"].map((name) => ({ name }));
  account.cloudflare.editServer("docs", { tools: offered });
  expect(await deployment.refresh()).toEqual(["updatedTools"]);
  expect(await deployment.up(withOverrides(...declared))).toBe("update");
  expect(updates(account.cloudflare)).toEqual([{ updated_tools: declared }]);
  expect(await deployment.drift()).toEqual([]);
});

test("while one override is pending, a change of another is found, and only that one is shown as changed", async () => {
  await deployment.up(withOverrides(...declared));
  account.cloudflare.editServer("docs", { updated_tools: [{ name: "search_issues", alias: "find" }] });

  await deployment.refresh();

  expect(deployment.state?.inputs.updatedTools).toEqual([
    { name: "search_issues", alias: "find" },
    { name: "delete_issue", enabled: false },
  ]);
});

test("an override that somebody added is drift, and goes away with the next up", async () => {
  await deployment.up(withOverrides(...declared));
  const stored = account.cloudflare.server("docs")?.updated_tools ?? [];
  account.cloudflare.editServer("docs", { updated_tools: [...stored, { name: "get_issue", enabled: false }] });

  expect(await deployment.refresh()).toEqual(["updatedTools"]);
  await deployment.up(withOverrides(...declared));

  expect(account.cloudflare.server("docs")?.updated_tools).toEqual(declared);
});

test("tool names that are too long for many clients are warned about by name, aliases counted", async () => {
  const long = "a".repeat(60);
  upstream.setTools([{ name: long }, { name: `${long}b` }]);

  await deployment.up(withOverrides({ name: long, alias: "short" }));

  expect(drivers.warnings).toHaveLength(1);
  expect(drivers.warnings[0]).toContain("Tool names of more than 64 characters");
  expect(drivers.warnings[0]).toContain(`docs_${long}b`);
});
