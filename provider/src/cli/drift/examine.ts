/** Runs the whole comparison, from a state (or none) to a report. */
import { say } from "../../text/shown";
import { commandTimeout } from "../account";
import type { Shell } from "../shell";
import { reportWaits } from "../terminal";
import { formatCount } from "../text";
import { compareExternal, compareResource, type LockLookups } from "./compare";
import type { Examination } from "./examination";
import { changesIn } from "./lockChanges";
import { UnapprovedTools } from "./lockFindings";
import { surveyAccount } from "./overview";
import { listSecrets, redactReport } from "./redactReport";
import { countFindings, sortFindings, type Finding, type Report } from "./report";
import { readAccounts, Snapshots, type ReadAccounts } from "./snapshot";
import { toSubject } from "./state";
import { applyWaivers } from "./waivers";

export async function examine(shell: Shell, examination: Examination): Promise<Report> {
  // First, because errors are shortened where they occur, and redaction would later miss half of a secret.
  shell.secrets.add(listSecrets({ resources: examination.resources ?? [], accounts: [] }));
  const snapshots = new Snapshots({
    deadline: shell.clock.now() + commandTimeout,
    secrets: shell.secrets.list,
    onWait: reportWaits(examination.progress),
  });
  const read = await readAccounts(snapshots, examination);
  const accounts = [...read.accounts.values()];
  shell.secrets.add(listSecrets({ resources: [], accounts }));
  const changesOf = changesIn({ folder: shell.folder, secrets: () => shell.secrets.list });
  const unapproved = new Map(accounts.map(({ accountId }) => [accountId, new UnapprovedTools()]));
  const lookupsFor = (accountId: string): LockLookups => ({
    changesOf,
    unapproved: unapproved.get(accountId) ?? new UnapprovedTools(),
  });
  const overviews = accounts.map((account) => surveyAccount(account, examination, lookupsFor(account.accountId)));
  const compared = await compareResources(shell, examination, snapshots, read, lookupsFor);
  const everything = [...read.unread, ...compared, ...overviews.flatMap(({ findings }) => findings)];
  const findings = sortFindings(applyWaivers(everything, examination.waivers, shell.clock.now()));
  const report: Report = {
    version: 1,
    scope: examination.scope,
    checkedAt: new Date(shell.clock.now()).toISOString(),
    accounts: accounts.map(({ accountId, objects }) => ({
      id: accountId,
      servers: objects.McpServer.length,
      portals: objects.McpPortal.length,
    })),
    compared: read.readable.length,
    summary: countFindings(findings),
    findings,
    exposure: overviews.flatMap(({ exposure }) => exposure),
    inventory: {
      servers: overviews.flatMap(({ servers }) => servers),
      portals: overviews.flatMap(({ portals }) => portals),
    },
  };
  return redactReport(report, shell.secrets.list);
}

async function compareResources(
  shell: Shell,
  { connections, progress, strict }: Examination,
  snapshots: Snapshots,
  { accounts, readable }: ReadAccounts,
  lookupsFor: (accountId: string) => LockLookups,
): Promise<Finding[]> {
  const compared: Finding[] = [];
  for (const [index, resource] of readable.entries()) {
    progress.say(say`comparing ${index + 1} of ${formatCount(readable.length, "resource")}`);
    const { accountId = "" } = toSubject(resource);
    const account = accounts.get(accountId);
    if (resource.external && account !== undefined) {
      compared.push(...compareExternal(resource, account));
      continue;
    }
    const host = {
      configuration: connections.sourceFor(resource.provider),
      environment: shell.environment,
      folder: shell.folder,
      clock: shell.clock,
      pulumiCommand: () => undefined,
      stillWanted: () => Promise.resolve(),
      connect: (connection: Parameters<typeof connections.connect>[0]) => connections.connect(connection),
    };
    compared.push(...(await compareResource(resource, { snapshots, host, strict, account, ...lookupsFor(accountId) })));
  }
  return compared;
}
