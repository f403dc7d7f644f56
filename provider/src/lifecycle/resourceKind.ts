/** The interface between one kind of resource and the generic lifecycle. */
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
 * A kind of resource: its table of fields and its own behavior. `Arguments` have passed check; `State` names the
 * outputs. A missing hook does nothing.
 */
export interface ResourceKind<
  Wire,
  Api extends Collection<Wire>,
  Arguments extends InAccount = InAccount,
  State extends object = object,
> {
  /** The noun in messages: "MCP server". */
  readonly noun: string;
  /** The argument that identifies the object in its account. */
  readonly idArgument: string;
  readonly table: readonly Field[];
  /** Outputs for later steps only: names that begin with "__", values that are not secret. */
  readonly hidden: readonly string[];
  api(options: Pick<CollectionOptions, "client" | "accountId" | "context">): Api;

  /** Inputs with the ids of other objects converted to those in the account, and the faults of these ids. */
  localize?(inputs: Given<Arguments>): { readonly inputs: Properties; readonly failures: readonly string[] };
  /**
   * Inputs with the content of the files that they name. `folder` is the folder of the program, `olds` are the inputs
   * of the last step.
   */
  resolve(
    inputs: Given<Arguments>,
    folder: string,
    olds: Given<Arguments>,
  ): { readonly inputs: Properties; readonly failures: readonly string[] };
  /** Resolved inputs in the form of state, without what its display must not show. */
  stored?(inputs: Properties): Properties;
  /** The same inputs in the form of `resolved`, which comes from the check of this step. */
  restored?(inputs: Properties, resolved: Properties): Properties;
  /** The faults of arguments in combination, and together with other resources of the program in `memory`. */
  failures(inputs: Given<Arguments>, before: Before<Arguments>, memory: Notebook): string[];
  warnings?(inputs: Given<Arguments>): string[];
  /**
   * Records a resource of the program for the steps of others. `id` is Pulumi's. Returns its conflicts with resources
   * that were recorded before. A new one is created in this command, perhaps as a replacement.
   */
  note?(memory: Notebook, id: string, inputs: Given<Arguments>, isNew: boolean): string[];
  /** Records the state of an object for the steps of others. `id` is Pulumi's. */
  noteState?(memory: Notebook, id: string, state: State): void;
  /** The faults of changed arguments together with the rest of the object in `state`. */
  conflicts?(changed: Changed<Arguments>, state: State): string[];
  /** Every secret in inputs or outputs, and secrets of other objects in `memory` that might be quoted in them. */
  secrets?(properties: State, memory: Notebook): string[];
  /** Whether an earlier step, or a step of this command on another resource, left work to do. */
  isPending(state: State, inputs: Given<Arguments>, memory: Notebook): boolean;
  /** What an earlier step failed to do and the next update retries, as a sentence. `inputs` include the hints. */
  unfinished?(state: State, inputs: Given<Arguments>): string | undefined;
  /** The names of the arguments that another step of this command might undo. They are sent again. */
  undone?(inputs: Given<Arguments>, memory: Notebook, state: State): string[];
  /** Warnings about state in every preview and update, even without a difference. */
  reminders?(inputs: Given<Arguments>, state: State): string[];
  /** Warnings about permanent losses of a replacement. */
  replaceWarnings?(state: State): string[];

  /** Declares an object of an account in a program whose resource has that name. */
  declare(object: Wire, resourceName: string, accountId: string): Declaration;
  /** How a program names another resource by text. For hosts that cannot pass objects of the program. */
  readonly references?: References;

  /** Sends an update, and returns the updated object. */
  send(session: Session<Wire, Api>, update: Update<Arguments, State>): Promise<Wire>;
  /** Runs after a write. */
  settle(session: Session<Wire, Api>, write: Write<Wire, Arguments, State>): Promise<Settled<Wire>>;
  /** Deletes the object; `isReplaced` if a create of the same id follows. Succeeds even if it does not exist. */
  remove(session: Session<Wire, Api>, isReplaced: boolean): Promise<void>;

  /** The write-only arguments in state that the object no longer has in the form that was sent. */
  lost?(object: Wire, state: State): { readonly name: string; readonly reason: string }[];
  /** Hidden outputs that state written before 2026-11-28 lacks, derived from the rest of it and from the object. */
  recall?(state: State, object: Wire): Properties;
  /** Observations of a refresh beside the fields. They replace the outputs of these names. */
  seen?(object: Wire, outs: State, speak: Speak): Properties;
  /** The arguments that have lost a part of their effect, without that part: drift that no update repairs. */
  effective?(object: Wire, outs: State): Properties;
  /** Warnings of a refresh. `outs` are the declared outputs, before those of `seen` replace them. */
  seenWarnings?(object: Wire, outs: State): SeenWarning[];
}

export interface SeenWarning {
  readonly text: string;
  /** Whether it is information only. */
  readonly isNote?: true;
  /** The argument that has lost a part of its effect, and whether that part hid something. */
  readonly lapsed?: { readonly argument: string; readonly hid: boolean };
}

export interface References {
  /** Converts the arguments of a program to those of the lifecycle. */
  resolve(inputs: Properties, around: ReferencesAround): Properties;
  /** The faults of the arguments, if the account is known. */
  failures(inputs: Properties, accountId: unknown): string[];
  /** Converts the arguments back to those of a program. */
  written(inputs: Properties): Properties;
  /** Words a refusal of the lifecycle for the argument in the program. */
  said(reason: string): string;
}

export interface ReferencesAround {
  /** The account of the resource; undefined while it is not known. */
  readonly accountId: unknown;
  /** The lifecycle's arguments of the previous step. */
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

/** The situation before the step of a check. */
export interface Before<Arguments extends InAccount> {
  /** The inputs of the last step; {} if there is none. */
  readonly olds: Given<Arguments>;
  /** The arguments whose change replaces the object. */
  readonly replaces: readonly string[];
  /** Whether the step adopts an object whose credentials the program does not know. */
  readonly adopting: boolean;
}

/** The arguments in a write, by name. */
export type Changed<Arguments extends InAccount> = { readonly [Name in keyof Arguments]?: Change };

/** An update to send. */
export interface Update<Arguments extends InAccount, State extends object> {
  readonly changed: Changed<Arguments>;
  /** The changes in the form of the API. */
  readonly body: Properties;
  readonly inputs: Arguments;
  /** The previous outputs; empty for an object that is being adopted. */
  readonly previous: State;
}

/**
 * The reason for a write. "adopt" includes an object that was found after a lost create. "resume" writes nothing, and
 * only finishes an earlier step.
 */
export type Step = "create" | "update" | "adopt" | "resume";

/** A write that Cloudflare accepted, or the rest of an earlier step. */
export interface Write<Wire, Arguments extends InAccount, State extends object> {
  readonly step: Step;
  readonly object: Wire;
  readonly inputs: Arguments;
  /** The previous outputs; empty for a new or an adopted object. */
  readonly previous: State;
  /** The arguments in the write. */
  readonly changed: Changed<Arguments>;
}

/** The result of a step. */
export interface Settled<Wire> {
  readonly object: Wire;
  readonly hidden: Properties;
  /** Applied values that differ from the inputs: restored credentials. */
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
  /** The object, perhaps from a shared list. Never older than this command. */
  read(): Promise<Observed<Wire> | undefined>;
  /** The current object, perhaps from a shared read. */
  readBack(): Promise<Observed<Wire> | undefined>;
  warn(message: string): Promise<void>;
  /** A note on one or more lines. */
  tell(...lines: string[]): Promise<void>;
}
