/** The whole doctor, in every way in which Cloudflare might answer it. */
import type { Switches } from "cloudflare-mcp-emulator";
import { otherSettings } from "../../behaviours/switchSettings";
import { useAccount } from "../../support/account";
import { idsOf, reportOf, seedHealthy } from "./world";

const account = useAccount();
const settings = otherSettings("rateLimit").map(({ name, value, changes }) => [name, value, changes] as const);

test.each(settings)("a healthy portal has no finding with %s %j", async (_name, _value, changes: Partial<Switches>) => {
  account.cloudflare.setSwitches(changes);
  seedHealthy(account.cloudflare);
  const report = await reportOf(account.cloudflare);
  expect(idsOf(report)).toEqual([]);
  expect(report.code).toBe(0);
});
