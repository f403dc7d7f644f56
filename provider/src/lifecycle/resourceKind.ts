/** What one kind of resource brings to the generic lifecycle, and what the two hand to each other. */
import type { Clock } from "../cloudflare/clock";
import type { Collection, CollectionOptions } from "../cloudflare/collection";
import type { Observed } from "../cloudflare/reader";
import type { Change } from "./comparison";
import type { Declaration } from "./declared";
import type { Field } from "./fields";
import type { Speak } from "../text/outside";
import type { Notebook } from "./notebook";
import type { Properties, Unchecked } from "./values";

/**
 * A kind of resource: its table of fields and its own behaviour. `Arguments` have passed check; `State` names what outputs
 * hold. A hook that is left out does nothing.
 */
export interface ResourceKind<
  Wire,
  Api extends Collection<Wire>,
  Arguments extends InAccount = InAccount,
  State extends object = object,
> {
  /** As in messages: "MCP server". */
  readonly noun: string;
  /** The argument that identifies the object in its account. */
  readonly idArgument: string;
  readonly table: readonly Field[];
  /** Outputs that only later steps need: names beginning with "__", values that are no secret. */
  readonly hidden: readonly string[];
  api(options: Pick<CollectionOptions, "client" | "accountId" | "context">): Api;

  /** Inputs in which the ids of other objects are those in the account, and what is wrong with them there. */
  localize?(inputs: Given<Arguments>): { readonly inputs: Properties; readonly failures: readonly string[] };
  /**
   * Inputs with what they refer to: the files of the project. `folder` is where the program runs, `olds` are the inputs of
   * the last step.
   */
  resolve(
    inputs: Given<Arguments>,
    folder: string,
    olds: Given<Arguments>,
  ): { readonly inputs: Properties; readonly failures: readonly string[] };
  /** Resolved inputs as state holds them: without what its display must not show. */
  stored?(inputs: Properties): Properties;
  /** The same inputs as `resolved` has them, which the check before this step gave. */
  restored?(inputs: Properties, resolved: Properties): Properties;
  /** What is wrong with arguments taken together, and beside what `memory` knows of other resources of the program. */
  failures(inputs: Given<Arguments>, before: Before<Arguments>, memory: Notebook): string[];
  warnings?(inputs: Given<Arguments>): string[];
  /**
   * Takes note of a resource of the program, for the steps of others. `id` is that of Pulumi. Returns what is wrong with
   * it beside the resources that were noted before. A new one is created in this command, perhaps in place of another.
   */
  note?(memory: Notebook, id: string, inputs: Given<Arguments>, isNew: boolean): string[];
  /** Takes note of what state has of an object, for the steps of others. `id` is that of Pulumi. */
  noteState?(memory: Notebook, id: string, state: State): void;
  /** What is wrong with changed arguments beside what `state` has of the object. */
  conflicts?(changed: Changed<Arguments>, state: State): string[];
  /** Every secret in inputs or outputs, and what `memory` knows of others that may be quoted in them. */
  secrets?(properties: State, memory: Notebook): string[];
  /** Whether an earlier step, or a step of this command on another resource, left work to do. */
  isPending(state: State, inputs: Given<Arguments>, memory: Notebook): boolean;
  /** What an earlier step tried in vain and the next update tries again, as a sentence. `inputs` have the hints. */
  unfinished?(state: State, inputs: Given<Arguments>): string | undefined;
  /** The arguments that a step of this command on another resource may undo, by name: they are sent again. */
  undone?(inputs: Given<Arguments>, memory: Notebook, state: State): string[];
  /** What a preview and an update both say of state, whether or not anything differs. */
  reminders?(inputs: Given<Arguments>, state: State): string[];
  /** What a replacement loses for good. */
  replaceWarnings?(state: State): string[];

  /** An object of an account as a program whose resource has that name declares it. */
  declare(object: Wire, resourceName: string, accountId: string): Declaration;
  /** How a program names another resource by a text. For hosts that take no objects of the program's. */
  readonly references?: References;

  /** Sends an update, and returns the object after it. */
  send(session: Session<Wire, Api>, update: Update<Arguments, State>): Promise<Wire>;
  /** What has to happen after a write. */
  settle(session: Session<Wire, Api>, write: Write<Wire, Arguments, State>): Promise<Settled<Wire>>;
  /** Deletes the object; `isReplaced` when a create of the same id follows. Also succeeds when there is none. */
  remove(session: Session<Wire, Api>, isReplaced: boolean): Promise<void>;

  /** The write-only arguments in state that the object no longer has as they were sent. */
  lost?(object: Wire, state: State): { readonly name: string; readonly reason: string }[];
  /** Hidden outputs that state written before 2026-11-28 lacks, derived from the rest of it and from the object. */
  recall?(state: State, object: Wire): Properties;
  /** What a refresh sees that no field has; in place of the outputs of that name. */
  seen?(object: Wire, outs: State, speak: Speak): Properties;
  /** The arguments a part of which has no effect any more, without that part: drift that no update repairs. */
  effective?(object: Wire, outs: State): Properties;
  /** What a refresh warns of. `outs` are as they were declared, before what is `seen` takes their place. */
  seenWarnings?(object: Wire, outs: State): SeenWarning[];
}

