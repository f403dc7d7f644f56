import { useAccount } from "../../support/account";
import { reportOf, runDoctor, seedHealthy } from "./world";

const account = useAccount();

beforeEach(() => {
  seedHealthy(account.cloudflare);
});

test.each(["alice", "", " alice@example.com ", "alice@example.com,bob@example.com", "@example.com"])(
  "--as is one email address, which %j is not: nothing is read",
  async (as) => {
    const { code, stdout, stderr } = await runDoctor(account.cloudflare, ["team", "--as", as]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--as is");
    expect(account.cloudflare.requests()).toEqual([]);
  },
);

test.each(["text", "json", "markdown", "html"])(
  "credentials in the address of a server that cannot be listed are in no report: %s",
  async (format) => {
    const { cloudflare } = account;
    const hostname = "https://user:hunter2hunter2@tickets.example.com/sse?api_key=sk-verysecret123456";
    cloudflare.editServer("tickets", { hostname, status: "error", error: `fetch failed: ${hostname}` });
    cloudflare.addFault({ method: "GET", path: "/servers", action: "html", times: "always" });
    const { stdout, stderr } = await runDoctor(cloudflare, ["team", "--format", format]);
    expect(stdout).toContain("The last sync failed");
    expect(`${stdout}${stderr}`).not.toMatch(/hunter2|verysecret/);
  },
);

test("300 applications for one server among 150 for the host name are not weighed one by one", async () => {
  const { cloudflare } = account;
  const policies = [{ name: "P", decision: "allow", precedence: 1, include: [{ everyone: {} }] }];
  const [door, server] = ["door", "application-tickets"].map((id) => cloudflare.applications.one(id) ?? {});
  for (let index = 0; index < 300; index += 1) {
    cloudflare.applications.seed({ ...server, id: `server-${index}`, policies });
    if (index % 2 === 0) {
      cloudflare.applications.seed({ ...door, id: `door-${index}`, policies });
    }
  }
  const { reach } = await reportOf(cloudflare, ["team", "--as", "alice@example.com"]);
  const row = reach.find(({ serverId }) => serverId === "tickets");
  expect([row?.people.answer, row?.machines.answer, row?.as?.answer]).toEqual(["unknown", "unknown", "unknown"]);
  expect(row?.people.conditions.join().length).toBeLessThan(1_000);
});
