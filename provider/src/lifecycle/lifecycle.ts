/**
 * The generic lifecycle (check, diff, create, read, update, delete) over a table of fields. State takes the answer of a
 * write without a second read. Nothing unproven is assumed: a lost answer is looked up, and an object of others is
 * never taken over. The {@link ResourceKind} has what only one resource does.
 */
import type { Collection } from "../cloudflare/collection";
import type { Observed } from "../cloudflare/reader";
import { connectionFailure } from "../configuration";
import { logicalNameKey, secretNamesKey, urnKey } from "../pulumiProtocol";
import { asText } from "../text/asText";
import { deepFailures, failuresOf, type Failure, type Findings } from "./check";
import { compare, managedIn, managedKey, replacing, type Change, type Comparison } from "./comparison";
import { concealed, concealedBy, concealedKey, concealsElse } from "./concealed";
import { createObject } from "./creation";
import type { Host } from "./host";
import type { Given, InAccount, ResourceKind, Session } from "./resourceKind";
import { importedFrom } from "./imported";
import { isAdopting, missing, resolveAccount } from "./identity";
import { KnownSecrets } from "./knownSecrets";
import { localId, pulumiId } from "./pulumiId";
import {
  createBody,
  credentialsOf,
  declaredOutputs,
  hintsIn,
  keptOutputs,
  outputsOf,
  projectedInputs,
  sentArguments,
  volatileOutputs,
  withoutHints,
} from "./outputs";
import { inWordsOf, speakerOf } from "../text/outside";
import { redact } from "../text/redact";
import { line } from "../text/shown";
import { beginSession, type StepFacts } from "./session";
import { firstIncarnation, type KindMemory } from "./memory";
import type { Resource } from "./resourceKind";
import { changedOf, PartialFailure, withoutSecrets, Writer } from "./write";
import { isSet, isUnknown, reasonOf, shown, type Properties } from "./values";

export interface DiffResult {
  readonly changes: boolean | undefined;
  readonly replaces: string[];
  readonly deleteBeforeReplace: true;
}

/** A resource that a program only reads, and one that is gone, have no `inputs`. */
interface ReadResult {
  readonly id: string;
  readonly props: Properties;
  readonly inputs?: Properties;
}

/** Marks the outputs of a resource that a program only reads (`McpServer.get`). */
const externalKey = "__external";

/** The output that names the arguments that a refresh found without effect. A write clears it. */
const lapsedKey = "__lapsed";

export class Lifecycle<
  Wire extends { readonly id: string },
  Api extends Collection<Wire>,
  Arguments extends InAccount = InAccount,
  State extends object = object,
