import { useAccount } from "../../support/account";
import { publicReports } from "./publicReports";
import { findingsOf, idsOf, reportOf, seedHealthy } from "./world";

const account = useAccount();

describe.each(Object.entries(publicReports))("%s", (_report, each) => {
  const { happens, finding, says, fix, program, mends, words = ["team"], besides = [] } = each;

  test("the finding names the cause and the fix, and the fix mends it", async () => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    happens(cloudflare);
    const sick = await reportOf(cloudflare, words);
    const found = findingsOf(sick).find(({ id }) => id === finding);
    const causes = findingsOf(sick).flatMap(({ id, verdict }) => (verdict === "skipped" ? [] : [id]));
    expect(new Set(causes)).toEqual(new Set([finding, ...besides]));
    expect(found?.message).toContain(says);
    expect(found?.fix).toContain(fix);
    if (program !== undefined) {
      expect(found?.program).toContain(program);
    }
    expect(sick.code).toBe(sick.summary.problem > 0 ? 7 : 0);

    mends(cloudflare);
    const mended = await reportOf(cloudflare, words);
    expect(idsOf(mended)).toEqual([]);
    expect(mended.code).toBe(0);
  });
});
