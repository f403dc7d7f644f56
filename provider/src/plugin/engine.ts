/** The state of the plugin for one engine. The next handshake clears it. */
import { setMaxListeners } from "node:events";
import { systemClock } from "../cloudflare/clock";
import type { ConfigurationSource, Environment } from "../configuration";
import { connect } from "../connect";
import { pluginToken } from "../kinds";
import type { Host } from "../lifecycle/host";
import { Memory } from "../lifecycle/memory";
import { readPulumiCommand } from "../lifecycle/pulumiCommand";
import type { Properties } from "../lifecycle/values";
import { resources, type AnyResourceKind } from "../resources";
import { cancellableClock } from "./cancellation";
import { sourceOf } from "./configuration";
import { pluginNotices } from "./log";
import { PluginResource } from "./resource";

/** The process of the plugin. */
export interface Surroundings {
  readonly environment: Environment;
  readonly folder: string;
  /** The address of the engine; undefined if none started the process. */
  readonly address: string | undefined;
  /** Returns only while the engine is still running. */
  readonly stillWanted: () => Promise<void>;
}

export class Engine {
  readonly host: Host;
  private configuration: ConfigurationSource = { get: () => undefined };
  private readonly cancellation = new AbortController();
  private readonly byToken: ReadonlyMap<string, PluginResource>;

  constructor({ environment, folder, address, stillWanted }: Surroundings) {
    // Each wait adds a listener, and Node.js warns of more than ten.
    setMaxListeners(0, this.cancellation.signal);
    const clock = cancellableClock(systemClock, () => this.cancellation.signal);
    this.host = {
      configuration: { get: (key) => this.configuration.get(key) },
      environment,
      folder,
      notices: pluginNotices(address),
      memory: new Memory(),
      clock,
      pulumiCommand: () => readPulumiCommand(environment),
      stillWanted,
      connect: (connection) => connect(connection, clock),
    };
    this.byToken = new Map(
      Object.entries<AnyResourceKind>(resources).map(([name, kind]) => [
        pluginToken(name),
        new PluginResource(kind, this.host),
      ]),
    );
  }

  configure(args: Properties, providerName: string | undefined): void {
    this.configuration = sourceOf(args, providerName);
  }

  resource(token: string): PluginResource {
    const resource = this.byToken.get(token);
    if (resource === undefined) {
      throw new Error(`This version of the plugin has no resource ${token}. Install a newer version.`);
    }
    return resource;
  }

  cancel(): void {
    this.cancellation.abort();
  }
}