> {
  private readonly memory: KindMemory;
  private readonly writer: Writer<Wire, Api, Arguments, State>;

  constructor(
    private readonly kind: ResourceKind<Wire, Api, Arguments, State>,
    private readonly host: Host,
  ) {
    this.memory = host.memory.of(kind.noun);
    this.writer = new Writer(kind);
  }

  /**
   * Refuses what Cloudflare would reject, and sets what must not change later: the account, the id and the incarnation.
   * As inputs, they are known in a preview; outputs would not be.
   */
  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Failure[] }> {
    const { idArgument, table } = this.kind;
    const { [logicalNameKey]: logicalName, [urnKey]: urn, [secretNamesKey]: secretNames, ...declared } = news;
    const inputs = Object.fromEntries(Object.entries(declared).filter(([, value]) => isSet(value)));
    const tooDeep = deepFailures(inputs);
    if (tooDeep.length > 0) {
      return { inputs: {}, failures: tooDeep };
    }
    const { account, accountOrigin, defaultedId, together } = this.settleIdentity(inputs, olds, urn, logicalName);
    const unconnected = connectionFailure(this.host.configuration, this.host.environment);
    together.push(...(unconnected === undefined ? [] : [unconnected]));
    const id = this.knownIdOf(inputs);
    const twin = this.twinOf(id, urn);

    const resolved = this.kind.resolve(inputs as Given<Arguments>, this.host.folder, olds as Given<Arguments>);
    const given = resolved.inputs as Given<Arguments>;
    const before = {
      olds: olds as Given<Arguments>,
      replaces: replacing(table, olds, inputs),
      adopting: this.isAdopting(inputs),
    };
    together.push(...this.kind.failures(inputs as Given<Arguments>, before, this.host.memory), ...resolved.failures);
    if (twin !== undefined) {
      together.push(
        `${idArgument}: "${asText(inputs[idArgument])}" is also declared by the resource "${twin.logicalName}". Remove one of the two.`,
      );
    }
    const conceals = concealedBy(table, inputs, secretNames);
    const secrets = [...this.secrets(olds), ...this.secrets(inputs)];
    const isNoted = typeof urn === "string" && twin === undefined;
    if (isNoted && id !== undefined) {
      this.host.memory.notesOf(KnownSecrets).learn(this.kind.noun, id, secrets);
      const isNew = Object.keys(olds).length === 0;
      this.remember(id, { urn, logicalName: asText(logicalName) }, inputs, isNew);
      this.memory.resolve(id, resolved.inputs);
      this.memory.conceal(id, conceals);
      together.push(...(this.kind.note?.(this.host.memory, id, given, isNew) ?? []));
    }
    const unsaid = [...secrets, ...conceals.texts];
    const findings = { account, accountOrigin, defaultedId, together, olds, secrets: unsaid };
    const failures = failuresOf(table, inputs, findings);

    if (isNoted) {
      for (const warning of failures.length === 0 ? (this.kind.warnings?.(given) ?? []) : []) {
        await this.host.notices.warn(urn, line(redact(warning, unsaid)));
      }
    }
    return { inputs: this.stored(withoutHints(table, resolved.inputs)), failures };
  }

  /**
   * Adds the account, the id and the incarnation to the inputs, and converts all ids to those in the account. Also
   * returns the faults of account and ids.
   */
  private settleIdentity(
    inputs: Properties,
    olds: Properties,
    urn: unknown,
    logicalName: unknown,
  ): Pick<Findings, "account" | "accountOrigin" | "defaultedId"> & { readonly together: string[] } {
    const { idArgument } = this.kind;
    const settled = typeof urn === "string" ? this.memory.identity(urn) : undefined;
    const before = { ...settled, ...olds };
    const account = resolveAccount(this.host, inputs, before);
    if (account.id !== undefined) {
      inputs.accountId = account.id;
    }
    const isDefaulted = !isSet(inputs[idArgument]) && !isSet(before[idArgument]);
    const own = localId(inputs[idArgument], inputs.accountId);
    inputs[idArgument] = own.id ?? before[idArgument] ?? logicalName;
    const others = this.kind.localize?.(inputs as Given<Arguments>);
    Object.assign(inputs, others?.inputs);
    // Dependents have it in their inputs, so that they see a replacement under the same id.
    inputs.incarnation = this.memory.incarnation(urn, olds.incarnation);
    return {
      account: account.failure,
      accountOrigin: account.origin,
      defaultedId: isDefaulted ? idArgument : undefined,
      together: [...(own.failure === undefined ? [] : [`${idArgument}: ${own.failure}`]), ...(others?.failures ?? [])],
    };
  }

  /** The id in state. Undefined while a part is unknown: all unknown values share one mark, so ids would collide. */
  private knownIdOf({ accountId, [this.kind.idArgument]: id }: Properties): string | undefined {
    const isKnown = (part: unknown): part is string => typeof part === "string" && !isUnknown(part);
    return isKnown(accountId) && isKnown(id) ? pulumiId(accountId, id) : undefined;
  }

  /** Another resource of the program with the same id. */
  private twinOf(id: string | undefined, urn: unknown): Resource | undefined {
    const known = id !== undefined && typeof urn === "string" ? this.memory.checked(id) : undefined;
    return known?.urn === urn ? undefined : known;
  }

  /** Records the resource of an id for the following steps. */
  private remember(id: string, resource: Resource, inputs: Properties, isNew: boolean): void {
    const { idArgument } = this.kind;
    this.memory.identify(resource.urn, {
      accountId: asText(inputs.accountId),
      [idArgument]: asText(inputs[idArgument]),
    });
    this.memory.know(id, resource);
    this.memory.steer(id, hintsIn(this.kind.table, inputs));
    this.memory.expectChange(id);
    if (isNew) {
      // A create of this id follows. That is the only sign of a replacement that no diff asked for (`--replace`).
      this.memory.replace(id);
    }
  }

  /**
   * Returns undefined for a real change, so that the engine shows its fields and honors ignoreChanges; `true` would
   * hide both. Always sets delete-before-replace: otherwise a reverted replacement ends as "create, then delete", which
   * is the same object.
   */
  async diff(id: string, olds: Properties, given: Properties): Promise<DiffResult> {
    const news = this.restored(id, given);
    const { replaces, changes, undecided, settingsDiffer, namesDiffer } = this.compare(olds, news);
    this.kind.noteState?.(this.host.memory, id, olds as State);
    // Refused here, so that a preview shows it. The comparison of a refresh goes the other way and changes nothing.
    if (this.memory.expectsChange(id) && replaces.length === 0) {
      this.refuseConflicts(changes, olds);
    }
    const result = { replaces: [...replaces], deleteBeforeReplace: true as const };
    if (replaces.length > 0) {
      this.memory.replace(id);
      await this.warn(news, olds, this.kind.replaceWarnings?.(olds as State));
      return { ...result, changes: undefined };
    }
    if (this.memory.expectsChange(id)) {
      await this.warn(news, olds, this.kind.reminders?.(news as Given<Arguments>, olds as State));
    }
    const isUndone = this.memory.expectsChange(id) && this.undone(news, olds).length > 0;
    await this.tellUnfinished(id, olds, news);
    // Inputs lack what has lapsed, so they do not show that a program removes it too.
    const lapsed = Array.isArray(olds[lapsedKey]) ? olds[lapsedKey] : [];
    const isHidden = changes.some(({ field }) => lapsed.includes(field.name));
    // No input shows the rest of an earlier step.
    if (this.isPending(id, olds, news) || isUndone || isHidden || this.concealsElse(id, olds)) {
      return { ...result, changes: true };
    }
    const differs = changes.length > 0 || undecided || settingsDiffer || namesDiffer || lapsed.length > 0;
    return { ...result, changes: differs ? undefined : false };
  }

  private refuseConflicts(changes: readonly Change[], state: Properties): void {
    const conflicts = this.kind.conflicts?.(changedOf<Arguments>(changes), state as State) ?? [];
    if (conflicts.length > 0) {
      throw new Error(conflicts.join(" "));
    }
  }

  create(checked: Properties): Promise<{ id: string; outs: Properties }> {
    const id = this.idOf(checked);
    const inputs = { ...this.restored(id, checked), ...this.memory.hintsOf(id) };
    return this.step(id, { properties: [inputs] }, async (session) => {
      const isAdopting = this.isAdopting(inputs);
      const existing = isAdopting ? await session.api.get(session.id) : undefined;
      if (isAdopting && existing === undefined) {
        this.refuseUnlessComplete(session.id, inputs);
      }
      const outs =
        existing === undefined ? await this.make(session, inputs) : await this.adopt(session, existing, inputs);
      return { id, outs: this.concealed(id, outs) };
    });
  }

  /** Check accepts fewer arguments for an adoption than a create needs. */
  private refuseUnlessComplete(id: string, inputs: Properties): void {
    const before = { olds: {} as Given<Arguments>, replaces: [], adopting: false };
    const failures = this.kind.failures(inputs as Given<Arguments>, before, this.host.memory);
    if (failures.length > 0) {
      throw new Error(
        `There is no ${this.kind.noun} "${id}" to adopt, and the arguments are incomplete for creating it. ${failures.join(" ")}`,
      );
    }
  }

  /**
   * `props` are the outputs in state, or, in the first read of a resource that a program only reads, its bare
   * properties. Only Cloudflare's own "not found" means gone: any other failure is an error, or a wrong URL would empty
   * a stack.
   */
  read(id: string, props: Properties): Promise<ReadResult> {
    this.memory.expectNoChange(id);
    // Only a program reads an object without known outputs.
    const unchecked = this.isKnown(props) ? "read" : undefined;
    return this.step(id, { properties: [props], unchecked }, (session) => this.readIn(session, id, props));
  }

  private async readIn(session: Session<Wire, Api>, id: string, props: Properties): Promise<ReadResult> {
    const { noun, table } = this.kind;
    const observed = await session.read();
    const known = this.isKnown(props);
    const external = !known || props[externalKey] === true;
    if (observed === undefined) {
      if (external) {
        throw missing(noun, session.id, session.accountId);
      }
      return { id: "", props: {} };
    }
    if (external) {
      // The engine compares all outputs of such a resource, and would report a later sync as drift.
      const volatile = known ? volatileOutputs(table, props) : {};
      const outs = outputsOf(table, observed.object, { accountId: session.accountId }, session.secrets);
      return { id, props: { ...outs, ...volatile, [externalKey]: true } };
    }
    const managed = managedIn(table, props);
    // Unmanaged arguments take Cloudflare's value, not the previous one.
    const unmanaged = table.filter(({ kind, name }) => kind === "mutable" && !managed.includes(name));
    const declared = { ...props, ...Object.fromEntries(unmanaged.map(({ name }) => [name, null])) };
    // A value that somebody set by hand can contain a secret of its own.
    const secrets = [...session.secrets, ...this.secrets(observed.object)];
    const outs: Properties = {
      ...outputsOf(
        table,
        observed.object,
        { ...declared, incarnation: props.incarnation ?? firstIncarnation },
        secrets,
      ),
      ...this.writer.carried(props),
      ...this.kind.recall?.(props as State, observed.object),
      [managedKey]: managed,
      ...(isSet(props[concealedKey]) && { [concealedKey]: props[concealedKey] }),
    };
    for (const { name, reason } of this.kind.lost?.(observed.object, props as State) ?? []) {
      // Left out, not replaced: the engine then shows it as missing, and the next `up` sends it again.
      outs[name] = null;
      await session.warn(`${name} of ${noun} "${session.id}" differs from what was last applied: ${reason}.`);
    }
    for (const { text, isNote } of this.kind.seenWarnings?.(observed.object, outs as State) ?? []) {
      await (isNote === true ? session.tell(text) : session.warn(text));
    }
    for (const [name, value] of Object.entries(
      this.kind.seen?.(observed.object, outs as State, speakerOf(undefined, session.secrets)) ?? {},
    )) {
      outs[name] = inWordsOf(outs[name], value, session.secrets);
    }
    const effective = this.kind.effective?.(observed.object, outs as State) ?? {};
    const lapsed = Object.keys(effective);
    const inputs = this.stored(projectedInputs(table, { ...outs, ...effective }, managed));
    return { id, props: lapsed.length === 0 ? outs : { ...outs, [lapsedKey]: lapsed }, inputs };
  }

  /** Whether properties are outputs of an earlier step. */
  private isKnown(props: Properties): boolean {
    return this.kind.table.some((field) => field.required && isSet(props[field.name]));
  }

  /** Reads an undeclared object, and the inputs of a program that declares it. */
  import(id: string, resourceName: string): Promise<Required<ReadResult>> {
    return this.step(id, {}, async (session) => {
      const observed = await session.read();
      if (observed === undefined) {
        throw missing(this.kind.noun, session.id, session.accountId);
      }
      return importedFrom(this.kind, session, observed.object, resourceName);
    });
  }

  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const inputs = { ...this.restored(id, news), ...this.memory.hintsOf(id) };
    return this.step(id, { properties: [olds, news] }, async (session) => ({
      outs: this.concealed(id, await this.updateIn(session, olds, inputs)),
    }));
  }

  private async updateIn(session: Session<Wire, Api>, olds: Properties, news: Properties): Promise<Properties> {
    const { changes, settingsDiffer } = this.compare(olds, news);
    const undone = this.undone(news, olds).filter(({ field }) => changes.every((change) => change.field !== field));
    if (changes.length + undone.length > 0) {
      this.refuseConflicts(changes, olds);
      return this.writer.send(session, "update", [...changes, ...undone], news, olds);
    }
    if (settingsDiffer || this.isPending(pulumiId(session.accountId, session.id), olds, news)) {
      const observed = await session.api.get(session.id);
      if (observed === undefined) {
        throw new Error(
          `${this.kind.noun} "${session.id}" was deleted outside Pulumi. Run \`pulumi up --refresh\` to create it again.`,
        );
      }
      return this.writer.finish(session, "resume", observed.object, [], news, olds);
    }
    const { table } = this.kind;
    return { ...olds, ...declaredOutputs(table, news), ...keptOutputs(table, news) };
  }

  async delete(id: string, props: Properties): Promise<void> {
    if (this.memory.hasTaken(id)) {
      return;
    }
    await this.step(id, { properties: [props], unchecked: "delete" }, (session) =>
      this.kind.remove(session, this.memory.isReplaced(id)),
    );
  }

  /** The inputs of a step as its check resolved them. A refresh has no check. */
  restored(id: string, inputs: Properties): Properties {
    const resolved = this.memory.expectsChange(id) ? this.memory.resolvedOf(id) : undefined;
    return resolved === undefined ? inputs : (this.kind.restored?.(inputs, resolved) ?? inputs);
  }

  private stored(inputs: Properties): Properties {
    return this.kind.stored?.(inputs) ?? inputs;
  }

  /** Every secret in inputs or outputs. */
  secrets(properties: Properties): string[] {
    return this.kind.secrets?.(properties as State, this.host.memory) ?? [];
  }

  /** Creates the object, or finds that an earlier attempt created it and its answer was lost. */
  private async make(session: Session<Wire, Api>, inputs: Properties): Promise<Properties> {
    const { table } = this.kind;
    const body = createBody(table, inputs, session.resource?.logicalName ?? session.id);
    const { object, isFound } = await createObject(this.kind, session, body);
    this.memory.take(pulumiId(session.accountId, session.id));
    return isFound && credentialsOf(table).some((field) => isSet(inputs[field.name]))
      ? this.sendCredentials(session, object, inputs)
      : this.writer.finish(session, "create", object, sentArguments(table, inputs), inputs, {});
  }

  /**
   * Resends the credentials of an object that was found after a lost answer. A request of an earlier `up` might have
   * created it with other credentials.
   */
  private async sendCredentials(session: Session<Wire, Api>, object: Wire, inputs: Properties): Promise<Properties> {
    const state = this.withoutCredentials(session, object, inputs);
    const { changes } = this.compare(state, inputs);
    try {
      return await this.writer.send(session, "adopt", changes, inputs, {});
    } catch (error) {
      if (error instanceof PartialFailure) {
        throw error;
      }
      const { noun } = this.kind;
      throw new PartialFailure(
        pulumiId(session.accountId, session.id),
        state,
        `${reasonOf(error)} ${noun} "${session.id}" was created. Run \`pulumi up\` to send its credentials.`,
      );
    }
  }

  /** The outputs of an object whose credentials are unknown here. */
  private withoutCredentials(session: Session<Wire, Api>, object: Wire, inputs: Properties): Properties {
    const { table } = this.kind;
    const unknown = Object.fromEntries(credentialsOf(table).map(({ name }) => [name, null]));
    return { ...outputsOf(table, object, inputs, session.secrets), ...this.writer.carried({}), ...unknown };
  }

  /** Takes over an existing object, and changes what differs from the program. */
  private async adopt(session: Session<Wire, Api>, existing: Observed<Wire>, inputs: Properties): Promise<Properties> {
    const { noun } = this.kind;
    const state: Properties = { ...this.withoutCredentials(session, existing.object, inputs), [managedKey]: [] };
    const { replaces, changes } = this.compare(state, inputs);
    if (replaces.length > 0) {
      const differences = replaces.map(
        (name) => `${name} is ${shown(state[name])} at Cloudflare and ${shown(inputs[name])} in the program`,
      );
      throw new Error(
        `Cannot adopt ${noun} "${session.id}": ${differences.join(", ")}. Cloudflare cannot change these in place: use its values in the program, or delete the ${noun} first.`,
      );
    }
    this.refuseConflicts(changes, state);
    this.memory.take(pulumiId(session.accountId, session.id));
    return changes.length === 0
      ? this.writer.finish(session, "adopt", existing.object, [], inputs, {})
      : this.writer.send(session, "adopt", changes, inputs, {});
  }

  /** Finds the resource by the account and id in the inputs, as check recorded it. */
  private async warn(inputs: Properties, state: Properties, warnings: readonly string[] = []): Promise<void> {
    const id = this.idOf(inputs);
    const urn = this.memory.resource(id)?.urn;
    if (urn === undefined) {
      return;
    }
    const secrets = [...this.secrets(state), ...this.memory.unsaidOf(id)];
    for (const warning of warnings) {
      await this.host.notices.warn(urn, line(redact(warning, secrets)));
    }
  }

  private compare(state: Properties, inputs: Properties): Comparison {
    const resource = this.memory.resource(this.idOf(inputs));
    return compare(this.kind.table, state, inputs, resource?.logicalName ?? inputs[this.kind.idArgument]);
  }

  /** Whether an earlier step, or a step of this command on another resource, left work to do. */
  isPending(id: string, state: Properties, inputs: Properties): boolean {
    return (
      this.kind.isPending(state as State, inputs as Given<Arguments>, this.host.memory) ||
      this.unfinished(id, state, inputs) !== undefined
    );
  }

  /** What an earlier step failed to do and this command retries. In a refresh it is not drift. */
  private unfinished(id: string, state: Properties, inputs: Properties): string | undefined {
    const given = { ...inputs, ...this.memory.hintsOf(id) } as Given<Arguments>;
    return this.memory.expectsChange(id) ? this.kind.unfinished?.(state as State, given) : undefined;
  }

  /** Tells the reason for such an update, because no argument shows it. */
  private async tellUnfinished(id: string, state: Properties, inputs: Properties): Promise<void> {
    const text = this.unfinished(id, state, inputs);
    if (text !== undefined) {
      const secrets = [...this.secrets(state), ...this.memory.unsaidOf(id)];
      await this.host.notices.tell(this.memory.resource(id)?.urn, line(redact(text, secrets)));
    }
  }

  /** The arguments to resend although state and program agree on them. */
  private undone(inputs: Properties, state: Properties): Change[] {
    const names = this.kind.undone?.(inputs as Given<Arguments>, this.host.memory, state as State) ?? [];
    return this.kind.table
      .filter(({ name }) => names.includes(name))
      .map((field) => ({ field, to: inputs[field.name] }));
  }

  private isAdopting(inputs: Properties): boolean {
    return isAdopting(this.host, inputs.adopt, inputs.accountId, inputs[this.kind.idArgument]);
  }

  private idOf(inputs: Properties): string {
    return pulumiId(asText(inputs.accountId), asText(inputs[this.kind.idArgument]));
  }

  /** Runs one step, and removes the secrets of the resource and the account from its error. */
  private async step<Result>(
    id: string,
    facts: StepFacts,
    run: (session: Session<Wire, Api>) => Promise<Result>,
  ): Promise<Result> {
    const session = await beginSession(this.kind, this.host, id, facts);
    try {
      return await run(session);
    } catch (error) {
      const told = withoutSecrets(error, [...session.secrets, ...this.memory.unsaidOf(id)]);
      throw told instanceof PartialFailure
        ? new PartialFailure(told.id, this.concealed(id, told.properties), told.message)
        : told;
    }
  }

  private concealed(id: string, outs: Properties): Properties {
    return concealed(outs, this.memory.concealedOf(id)?.outputs ?? []);
  }

  /** Whether the program has marked or unmarked an argument as a secret since the last step. */
  private concealsElse(id: string, state: Properties): boolean {
    const conceals = this.memory.concealedOf(id);
    return conceals !== undefined && concealsElse(conceals, state);
  }
}
