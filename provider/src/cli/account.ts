/** Opens a Cloudflare account with the same configuration as the provider. */
import type { CloudflareClient } from "../cloudflare/client";
import type { RequestContext } from "../cloudflare/reader";
import type { Portals } from "../cloudflare/portals";
import type { Servers } from "../cloudflare/servers";
import {
  configuredAccount,
  environmentAccount,
  resolveConnection,
  type ConfigurationSource,
  type Connection,
} from "../configuration";
import { projectFolder } from "../lock/locate";
import { say } from "../text/shown";
import { UsageError } from "./exitCodes";
import type { Shell } from "./shell";
import { openStack, PulumiMissing, type Stack } from "./stack";
import { reportWaits, type Progress } from "./terminal";

export interface OpenAccount {
  readonly accountId: string;
  readonly connection: Connection;
  readonly client: CloudflareClient;
  /** The shared settings of all requests of the command. */
  readonly context: RequestContext;
  readonly servers: Servers;
  readonly portals: Portals;
}

export interface AccountOptions {
  readonly account?: string | undefined;
  readonly stack?: string | undefined;
  readonly progress?: Progress;
}

/** Enough to list thousands of objects, even during the five minutes in which Cloudflare blocks a busy token. */
export const commandTimeout = 20 * 60_000;

const nothing: ConfigurationSource = { get: () => undefined };

/**
 * The stack that a command reads, as for `drift`: the named one, or, inside a project, the selected one, unless
 * `--account` is given.
 */
export async function chooseStack(shell: Shell, { account, stack }: AccountOptions): Promise<Stack | undefined> {
  if (stack === undefined && (account !== undefined || projectFolder(shell.folder) === undefined)) {
    return undefined;
  }
  try {
    return await openStack(shell, stack);
  } catch (error) {
    // Nobody named the stack, and in a pipeline the environment can have all settings.
    if (stack !== undefined || !isComplete(shell.environment)) {
      throw error;
    }
    if (!(error instanceof PulumiMissing)) {
      shell.err.write(
        say`warning: The config of the selected stack cannot be read, so account and credentials are those of the environment. ${shell.secrets.reasonsOf(error)}\n`,
      );
    }
    return undefined;
  }
}

function isComplete(environment: Shell["environment"]): boolean {
  try {
    resolveConnection(nothing, environment);
    return environmentAccount(environment) !== undefined;
  } catch {
    return false;
  }
}

/** Has the precedence of the provider: `--account`, stack config, environment. Makes no call. */
export async function openAccount(shell: Shell, options: AccountOptions): Promise<OpenAccount> {
  return openAccountOf(shell, await chooseStack(shell, options), options);
}

/** The same for a command that has chosen its stack, because it reads more of it. */
export async function openAccountOf(
  shell: Shell,
  stack: Stack | undefined,
  { account, progress }: AccountOptions,
): Promise<OpenAccount> {
  const configuration = stack?.configuration ?? nothing;
  const accountId = account ?? configuredAccount(configuration) ?? environmentAccount(shell.environment);
  if (accountId === undefined) {
    throw new UsageError(
      "The command has no Cloudflare account: --account, cloudflare:accountId and CLOUDFLARE_ACCOUNT_ID are not set. Set one of them: docs/get-started.md shows where to find the id.",
    );
  }
  const connection = resolveConnection(configuration, shell.environment);
  shell.secrets.add(connection.secrets);
  const client = await shell.connect(connection);
  const [{ Servers }, { Portals }] = await Promise.all([
    import("../cloudflare/servers.js"),
    import("../cloudflare/portals.js"),
  ]);
  const context = {
    deadline: shell.clock.now() + commandTimeout,
    onWait: reportWaits(progress),
  };
  return {
    accountId,
    connection,
    client,
    context,
    servers: new Servers({ client, accountId, context }),
    portals: new Portals({ client, accountId, context }),
  };
}
