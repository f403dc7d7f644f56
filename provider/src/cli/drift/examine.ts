/** The whole comparison: from a state, or none, to a report. */
import { redactDeep } from "../../cloudflare/redact";
import type { WireServer } from "../../cloudflare/wire";
import { pulumiId } from "../../lifecycle/identity";
import type { Kind } from "../../kinds";
import type { Progress } from "../progress";
import type { Shell } from "../shell";
import { counted } from "../text";
import { compareExternal, compareResource, subjectOf } from "./compare";
import type { Connections } from "./connections";
import { exposureOf, unapproved } from "./exposure";
import { healthOf } from "./health";
import { inventoryPortal, inventoryServer } from "./inventory";
import { kinds } from "./kinds";
import { compareText } from "../order";
import {
  finding,
  sortedFindings,
  summaryOf,
  type Exposure,
  type Finding,
  type InventoryPortal,
  type InventoryServer,
  type Report,
  type Scope,
  type Subject,
} from "./report";
import { reviewsOf } from "./reviews";
import { Snapshots, type Account } from "./snapshot";
import type { StateResource } from "./state";
import { withWaivers, type Waiver } from "./waivers";

export interface Examination {
  readonly scope: Scope;
  /** Undefined when no stack is involved. */
  readonly resources: readonly StateResource[] | undefined;
  readonly connections: Connections;
  /** An account to look at, whether or not a resource is in it. */
  readonly account: string | undefined;
  readonly strict: boolean;
  readonly waivers: readonly Waiver[];
  /** What other stacks have, by kind and Pulumi's id, with the name of the stack. */
  readonly others: ReadonlyMap<string, string>;
  /** Ids that nobody wants to hear about. */
  readonly ignored: ReadonlySet<string>;
  readonly progress: Progress;
}

/** For `others`: a server and a portal may have the same id. */
export function declarationKey(kind: Kind, id: string): string {
  return `${kind} ${id}`;
}

const commandTimeout = 20 * 60_000;

export async function examine(shell: Shell, examination: Examination): Promise<Report> {
  const { progress, connections } = examination;
  const snapshots = new Snapshots({
    deadline: shell.clock.now() + commandTimeout,
    onWait: (milliseconds, reason) => {
      progress.say(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`);
    },
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

interface AccountsRead {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly unread: readonly Finding[];
  /** The resources whose account could be read. */
  readonly readable: readonly StateResource[];
}

/** Lists each account once for each set of credentials. One that cannot be read costs its own resources only. */
async function readAccounts(snapshots: Snapshots, examination: Examination): Promise<AccountsRead> {
  const { resources = [], connections, progress } = examination;
  const accounts = new Map<string, Account>();
  const unread = new Map<string, { readonly accountId: string; readonly reason: string; resources: number }>();
  const readable: StateResource[] = [];

  const read = async (accountId: string, source: Parameters<typeof connections.clientFor>[0]): Promise<boolean> => {
    progress.say(`reading account ${accountId}`);
    try {
      const account = await snapshots.account(await connections.clientFor(source), accountId);
      accounts.set(accountId, accounts.get(accountId) ?? account);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const key = `${accountId} ${reason}`;
      const known = unread.get(key) ?? { accountId, reason, resources: 0 };
      unread.set(key, { ...known, resources: known.resources + 1 });
      return false;
    }
  };
  for (const resource of resources) {
    if (await read(subjectOf(resource).accountId ?? "", connections.sourceFor(resource.provider))) {
      readable.push(resource);
    }
  }
  if (examination.account !== undefined && !accounts.has(examination.account)) {
    await read(examination.account, connections.own);
  }
  return {
    accounts: new Map([...accounts].sort(([one], [other]) => compareText(one, other))),
    unread: [...unread.values()].map(({ accountId, reason, resources: count }) =>
      finding(
        "could-not-read",
        { kind: "account", accountId, id: accountId },
        resources.length === 0 ? reason : `${reason} (${counted(count, "resource")} of the stack)`,
      ),
    ),
    readable,
  };
}

interface Around {
  readonly findings: readonly Finding[];
  readonly exposure: readonly Exposure[];
  readonly servers: readonly InventoryServer[];
  readonly portals: readonly InventoryPortal[];
}

/** What is to be said of an account whatever a program declares: what nobody declares, what does not work, what is exposed. */
function aroundOf({ accountId, servers, portals }: Account, examination: Examination): Around {
  const { resources, others, ignored } = examination;
  const reviews = reviewsOf(resources ?? []);
  const own = new Map(resources?.map((resource) => [declarationKey(resource.kind, resource.id), resource]));
  const isIgnored = (id: string): boolean => ignored.has(id) || ignored.has(pulumiId(accountId, id));
  const findings: Finding[] = [];

  const subjectFor = (kind: Kind, id: string): Subject => {
    const resource = own.get(declarationKey(kind, pulumiId(accountId, id)));
    return resource === undefined ? { kind: kinds[kind].subject, accountId, id } : subjectOf(resource);
  };
  const declaredBy = (kind: Kind, id: string): string | undefined => {
    const key = declarationKey(kind, pulumiId(accountId, id));
    const resource = own.get(key);
    if (resource?.external === true) {
      return others.get(key) ?? "read by this stack";
    }
    return resource === undefined ? others.get(key) : "this stack";
  };
  /** Whether it is a concern of who asks: declared here, or nothing is declared at all. */
  const isOurs = (kind: Kind, id: string): boolean =>
    !isIgnored(id) && (resources === undefined || declaredBy(kind, id) === "this stack");
  const addUnmanaged = (kind: Kind, id: string, words: string): void => {
    if (resources !== undefined && declaredBy(kind, id) === undefined && !isIgnored(id)) {
      findings.push(finding(kinds[kind].unmanaged, subjectFor(kind, id), words));
    }
  };

  for (const server of servers) {
    const by = server.created_by ? `, created by ${server.created_by}` : "";
    addUnmanaged("McpServer", server.id, `${server.hostname} is declared by no program that is known here${by}`);
    if (isOurs("McpServer", server.id)) {
      const secrets = own.get(declarationKey("McpServer", pulumiId(accountId, server.id)))?.secrets ?? [];
      findings.push(...redactDeep(healthOf(server, subjectFor("McpServer", server.id)), secrets));
    }
  }
  const byId: ReadonlyMap<string, WireServer> = new Map(servers.map((server) => [server.id, server]));
  const exposure: Exposure[] = [];
  for (const portal of portals) {
    const by = portal.created_by ? `, created by ${portal.created_by}` : "";
    addUnmanaged("McpPortal", portal.id, `${portal.hostname} is declared by no program that is known here${by}`);
    for (const exposed of isIgnored(portal.id) ? [] : exposureOf(accountId, portal, byId, reviews)) {
      exposure.push(exposed);
      findings.push(...unapproved(exposed, subjectFor("McpPortal", portal.id)));
    }
  }
  return {
    findings,
    exposure,
    servers: servers.map((server) => inventoryServer(accountId, server, declaredBy("McpServer", server.id))),
    portals: portals.map((portal) => inventoryPortal(accountId, portal, declaredBy("McpPortal", portal.id))),
  };
}