export interface SeenWarning {
  readonly text: string;
  /** Whether it is for information only. */
  readonly isNote?: true;
  /** The argument of which a part has no effect any more, and whether that part hid something. */
  readonly lapsed?: { readonly argument: string; readonly hid: boolean };
}

export interface References {
  /** The arguments as the lifecycle takes them. */
  resolve(inputs: Properties, around: ReferencesAround): Properties;
  /** What is wrong with them, as far as the account is known. */
  failures(inputs: Properties, accountId: unknown): string[];
  /** Those arguments as a program writes them. */
  written(inputs: Properties): Properties;
  /** A refusal of the lifecycle, about the argument as a program writes it. */
  said(reason: string): string;
}

export interface ReferencesAround {
  /** The account of the resource; undefined while it is not known. */
  readonly accountId: unknown;
  /** The arguments of the step before, as the lifecycle takes them. */
  readonly olds: Properties;
  /** The checked arguments of another resource of the program, by Pulumi's id. */
  readonly declared: (noun: string, id: string) => Properties | undefined;
}

/** The argument that all kinds have: every object lives in an account. */
export interface InAccount {
  readonly accountId: string;
}

/** Arguments of a program before check, by name. A value can be unknown. */
export type Given<Arguments extends InAccount> = Unchecked<keyof Arguments & string>;

/** What there is before the step that a check is for. */
export interface Before<Arguments extends InAccount> {
  /** The inputs of the last step; {} when there is none. */
  readonly olds: Given<Arguments>;
  /** The arguments whose change makes a new object of it. */
  readonly replaces: readonly string[];
  /** Whether the step adopts an object whose credentials the program does not know. */
  readonly adopting: boolean;
}

/** The arguments that a write carries, by name. */
export type Changed<Arguments extends InAccount> = { readonly [Name in keyof Arguments]?: Change };

/** What an update is to do. */
export interface Update<Arguments extends InAccount, State extends object> {
  readonly changed: Changed<Arguments>;
  /** What the table makes of the changes. */
  readonly body: Properties;
  readonly inputs: Arguments;
  /** What state had before; nothing for an object that is being adopted. */
  readonly previous: State;
}

/**
 * The reason for a write. "adopt" also covers an object that was found after a lost create. "resume" writes nothing: it
 * finishes what an earlier step left to do.
 */
export type Step = "create" | "update" | "adopt" | "resume";

/** A write that Cloudflare accepted, or what a step before left to do. */
export interface Write<Wire, Arguments extends InAccount, State extends object> {
  readonly step: Step;
  readonly object: Wire;
  readonly inputs: Arguments;
  /** What state had before; nothing for a new or an adopted object. */
  readonly previous: State;
  /** What the write carried. */
  readonly changed: Changed<Arguments>;
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

/** A resource of the program. */
export interface Resource {
  readonly urn: string;
  /** The name in the program. */
  readonly logicalName: string;
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
  readonly memory: Notebook;
  /** The object, perhaps from a list that was read for others as well. Never older than this command. */
  read(): Promise<Observed<Wire> | undefined>;
  /** The object as it is now, perhaps together with others. */
  readBack(): Promise<Observed<Wire> | undefined>;
  warn(message: string): Promise<void>;
  /** A note on one or more lines. */
  tell(...lines: string[]): Promise<void>;
}
