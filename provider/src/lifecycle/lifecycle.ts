/**
 * The lifecycle of a resource whose objects are created, read, updated and deleted by id: check, diff, create, read,
 * update and delete, in that order, over a table of fields. What only one resource does is in its {@link ResourceKind}.
 *
 * Two rules hold everywhere. The answer of a write is what state gets; nothing is read again without a reason. And what
 * is not proven is not assumed: an answer that got lost is looked up, a server that others made is not taken over.
 */
import { randomUUID } from "node:crypto";
import type { Collection, Observed } from "../cloudflare/collection";
import { CloudflareError } from "../cloudflare/errors";
import { deepFailures, failuresOf, type Failure } from "./check";
import { compare, managedIn, managedKey, replacing, type Change, type Comparison } from "./comparison";
import { createObject } from "./creation";
import type { Changed, Given, Host, InAccount, ResourceKind, Session, Settled, Write } from "./resourceKind";
import { isAdopting, missing, pulumiId, resolveAccount } from "./identity";
import {
  createBody,
  credentialsOf,
  declaredOutputs,
  keptOutputs,
  outputsOf,
  projectedInputs,
  sentArguments,
  updateBody,
  volatileOutputs,
} from "./outputs";
import { beginSession } from "./session";
import type { KindMemory } from "./memory";
import { isSet, isUnknown, reasonOf, shown, type Properties } from "./values";

export interface DiffResult {
  readonly changes: boolean | undefined;
  readonly replaces: string[];
  readonly deleteBeforeReplace: true;
}

/** Argument keys that the resource class adds for check and that go no further. */
const logicalNameKey = "__logicalName";
const urnKey = "__urn";

/** Marks the outputs of a resource that a program only reads (`McpServer.get`). */
const externalKey = "__external";

