/** The whole comparison: from a state, or none, to a report. */
import { redactDeep } from "../../cloudflare/redact";
import { commandTimeout } from "../account";
import { tellsWaits } from "../progress";
import type { Shell } from "../shell";
import { counted } from "../text";
import { readAccounts } from "./accounts";
import { aroundOf } from "./around";
import { compareExternal, compareResource, subjectOf } from "./compare";
import type { Examination } from "./examination";
import { sortedFindings, summaryOf, type Finding, type Report } from "./report";
import { Snapshots } from "./snapshot";
import { withWaivers } from "./waivers";

export async function examine(shell: Shell, examination: Examination): Promise<Report> {
  const { progress, connections } = examination;
  const snapshots = new Snapshots({
    deadline: shell.clock.now() + commandTimeout,
    onWait: tellsWaits(progress),
  });
  const { accounts, unread, readable } = await readAccounts(snapshots, examination);

  const compared: Finding[] = [];
  for (const [index, resource] of readable.entries()) {
    progress.say(`comparing ${index + 1} of ${counted(readable.length, "resource")}`);
    const account = accounts.get(subjectOf(resource).accountId ?? "");
    if (resource.external && account !== undefined) {
      compared.push(...compareExternal(resource, account));
      continue;
    }
    const host = {
      configuration: connections.sourceFor(resource.provider),
      environment: shell.environment,
      folder: shell.folder,
      clock: shell.clock,
      stillWanted: () => Promise.resolve(),
      connect: (connection: Parameters<typeof connections.connect>[0]) => connections.connect(connection),
    };
    compared.push(...(await compareResource(resource, { snapshots, host, strict: examination.strict })));
  }

  const around = [...accounts.values()].map((account) => aroundOf(account, examination));
  const everything = redactDeep(
    [...unread, ...compared, ...around.flatMap(({ findings }) => findings)],
    [...connections.secrets],
  );
  const findings = sortedFindings(withWaivers(everything, examination.waivers, shell.clock.now()));
  return {
    version: 1,
    scope: examination.scope,
    checkedAt: new Date(shell.clock.now()).toISOString(),
    accounts: [...accounts.values()].map(({ accountId, servers, portals }) => ({
      id: accountId,
      servers: servers.length,
      portals: portals.length,
    })),
    compared: readable.length,
    summary: summaryOf(findings),
    findings,
    exposure: around.flatMap(({ exposure }) => exposure),
    inventory: {
      servers: around.flatMap(({ servers }) => servers),
      portals: around.flatMap(({ portals }) => portals),
    },
  };
}
