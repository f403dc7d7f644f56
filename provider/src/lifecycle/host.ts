/** What the lifecycle needs from its process. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { ConfigurationSource, Connection, Environment } from "../configuration";
import type { Memory } from "./memory";
import type { Notices } from "./notices";
import type { PulumiCommand } from "./pulumiCommand";

export interface Host {
  readonly configuration: ConfigurationSource;
  readonly environment: Environment;
  /** The folder of the program. */
  readonly folder: string;
  readonly notices: Notices;
  readonly memory: Memory;
  readonly clock: Clock;
  /** The `pulumi` command that started this process, if it is known. */
  pulumiCommand(): PulumiCommand | undefined;
  /** Returns only while the engine is still running. */
  stillWanted(): Promise<void>;
  connect(connection: Connection): Promise<CloudflareClient>;
}
