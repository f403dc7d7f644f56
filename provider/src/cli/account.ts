/** A Cloudflare account, opened with the same configuration as the provider's. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Portals } from "../cloudflare/portals";
import type { Servers } from "../cloudflare/servers";
import {
  configuredAccount,
  environmentAccount,
  resolveConnection,
  type ConfigurationSource,
  type Connection,
} from "../configuration";
import { UsageError } from "./exitCodes";
import { tellsWaits, type Progress } from "./progress";
import type { Shell } from "./shell";

export interface Account {
  readonly accountId: string;
  readonly connection: Connection;
  readonly client: CloudflareClient;
  readonly servers: Servers;
  readonly portals: Portals;
}

export interface AccountOptions {
  /** `--account`. */
  readonly account?: string | undefined;
  /** Of the stack that the command is about, if any. */
  readonly configuration?: ConfigurationSource | undefined;
  readonly progress?: Progress;
}

/** Long enough for a list of thousands that meets the five minutes in which Cloudflare blocks a busy token. */
export const commandTimeout = 20 * 60_000;

/** No stack is involved. */
const nothing: ConfigurationSource = { get: () => undefined };

/** Precedence as in the provider: `--account`, stack config, environment. Asks nothing yet. */
export async function openAccount(shell: Shell, options: AccountOptions): Promise<Account> {
  const { account, configuration = nothing, progress } = options;
  const accountId = account ?? configuredAccount(configuration) ?? environmentAccount(shell.environment);
  if (accountId === undefined) {
    throw new UsageError(
      "Which account? Give --account, or set the environment variable CLOUDFLARE_ACCOUNT_ID, or cloudflare:accountId in the config of the stack.",
    );
  }
  const connection = resolveConnection(configuration, shell.environment);
  const client = await shell.connect(connection);
  const [{ Servers }, { Portals }] = await Promise.all([
    import("../cloudflare/servers.js"),
    import("../cloudflare/portals.js"),
  ]);
  const context = {
    deadline: shell.clock.now() + commandTimeout,
    onWait: tellsWaits(progress),
  };
  return {
    accountId,
    connection,
    client,
    servers: new Servers({ client, accountId, context }),
    portals: new Portals({ client, accountId, context }),
  };
}