/**
 * A step that got so far: Pulumi saves the outputs, so that what was done is known, and tries the rest at the next `up`.
 * The message is never shown then, only the reasons.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    readonly properties: Properties,
    reason: string,
  ) {
    super(reason);
    this.reasons = [reason];
  }
}

export class Lifecycle<
  Wire extends { readonly id: string },
  Api extends Collection<Wire>,
  Arguments extends InAccount = InAccount,
  State extends object = object,
> {
  private readonly memory: KindMemory;

  constructor(
    private readonly kind: ResourceKind<Wire, Api, Arguments, State>,
    private readonly host: Host,
  ) {
    this.memory = host.memory.of(kind.noun);
  }

  /**
   * Refuses what Cloudflare would refuse, and settles what must not change later: the account, the id, and the
   * incarnation. What is added here is known in a preview; an output would not be.
   */
  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Failure[] }> {
    const { memory } = this;
    const { notices } = this.host;
    const { idArgument, table } = this.kind;
    const { [logicalNameKey]: logicalName, [urnKey]: urn, ...declared } = news;
    const inputs = Object.fromEntries(Object.entries(declared).filter(([, value]) => isSet(value)));
    const tooDeep = deepFailures(inputs);
    if (tooDeep.length > 0) {
      return { inputs: {}, failures: tooDeep };
    }
    const settled = typeof urn === "string" ? memory.identity(urn) : undefined;
    const before = { ...settled, ...olds };

    const account = resolveAccount(this.host, inputs, before);
    if (account.id !== undefined) {
      inputs.accountId = account.id;
    }
    const defaulted = !isSet(inputs[idArgument]) && !isSet(before[idArgument]);
    inputs[idArgument] ??= before[idArgument] ?? logicalName;
    // Dependents carry it, so that they see a replacement under the same id. A replacement is checked without olds.
    inputs.incarnation = olds.incarnation ?? randomUUID();

    const { accountId, [idArgument]: id } = inputs;
    // All ids that are not known yet are the same text.
    const isKnown = (part: unknown): part is string => typeof part === "string" && !isUnknown(part);
    const identified = typeof urn === "string" && isKnown(accountId) && isKnown(id);
    const known = identified ? memory.resource(pulumiId(accountId, id)) : undefined;
    const twin = known?.urn === urn ? undefined : known;
    const resolved = this.kind.resolve(inputs as Given<Arguments>, this.host.folder);
    const step = {
      olds: olds as Given<Arguments>,
      replaces: replacing(table, olds, inputs),
      adopting: this.isAdopting(inputs),
    };
    const together = [...this.kind.failures(inputs as Given<Arguments>, step), ...resolved.failures];
    if (twin !== undefined) {
      together.push(
        `${idArgument}: "${String(id)}" is that of the resource "${twin.logicalName}" too; one object cannot be declared twice.`,
      );
    }
    const failures = failuresOf(table, inputs, {
      account: account.failure,
      defaultedId: defaulted ? idArgument : undefined,
      together,
      olds,
    });

    if (identified && twin === undefined) {
      memory.identify(urn, { accountId, [idArgument]: id });
      memory.know(pulumiId(accountId, id), { urn, logicalName: String(logicalName) });
      if (Object.keys(olds).length === 0) {
        // A create of this id follows. That is the only sign of a replacement that no diff asked for (`--replace`).
        memory.replace(pulumiId(accountId, id));
      }
      this.kind.note?.(this.host.memory, pulumiId(accountId, id), resolved.inputs as Given<Arguments>);
    }
    if (typeof urn === "string" && twin === undefined) {
      for (const warning of failures.length === 0
        ? (this.kind.warnings?.(resolved.inputs as Given<Arguments>) ?? [])
        : []) {
        await notices.warn(urn, warning);
      }
    }
    return { inputs: resolved.inputs, failures };
  }

  /**
   * `changes` is undefined for a real change: the engine then shows it field by field and honours ignoreChanges, also
   * in a refresh, where the remote values stand in for the old ones. `true` would hide both.
   *
   * Delete-before-replace in every answer, also when nothing changed: an interrupted replacement whose program was then
   * taken back is otherwise finished as "create, then delete the old one", which is the same object here.
   *
   * What a step before left to do is a change that no input shows: `true`.
   */
  async diff(id: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const { replaces, changes, undecided, settingsDiffer, namesDiffer } = this.compare(olds, news);
    const result = { replaces: [...replaces], deleteBeforeReplace: true as const };
    if (replaces.length > 0) {
      this.memory.replace(id);
      await this.warnOfReplacement(news, olds);
      return { ...result, changes: undefined };
    }
    if (this.isPending(olds, news)) {
      return { ...result, changes: true };
    }
    const differs = changes.length > 0 || undecided || settingsDiffer || namesDiffer;
    return { ...result, changes: differs ? undefined : false };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const session = await this.begin(this.idOf(inputs), inputs);
    const isAdopting = this.isAdopting(inputs);
    const existing = isAdopting ? await session.api.get(session.id) : undefined;
    if (isAdopting && existing === undefined) {
      this.refuseUnlessComplete(session.id, inputs);
    }
    const outs =
      existing === undefined ? await this.make(session, inputs) : await this.adopt(session, existing, inputs);
    return { id: this.idOf(inputs), outs };
  }

  /** Check asked for less than a create needs, since the object could have been there with the rest of it. */
  private refuseUnlessComplete(id: string, inputs: Properties): void {
    const failures = this.kind.failures(inputs as Given<Arguments>, {
      olds: {} as Given<Arguments>,
      replaces: [],
      adopting: false,
    });
    if (failures.length > 0) {
      throw new Error(
        `There is no ${this.kind.noun} "${id}" to adopt, and to create it something is missing. ${failures.join(" ")}`,
      );
    }
  }

  /**
   * `props` are the outputs in state; or the bare properties of a resource that a program only reads, the first time.
   * Gone means gone only when Cloudflare says so: everything else is an error, or a wrong URL would empty a stack.
   */
  async read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs?: Properties }> {
    const { noun, table } = this.kind;
    const session = await this.begin(id, props);
    const observed = await session.read();
    const known = table.some((field) => field.required && isSet(props[field.name]));
    const external = !known || props[externalKey] === true;
    if (observed === undefined) {
      if (external) {
        throw missing(noun, session.id, session.accountId);
      }
      return { id: "", props: {} };
    }
    if (external) {
      // The engine compares the outputs of such a resource as a whole, and would call a later sync a drift.
      const volatile = known ? volatileOutputs(table, props) : {};
      const outs = outputsOf(table, observed.object, { accountId: session.accountId }, session.secrets);
      return { id, props: { ...outs, ...volatile, [externalKey]: true } };
    }
    const managed = managedIn(table, props);
    // What a program says nothing of is as Cloudflare says it, not as it was.
    const unmanaged = table.filter(({ kind, name }) => kind === "mutable" && !managed.includes(name));
    const declared = { ...props, ...Object.fromEntries(unmanaged.map(({ name }) => [name, null])) };
    const outs: Properties = {
      ...outputsOf(table, observed.object, declared, session.secrets),
      ...this.carried(props),
      [managedKey]: managed,
    };
    for (const { name, reason } of this.kind.lost?.(observed.object, props as State) ?? []) {
      // Left out, not replaced: the engine then shows it as missing, and the next `up` sends it again.
      outs[name] = null;
      await session.warn(`${name} of ${noun} "${session.id}" is no longer what was applied: ${reason}.`);
    }
    Object.assign(outs, this.kind.seen?.(observed.object, outs as State));
    return { id, props: outs, inputs: projectedInputs(table, outs, managed) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const session = await this.begin(id, olds, news);
    const { changes, settingsDiffer } = this.compare(olds, news);
    if (changes.length > 0) {
      return { outs: await this.send(session, "update", changes, news, olds) };
    }
    if (settingsDiffer || this.isPending(olds, news)) {
      const observed = await session.api.get(session.id);
      if (observed === undefined) {
        throw new Error(`${this.kind.noun} "${session.id}" was deleted outside of Pulumi: run \`pulumi refresh\`.`);
      }
      return { outs: await this.finish(session, "resume", observed.object, [], news, olds) };
    }
    const { table } = this.kind;
    return { outs: { ...olds, ...declaredOutputs(table, news), ...keptOutputs(table, news) } };
  }

  async delete(id: string, props: Properties): Promise<void> {
    if (this.memory.hasTaken(id)) {
      return;
    }
    await this.kind.remove(await this.begin(id, props), this.memory.isReplaced(id));
  }

  /** Every secret in inputs or outputs. */
  secrets(properties: Properties): string[] {
    return this.kind.secrets?.(properties as State) ?? [];
  }

  /** Creates the object, or finds that the attempt before did although its answer got lost. */
  private async make(session: Session<Wire, Api>, inputs: Properties): Promise<Properties> {
    const { table } = this.kind;
    const body = createBody(table, inputs, session.resource?.logicalName ?? session.id);
    const { object, isFound } = await createObject(this.kind, session, body);
    this.memory.take(pulumiId(session.accountId, session.id));
    return isFound && credentialsOf(table).some((field) => isSet(inputs[field.name]))
      ? this.sendCredentials(session, object, inputs)
      : this.finish(session, "create", object, sentArguments(table, inputs), inputs, {});
  }

  /**
   * For an object that was found in place of an answer. A request of an earlier `up` may have made it, with other
   * credentials, and nothing tells which it has.
   */
  private async sendCredentials(session: Session<Wire, Api>, object: Wire, inputs: Properties): Promise<Properties> {
    const state = this.withoutCredentials(session, object, inputs);
    const { changes } = this.compare(state, inputs);
    try {
      return await this.send(session, "adopt", changes, inputs, {});
    } catch (error) {
      if (error instanceof PartialFailure) {
        throw error;
      }
      const { noun } = this.kind;
      throw new PartialFailure(
        pulumiId(session.accountId, session.id),
        state,
        `${reasonOf(error)} ${noun} "${session.id}" was created; the next \`pulumi up\` sends its credentials.`,
      );
    }
  }

  /** The outputs of an object of which nobody here knows which credentials it has. */
  private withoutCredentials(session: Session<Wire, Api>, object: Wire, inputs: Properties): Properties {
    const { table } = this.kind;
    const unknown = Object.fromEntries(credentialsOf(table).map(({ name }) => [name, null]));
    return { ...outputsOf(table, object, inputs, session.secrets), ...this.carried({}), ...unknown };
  }

  /** Takes over an object that exists, and changes what the program says otherwise. */
  private async adopt(session: Session<Wire, Api>, existing: Observed<Wire>, inputs: Properties): Promise<Properties> {
    const { noun } = this.kind;
    const state: Properties = { ...this.withoutCredentials(session, existing.object, inputs), [managedKey]: [] };
    const { replaces, changes } = this.compare(state, inputs);
    if (replaces.length > 0) {
      const differences = replaces.map(
        (name) => `${name} is ${shown(state[name])} there and ${shown(inputs[name])} in the program`,
      );
      throw new Error(
        `Cannot adopt ${noun} "${session.id}": ${differences.join(", ")}. These cannot be changed: write them as they are, or delete it first.`,
      );
    }
    this.memory.take(pulumiId(session.accountId, session.id));
    return changes.length === 0
      ? this.finish(session, "adopt", existing.object, [], inputs, {})
      : this.send(session, "adopt", changes, inputs, {});
  }

  /** The one PUT of an update. */
  private async send(
    session: Session<Wire, Api>,
    step: "update" | "adopt",
    changes: readonly Change[],
    inputs: Properties,
    previous: Properties,
  ): Promise<Properties> {
    const update = {
      changed: changedOf<Arguments>(changes),
      body: updateBody(changes),
      inputs: inputs as Arguments,
      previous: previous as State,
    };
    const object = await this.kind.send(session, update).catch((error: unknown) => {
      // What is being adopted is not in state yet.
      throw step === "adopt" ? error : this.leftOpen(error, session, changes, previous);
    });
    return this.finish(session, step, object, changes, inputs, previous);
  }

  /**
   * Nothing ever tells which credentials Cloudflare has when the answer to new ones got lost. So state forgets the old
   * ones too, and the next `up` sends what the program says then, also if that is the old ones again.
   */
  private leftOpen(
    error: unknown,
    { accountId, id }: Session<Wire, Api>,
    changes: readonly Change[],
    previous: Properties,
  ): unknown {
    const sent = credentialsOf(changes.map(({ field }) => field)).map(({ name }) => name);
    if (!(error instanceof CloudflareError) || !error.details.maybeCommitted || sent.length === 0) {
      return error;
    }
    return new PartialFailure(
      pulumiId(accountId, id),
      { ...previous, ...Object.fromEntries(sent.map((name) => [name, null])) },
      `${error.message} Whether Cloudflare has the new ${sent.join(" and ")} now is not known: the next \`pulumi up\` sends what the program says then.`,
    );
  }

  /** What comes after a write. Whatever happens here, the write is done, and state has to say so. */
  private async finish(
    session: Session<Wire, Api>,
    step: Write<Wire, Arguments, State>["step"],
    object: Wire,
    changes: readonly Change[],
    inputs: Properties,
    previous: Properties,
  ): Promise<Properties> {
    let settled: Settled<Wire>;
    try {
      settled = await this.kind.settle(session, {
        step,
        object,
        inputs: inputs as Arguments,
        previous: previous as State,
        changed: changedOf<Arguments>(changes),
      });
    } catch (error) {
      settled = { object, hidden: this.carried(previous), failure: reasonOf(error) };
    }
    const applied = { ...inputs, ...settled.instead, ...settled.hidden };
    const outs = {
      ...outputsOf(this.kind.table, settled.object, applied, session.secrets),
      ...settled.hidden,
    };
    if (settled.failure !== undefined) {
      throw new PartialFailure(pulumiId(session.accountId, session.id), outs, settled.failure);
    }
    return outs;
  }

  /** Check knew the resource by what identifies it from now on. */
  private async warnOfReplacement(inputs: Properties, state: Properties): Promise<void> {
    const urn = this.memory.resource(this.idOf(inputs))?.urn;
    if (urn === undefined) {
      return;
    }
    for (const warning of this.kind.replaceWarnings?.(state as State) ?? []) {
      await this.host.notices.warn(urn, warning);
    }
  }

  private compare(state: Properties, inputs: Properties): Comparison {
    const resource = this.memory.resource(this.idOf(inputs));
    return compare(this.kind.table, state, inputs, resource?.logicalName ?? inputs[this.kind.idArgument]);
  }

  /** The hidden outputs of the step before. */
  private carried(props: Properties): Properties {
    return Object.fromEntries(this.kind.hidden.map((key) => [key, props[key] ?? null]));
  }

  private isPending(state: Properties, inputs: Properties): boolean {
    return this.kind.isPending(state as State, inputs as Given<Arguments>, this.host.memory);
  }

  private isAdopting(inputs: Properties): boolean {
    return isAdopting(this.host, inputs.adopt, inputs.accountId, inputs[this.kind.idArgument]);
  }

  private idOf(inputs: Properties): string {
    return pulumiId(String(inputs.accountId), String(inputs[this.kind.idArgument]));
  }

  private begin(id: string, ...properties: Properties[]): Promise<Session<Wire, Api>> {
    return beginSession(this.kind, this.host, id, ...properties);
  }
}

/** Changes by the names of their arguments. */
function changedOf<Arguments extends InAccount>(changes: readonly Change[]): Changed<Arguments> {
  return Object.fromEntries(changes.map((change) => [change.field.name, change])) as Changed<Arguments>;
}
