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
import { openStack, PulumiMissing } from "./stack";
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
  /** The configuration of `--stack`, if the command has already read it. */
  readonly configuration?: ConfigurationSource | undefined;
  readonly progress?: Progress;
}

/** Enough to list thousands of objects, even during the five minutes in which Cloudflare blocks a busy token. */
export const commandTimeout = 20 * 60_000;

const nothing: ConfigurationSource = { get: () => undefined };

/**
 * The configuration for `drift`: of the named stack, or, inside a project, of the selected one, unless `--account` is
 * set.
 */
async function readStackConfig(
  shell: Shell,
  { account, stack, configuration }: AccountOptions,
): Promise<ConfigurationSource> {
  if (configuration !== undefined) {
    return configuration;
  }
  if (stack === undefined && (account !== undefined || projectFolder(shell.folder) === undefined)) {
    return nothing;
  }
  try {
    return (await openStack(shell, stack)).configuration;
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
    return nothing;
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
  const configuration = await readStackConfig(shell, options);
  const { account, progress } = options;
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
