/** Finds the credentials for reading each resource: of its provider, the config of the stack, or the environment. */
import type { CloudflareClient } from "../../cloudflare/client";
import {
  configuredAccount,
  credentialKeys,
  providerNameKey,
  resolveConnection,
  type ConfigurationSource,
  type Connection,
} from "../../configuration";
import type { Shell } from "../shell";
import type { StateProvider } from "./state";

export class Connections {
  private readonly clients = new Map<string, Promise<CloudflareClient>>();

  constructor(
    private readonly shell: Shell,
    /** The config of the stack; a saved state has none. */
    private readonly configuration: ConfigurationSource | undefined,
  ) {}

  /** The current config of the stack. The config that an `up` saved is only a fallback. */
  sourceFor(provider: StateProvider): ConfigurationSource {
    if (!provider.explicit && this.configuration !== undefined) {
      return this.configuration;
    }
    // The environment's credentials replace encrypted ones. They are never sent to an address in the state.
    const hidden = provider.sealed ? [providerNameKey, ...credentialKeys] : [];
    const get = (key: string): string | undefined => {
      const value = Object.hasOwn(provider.inputs, key) && !hidden.includes(key) ? provider.inputs[key] : undefined;
      return typeof value === "string" ? value : undefined;
    };
    return { get, place: "saved state" };
  }

  /** The account of the stack's config. */
  get account(): string | undefined {
    return this.configuration && configuredAccount(this.configuration);
  }

  /** The credentials that the program itself would use. */
  get own(): ConfigurationSource {
    return this.configuration ?? { get: () => undefined };
  }

  connect(connection: Connection): Promise<CloudflareClient> {
    this.shell.secrets.add(connection.secrets);
    // The remedy for saved credentials applies only to a refresh.
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
