/** The whole doctor, in every way in which Cloudflare might answer it. */
import { permissionNames, type Switches } from "cloudflare-mcp-emulator";
import { readPermissions } from "../../../provider/src/cloudflare/wire";
import { otherSettings } from "../../behaviours/switchSettings";
import { useAccount } from "../../support/account";
import { findingsOf, idsOf, reportOf, seedHealthy } from "./world";

const account = useAccount();

describe("a healthy portal has no finding", () => {
  const settings = otherSettings("rateLimit").map(({ name, value, changes }) => [name, value, changes] as const);

  test.each(settings)("with %s %j", async (_name, _value, changes: Partial<Switches>) => {
    account.cloudflare.setSwitches(changes);
    seedHealthy(account.cloudflare);
    const report = await reportOf(account.cloudflare);
    expect(idsOf(report)).toEqual([]);
    expect(report.code).toBe(0);
  });
});

describe("where a token lacks a permission, that is said, and no cause is invented:", () => {
  const surroundings = Object.values(readPermissions).filter((permission) => permission !== readPermissions.portals);
  const cases = surroundings.flatMap((permission) =>
    (["refuse", "empty"] as const).map((form) => [permission, form] as const),
  );

  test.each(cases)("%s, where the answer is %s", async (permission, listWithoutPermission) => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    cloudflare.setSwitches({ listWithoutPermission });
    cloudflare.setPermissions({ apiToken: permissionNames.filter((each) => each !== permission) });
    const report = await reportOf(cloudflare);
    const found = findingsOf(report);
    expect(found.filter(({ verdict }) => verdict === "problem" || verdict === "warning")).toEqual([]);
    // No policy of this portal names a group, so nothing that is missing could matter.
    const said = permission === readPermissions.organization ? "not read: groups, identity providers, " : permission;
    expect(JSON.stringify(report)).toContain(said);
    expect(report.code).not.toBe(7);
  });

  test.each(["refuse", "empty"] as const)(
    "all of them at once, where the answer is %s",
    async (listWithoutPermission) => {
      const { cloudflare } = account;
      seedHealthy(cloudflare);
      cloudflare.setSwitches({ listWithoutPermission });
      const environment = { CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken };
      const report = await reportOf(cloudflare, ["team"], { environment });
      const verdicts = new Set(findingsOf(report).map(({ verdict }) => verdict));
      expect([...verdicts].filter((verdict) => verdict === "problem" || verdict === "warning")).toEqual([]);
      expect(report.code).toBe(1);
    },
  );
});

test("a portal of 80 servers among 300 applications takes under 20 calls", async () => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  const ids = Array.from({ length: 80 }, (_, index) => `server-${index}`);
  for (const id of ids) {
    cloudflare.seedServer({ id, status: "ready", authentication_status: "not_required", tools: [{ name: "search" }] });
  }
  cloudflare.editPortal("team", { servers: ids.map((id) => ({ server_id: id })) });
  for (let index = 0; index < 300; index += 1) {
    cloudflare.applications.seed({ id: `other-${index}`, domain: `app-${index}.example.com` });
  }
  cloudflare.clearRequests();
  await reportOf(cloudflare);
  expect(cloudflare.requests().length).toBeLessThan(20);
});
