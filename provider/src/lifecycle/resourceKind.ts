/** What one kind of resource brings to the generic lifecycle, and what the two hand to each other. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import type { Collection, CollectionOptions, Observed } from "../cloudflare/collection";
import type { ConfigurationSource, Connection, Environment } from "../configuration";
import type { Change } from "./comparison";
import type { Field } from "./fields";
import type { Memory, Resource } from "./memory";
import type { Notices } from "./notices";
import { updateBody } from "./outputs";
import type { Properties } from "./values";

/** What there is before the step that a check is for. */
export interface Before {
  /** The inputs of the last step; {} when there is none. */
  readonly olds: Properties;
  /** The arguments whose change makes a new object of it. */
  readonly replaces: readonly string[];
  /** Whether the object may be there with what nobody here knows. */
  readonly adopting: boolean;
}

/** What one kind of resource adds to the generic lifecycle. */
export interface ResourceKind<Wire, Api extends Collection<Wire>> {
  /** As in messages: "MCP server". */
  readonly noun: string;
  /** The argument that identifies the object in its account. */
  readonly idArgument: string;
  readonly table: readonly Field[];
  api(options: Pick<CollectionOptions, "client" | "accountId" | "context">): Api;
  /** What is wrong with arguments taken together. */
  failures(inputs: Properties, before: Before): string[];
  /** Inputs with what they refer to: the files of the project. `folder` is where the program runs. */
  resolve(inputs: Properties, folder: string): { readonly inputs: Properties; readonly failures: readonly string[] };
  /** Takes note of a resource of the program, for the steps of others. */
  note(memory: Memory, id: string, inputs: Properties): void;
  warnings(inputs: Properties): string[];
  /** Every secret in inputs or outputs. */
  secrets(properties: Properties): string[];
  /** What an update sends for its changes. */
  update(session: Session<Wire, Api>, update: Update): Promise<Request<Wire>>;
  /** Deletes the object; `isReplaced` when a create of the same id follows. Also succeeds when there is none. */
  remove(session: Session<Wire, Api>, isReplaced: boolean): Promise<void>;
  /** What has to happen after a write. */
  settle(session: Session<Wire, Api>, written: Write<Wire>): Promise<Settled<Wire>>;
  /** The write-only arguments in state that the object no longer has as they were sent. */
  lost(object: Wire, state: Properties): { readonly name: string; readonly reason: string }[];
  /** Outputs that only later steps need: names beginning with "__", values that are no secret. */
  readonly hidden: readonly string[];
  /** Whether a step before has left something to do: an earlier one, or one of this command on another resource. */
  isPending(state: Properties, inputs: Properties, memory: Memory): boolean;
  /** What a refresh sees that no field has; in place of the outputs of that name. */
  seen(object: Wire, outs: Properties): Properties;
  /** What a replacement loses for good. */
  replaceWarnings(state: Properties): string[];
}

/** What an update is to do. */
export interface Update {
  readonly changes: readonly Change[];
  readonly inputs: Properties;
  /** What state had before; nothing for an object that is being adopted. */
  readonly previous: Properties;
}

/** The one PUT of an update. */
export interface Request<Wire> {
  readonly body: Properties;
  /** The object, where it was found to be as declared already and the body is empty. */
  readonly current?: Wire;
}

/** What a resource brings that is nothing but its fields. */
export const ordinary = {
  failures: (): string[] => [],
  warnings: (): string[] => [],
  secrets: (): string[] => [],
  update: (_session: unknown, { changes }: Update): Promise<{ body: Properties }> =>
    Promise.resolve({ body: updateBody(changes) }),
  remove: (session: { readonly api: Pick<Collection<never>, "remove">; readonly id: string }): Promise<void> =>
    session.api.remove(session.id),
  resolve: (inputs: Properties) => ({ inputs, failures: [] as readonly string[] }),
  note: (): void => undefined,
  lost: (): never[] => [],
  seen: () => ({}),
  hidden: [],
  isPending: (): boolean => false,
  replaceWarnings: (): string[] => [],
} as const;

/** A write that Cloudflare accepted, or what a step before left to do. */
export interface Write<Wire> {
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
  /** Where the program runs. */
  readonly folder: string;
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
  readonly memory: Memory;
  /** The object, perhaps from a list that was read for others as well. Never older than this command. */
  read(): Promise<Observed<Wire> | undefined>;
  /** The object as it is now, perhaps together with others. */
  readBack(): Promise<Observed<Wire> | undefined>;
  warn(message: string): Promise<void>;
  tell(message: string): Promise<void>;
}
