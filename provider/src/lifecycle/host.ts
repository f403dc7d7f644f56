/** What the lifecycle gets from the process that it runs in. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { ConfigurationSource, Connection, Environment } from "../configuration";
import type { Memory } from "./memory";
import type { Notices } from "./notices";
import type { PulumiCommand } from "./pulumiCommand";

export interface Host {
  readonly configuration: ConfigurationSource;
  readonly environment: Environment;
  /** Where the program runs. */
  readonly folder: string;
  readonly notices: Notices;
  readonly memory: Memory;
  readonly clock: Clock;
  /** The command of `pulumi` that started this process, where it can be told. */
  pulumiCommand(): PulumiCommand | undefined;
  /** Returns only while somebody still wants what this process does. */
  stillWanted(): Promise<void>;
  connect(connection: Connection): Promise<CloudflareClient>;
}
