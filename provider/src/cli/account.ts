/** A Cloudflare account, opened with the same configuration as the provider's. */
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
import { UsageError } from "./exitCodes";
import type { Shell } from "./shell";
import { reportWaits, type Progress } from "./terminal";

export interface OpenAccount {
  readonly accountId: string;
  readonly connection: Connection;
  readonly client: CloudflareClient;
  /** What all requests of the command share. */
  readonly context: RequestContext;
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

/** Long enough to list thousands, also through the five minutes for which Cloudflare blocks a busy token. */
export const commandTimeout = 20 * 60_000;

/** No stack is involved. */
const nothing: ConfigurationSource = { get: () => undefined };

/** Precedence as in the provider: `--account`, stack config, environment. Calls nobody yet. */
export async function openAccount(shell: Shell, options: AccountOptions): Promise<OpenAccount> {
  const { account, configuration = nothing, progress } = options;
  const accountId = account ?? configuredAccount(configuration) ?? environmentAccount(shell.environment);
  if (accountId === undefined) {
    throw new UsageError(
      "Which account? Give --account, or set the environment variable CLOUDFLARE_ACCOUNT_ID, or cloudflare:accountId in the config of the stack.",
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
