/** What one kind of resource brings to the generic lifecycle, and what the two hand to each other. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { Collection, RequestContext } from "../cloudflare/servers";
import type { ConfigurationSource, Connection, Environment } from "../configuration";
import type { Change } from "./comparison";
import type { Field } from "./fields";
import type { Memory, Resource } from "./memory";
import type { Notices } from "./notices";
import type { Properties } from "./values";

/** What one kind of resource adds to the generic lifecycle. */
export interface Definition<Wire, Api extends Collection<Wire>> {
  /** As in messages: "MCP server". */
  readonly noun: string;
  /** The argument that identifies the object in its account. */
  readonly idArgument: string;
  readonly table: readonly Field[];
  api(client: CloudflareClient, accountId: string, context: RequestContext): Api;
  /** What is wrong with arguments taken together. `olds` are the inputs of the last step. */
  failures(inputs: Properties, olds: Properties, adopting: boolean): string[];
  warnings(inputs: Properties): string[];
  /** Every secret in inputs or outputs. */
  secrets(properties: Properties): string[];
  /** What an update has to carry besides its changes. */
  companions(inputs: Properties, changes: readonly Change[]): Properties;
  /** What has to happen after a write. */
  settle(session: Session<Wire, Api>, written: Written<Wire>): Promise<Settled<Wire>>;
  /** The write-only arguments in state that the object no longer has as they were sent. */
  lost(object: Wire, state: Properties): { readonly name: string; readonly reason: string }[];
  /** Outputs that only later steps need: names beginning with "__", values that are no secret. */
  readonly hidden: readonly string[];
  /** Whether a step before has left something to do. */
  isPending(state: Properties): boolean;
  /** What a replacement loses for good. */
  replaceWarnings(state: Properties): string[];
}

/** A write that Cloudflare accepted, or what a step before left to do. */
export interface Written<Wire> {
  readonly object: Wire;
  readonly inputs: Properties;
  /** What state had before; nothing for a new object. */
  readonly previous: Properties;
  /** What the write carried. */
  readonly changed: readonly Field[];
}

/** How a step ended. */
export interface Settled<Wire> {
  readonly object: Wire;
  readonly hidden: Properties;
  /** What is applied instead of what inputs say: credentials that were put back. */
  readonly instead?: Properties;
  /** Why the step fails although it changed something. */
  readonly failure?: string;
}

/** What the lifecycle gets from the process that it runs in. */
export interface Host {
  readonly configuration: ConfigurationSource;
  readonly environment: Environment;
  readonly notices: Notices;
  readonly memory: Memory;
  readonly clock: Clock;
  /** Returns only while somebody still wants what this process does. */
  stillWanted(): Promise<void>;
  connect(connection: Connection): Promise<CloudflareClient>;
}

/** One step on one object. */
export interface Session<Wire, Api extends Collection<Wire>> {
  readonly api: Api;
  readonly accountId: string;
  readonly id: string;
  readonly clock: Clock;
  /** When the step gives up. */
  readonly deadline: number;
  readonly secrets: readonly string[];
  /** The resource of the program; undefined in a refresh or destroy without the program. */
  readonly resource: Resource | undefined;
  warn(message: string): Promise<void>;
}
