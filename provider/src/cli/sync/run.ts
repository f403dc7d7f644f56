/** Runs `sync`: syncs one server after the other, and shows what Cloudflare found. */
import { CloudflareError } from "../../cloudflare/errors";
import { listReadable } from "../../cloudflare/list";
import { dashboardServers, type WireServer } from "../../cloudflare/wire";
import { Memory } from "../../lifecycle/memory";
import { localId } from "../../lifecycle/pulumiId";
import { remedyFor, trySync } from "../../server/syncTrial";
import { asText } from "../../text/asText";
import { line, say, visible, type Shown } from "../../text/shown";
import { openAccount, type OpenAccount } from "../account";
import { chooseExitCode, type ExitCode } from "../exitCodes";
import { refuseOtherAccount, refuseOtherThanId } from "../lock/targets";
import { sortBy } from "../order";
import { registry } from "../registry";
import type { Shell } from "../shell";
import { startProgress } from "../terminal";
import { describeFound } from "./found";

export interface SyncOptions {
  readonly account?: string;
  readonly stack?: string;
}

/** The result for one server. */
interface Synced {
  readonly text: Shown;
  readonly failed: boolean;
}

interface Target {
  readonly id: string;
  /** Throws if there is no readable server. */
  readonly read: () => Promise<WireServer>;
}

export async function runSync(
  shell: Shell,
  given: readonly string[],
  { account, stack }: SyncOptions,
): Promise<ExitCode> {
  const named = given.map((each) => ({ given: each, server: asText(localId(each, undefined).id) }));
  for (const { server } of named) {
    refuseOtherThanId(server);
  }
  const progress = startProgress(shell);
  const opened = await openAccount(shell, { account, stack, progress });
  refuseOtherAccount(named, opened.accountId);
  let hasFailed = false;
  try {
    const targets =
      named.length > 0
        ? [...new Set(named.map(({ server }) => server))].map((server) => namedTarget(opened, server))
        : await allTargets(opened);
    for (const target of targets) {
      progress.say(say`syncing ${visible(target.id)}`);
      const { text, failed } = await syncTarget(shell, opened, target, named.length > 0);
      progress.end();
      hasFailed ||= failed;
      shell.out.write(shell.secrets.redactShown(say`${visible(target.id)}: ${text}\n`));
    }
  } finally {
    progress.end();
  }
  return chooseExitCode({ found: false, failed: hasFailed });
}

function namedTarget({ servers, accountId }: OpenAccount, id: string): Target {
  return {
    id,
    read: async () => {
      const found = await servers.get(id);
      if (found === undefined) {
        throw new Error(`It does not exist in account ${accountId}.`);
      }
      return found.object;
    },
  };
}

async function allTargets({ servers, accountId }: OpenAccount): Promise<Target[]> {
  const { objects, unread } = await listReadable(servers);
  const targets = [
    ...objects.map((server) => ({ id: server.id, read: () => Promise.resolve(server) })),
    ...unread.map(({ named, reason }) => ({
      id: named,
      read: () => Promise.reject(new Error(`It could not be read: ${reason}.`)),
    })),
  ];
  if (targets.length === 0) {
    throw new Error(`Account ${accountId} has no MCP servers.`);
  }
  return sortBy(targets, ({ id }) => id);
}

/** A failure of one server does not affect the others, but a rejected token affects all of them. */
async function syncTarget(shell: Shell, opened: OpenAccount, target: Target, isNamed: boolean): Promise<Synced> {
  try {
    return await syncServer(shell, opened, await target.read(), isNamed);
  } catch (error) {
    if (isAboutCaller(error)) {
      throw error;
    }
    return { text: shell.secrets.reasonsOf(error), failed: true };
  }
}

function isAboutCaller(error: unknown): error is CloudflareError {
  return error instanceof CloudflareError && ["authentication", "permission"].includes(error.kind);
}

/** `isNamed`: the person named this server, so it is a failure if it cannot be synced. */
async function syncServer(
  shell: Shell,
  { servers, context }: OpenAccount,
  server: WireServer,
  isNamed: boolean,
): Promise<Synced> {
  const { id } = server;
  const { clock, secrets } = shell;
  const learn = (object: WireServer): void => {
    secrets.add(registry.McpServer.definition.secrets?.({ ...object }, new Memory()) ?? []);
  };
  learn(server);
  const obstacle = obstacleTo(server);
  if (obstacle !== undefined) {
    return { text: say`not synced. ${visible(obstacle)}`, failed: isNamed };
  }
  const trial = await trySync({ api: servers, id, clock, deadline: context.deadline, secrets: secrets.list });
  if (!trial.works && isAboutCaller(trial.error)) {
    throw trial.error;
  }
  const after = (await servers.get(id))?.object ?? server;
  learn(after);
  const { status, auth_type: authType, hostname, name } = after;
  if (trial.works) {
    return { text: say`${visible(asText(status))}, ${describeFound(server, after)}`, failed: false };
  }
  const remedy = remedyFor(trial, { authType, hostname, name });
  const reason = line([`The sync failed: ${trial.reason}.`, remedy].filter((part) => part !== undefined).join(" "));
  return { text: say`${visible(asText(status))}\n  ${reason}`, failed: true };
}

/** Why a sync would do nothing: Cloudflare answers "success" anyway. */
function obstacleTo({ authentication_status: login, name }: WireServer): string | undefined {
  if (login === "required") {
    return `It waits for an administrator to log in: on Cloudflare's dashboard, under ${dashboardServers}, "${name}".`;
  }
  return login === "manual"
    ? "Cloudflare reads the tools of an OAuth client of your own at the first login of a user, not in a sync."
    : undefined;
}
