/** As whom each resource is looked at: by its provider, by the config of the stack, or by the environment. */
import type { CloudflareClient } from "../../cloudflare/client";
import {
  configuredAccount,
  providerNameKey,
  resolveConnection,
  type ConfigurationSource,
  type Connection,
} from "../../configuration";
import type { Shell } from "../shell";
import type { StateProvider } from "./state";

export class Connections {
  private readonly clients = new Map<string, Promise<CloudflareClient>>();
  /** What must not be shown, whoever it came from. */
  readonly secrets = new Set<string>();

  constructor(
    private readonly shell: Shell,
    /** Of the stack; a saved state has none. */
    private readonly configuration: ConfigurationSource | undefined,
  ) {}

  /** Config of the stack as it is now; what an `up` saved only where that is all there is. */
  sourceFor(provider: StateProvider): ConfigurationSource {
    if (!provider.explicit && this.configuration !== undefined) {
      return this.configuration;
    }
    const get = (key: string): string | undefined => {
      // Credentials that are encrypted here are looked for in the environment.
      const value = provider.sealed && key === providerNameKey ? undefined : provider.inputs[key];
      return typeof value === "string" ? value : undefined;
    };
    return { get };
  }

  /** The account that the program is about, if it says so. */
  get account(): string | undefined {
    return this.configuration && configuredAccount(this.configuration);
  }

  /** As the program itself would ask. */
  get own(): ConfigurationSource {
    return this.configuration ?? { get: () => undefined };
  }

  connect(connection: Connection): Promise<CloudflareClient> {
    connection.secrets.forEach((secret) => this.secrets.add(secret));
    // The advice that goes with saved credentials is for a refresh, which this is not.
    const own: Connection = { ...connection, fromStack: false };
    const key = JSON.stringify(own);
    const client = this.clients.get(key) ?? this.shell.connect(own);
    this.clients.set(key, client);
    return client;
  }

  clientFor(source: ConfigurationSource): Promise<CloudflareClient> {
    return this.connect(resolveConnection(source, this.shell.environment));
  }
}
