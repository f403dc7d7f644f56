import { useAccount } from "../../support/account";
import { reportOf, runDoctor, seedHealthy } from "./world";

const account = useAccount();

// A host name that nothing is asked at, so that no test leaves this machine.
beforeEach(() => {
  seedHealthy(account.cloudflare);
  account.cloudflare.editPortal("team", { hostname: "localhost" });
});

test("the portal itself is asked with --probe only", async () => {
  const without = await reportOf(account.cloudflare);
  const probed = await reportOf(account.cloudflare, ["team", "--probe"]);
  const ids = (report: typeof probed): string[] => report.checks.map(({ id }) => id);
  expect(ids(probed)).toEqual([...ids(without), "probe"]);
  expect(probed.checks.at(-1)).toMatchObject({ verdict: "skipped", seen: "not asked" });
});

test("a service token in the environment is in no format of the report", async () => {
  const secret = "canary-secret-of-the-robot-4711";
  const environment = { CF_ACCESS_CLIENT_ID: "robot.access", CF_ACCESS_CLIENT_SECRET: secret };
  account.cloudflare.editPortal("team", { name: `Team ${secret}` });
  for (const format of ["text", "json", "markdown", "html"]) {
    const { stdout, stderr } = await runDoctor(account.cloudflare, ["team", "--probe", "--format", format], {
      environment,
    });
    expect(stdout).toContain("Team [secret]");
    expect(stdout + stderr).not.toContain(secret);
  }
});
