/**
 * The lifecycle of a resource whose objects are created, read, updated and deleted by id: check, diff, create, read,
 * update and delete, in that order, over a table of fields. What only one resource does is in its {@link Definition}.
 *
 * Two rules hold everywhere. The answer of a write is what state gets; nothing is read again without a reason. And what
 * is not proven is not assumed: an answer that got lost is looked up, a server that others made is not taken over.
 */
import { randomUUID } from "node:crypto";
import type { CloudflareClient } from "../cloudflare/client";
import type { Clock } from "../cloudflare/clock";
import { CloudflareError } from "../cloudflare/errors";
import { redactDeep } from "../cloudflare/redact";
import { attemptLimit, delayBefore } from "../cloudflare/retry";
import type { Collection, Observed, RequestContext } from "../cloudflare/servers";
import {
  configuredAccount,
  environmentAccount,
  resolveConnection,
  type ConfigurationSource,
  type Connection,
  type Environment,
} from "../configuration";
import { failuresOf, type Failure } from "./check";
import { compare, managedIn, managedKey, managedNames, type Change, type Comparison } from "./comparison";
import type { Field } from "./fields";
import type { Memory, Resource } from "./memory";
import type { Notices } from "./notices";
import { isSet, isUnknown, type Properties } from "./values";

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

export interface DiffResult {
  readonly changes: boolean | undefined;
  readonly replaces: string[];
  readonly deleteBeforeReplace: true;
}

/** Long enough for the five minutes in which Cloudflare blocks a token that made too many calls. */
const stepTimeout = 7 * 60_000;

/** A first write this soon after its step began needs no look at the engine. */
const promptly = 1_000;

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

export class Lifecycle<Wire extends object, Api extends Collection<Wire>> {
  constructor(
    private readonly definition: Definition<Wire, Api>,
    private readonly host: Host,
  ) {}

  /**
   * Refuses what Cloudflare would refuse, and settles what must not change later: the account, the id, and the
   * incarnation. What is added here is known in a preview; an output would not be.
   */
  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Failure[] }> {
    const { memory, notices } = this.host;
    const { idArgument } = this.definition;
    const { [logicalNameKey]: logicalName, [urnKey]: urn, ...declared } = news;
    const inputs = Object.fromEntries(Object.entries(declared).filter(([, value]) => isSet(value)));
    const before = { ...(typeof urn === "string" ? memory.identity(urn) : undefined), ...olds };

    const account = this.account(inputs, before);
    if (account.id !== undefined) {
      inputs.accountId = account.id;
    }
    const defaulted = !isSet(inputs[idArgument]) && !isSet(before[idArgument]);
    inputs[idArgument] ??= before[idArgument] ?? logicalName;
    // Dependents carry it, so that they see a replacement under the same id. A replacement is checked without olds.
    inputs.incarnation = olds.incarnation ?? randomUUID();

    const { accountId, [idArgument]: id } = inputs;
    const adopting = this.adopting(inputs);
    const failures = failuresOf(this.definition.table, inputs, {
      account: account.failure,
      defaultedId: defaulted ? idArgument : undefined,
      together: this.definition.failures(inputs, olds, adopting),
    });

    if (typeof urn === "string" && typeof accountId === "string" && typeof id === "string") {
      memory.identify(urn, { accountId, [idArgument]: id });
      memory.know(pulumiId(accountId, id), { urn, logicalName: String(logicalName) });
      for (const warning of failures.length === 0 ? this.definition.warnings(inputs) : []) {
        await notices.warn(urn, warning);
      }
    }
    return { inputs, failures };
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
    const quiet = replaces.length === 0 && changes.length === 0 && !undecided && !settingsDiffer && !namesDiffer;
    const urn = this.host.memory.resource(id)?.urn;
    for (const warning of replaces.length > 0 && urn !== undefined ? this.definition.replaceWarnings(olds) : []) {
      await this.host.notices.warn(urn, warning);
    }
    const pending = replaces.length === 0 && this.definition.isPending(olds);
    return { changes: pending ? true : quiet ? false : undefined, replaces: [...replaces], deleteBeforeReplace: true };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const session = await this.begin(this.idOf(inputs), inputs);
    const existing = this.adopting(inputs) ? await session.api.get(session.id) : undefined;
    const outs =
      existing === undefined ? await this.make(session, inputs) : await this.adopt(session, existing, inputs);
    return { id: this.idOf(inputs), outs };
  }

  /**
   * `props` are the outputs in state; or the bare properties of a resource that a program only reads, the first time.
   * Gone means gone only when Cloudflare says so: everything else is an error, or a wrong URL would empty a stack.
   */
  async read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs?: Properties }> {
    const session = await this.begin(id, props);
    const observed = await session.api.get(session.id);
    const known = this.definition.table.every((field) => field.kind !== "replaced" || isSet(props[field.name]));
    const external = !known || props[externalKey] === true;
    if (observed === undefined) {
      if (external) {
        throw new Error(`There is no ${this.definition.noun} "${session.id}" in account ${session.accountId}.`);
      }
      return { id: "", props: {} };
    }
    if (external) {
      // The engine compares the outputs of such a resource as a whole, and would call a later sync a drift.
      const volatile = known ? this.volatile(props) : {};
      const outs = this.outputs(observed.object, { accountId: session.accountId }, {}, session.secrets);
      return { id, props: { ...outs, ...volatile, [externalKey]: true } };
    }
    const managed = managedIn(this.definition.table, props);
    const outs: Properties = {
      ...this.outputs(observed.object, props, props, session.secrets),
      ...this.carried(props),
      [managedKey]: managed,
    };
    for (const { name, reason } of this.definition.lost(observed.object, props)) {
      // Left out, not replaced: the engine then shows it as missing, and the next `up` sends it again.
      outs[name] = null;
      await session.warn(
        `${name} of ${this.definition.noun} "${session.id}" is no longer what was applied: ${reason}.`,
      );
    }
    return { id, props: outs, inputs: this.project(outs, managed) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const session = await this.begin(id, { ...olds, ...news });
    const { changes, settingsDiffer } = this.compare(olds, news);
    if (changes.length > 0) {
      return { outs: await this.send(session, changes, news, olds) };
    }
    if (settingsDiffer || this.definition.isPending(olds)) {
      const observed = await session.api.get(session.id);
      if (observed === undefined) {
        throw new Error(
          `${this.definition.noun} "${session.id}" was deleted outside of Pulumi: run \`pulumi refresh\`.`,
        );
      }
      return {
        outs: await this.finish(session, { object: observed.object, inputs: news, previous: olds, changed: [] }),
      };
    }
    return { outs: { ...olds, ...this.declared(news), ...this.kept(news) } };
  }

  async delete(id: string, props: Properties): Promise<void> {
    if (this.host.memory.hasTaken(id)) {
      return;
    }
    const session = await this.begin(id, props);
    await session.api.remove(session.id);
  }

  /** Creates the object, or finds that the attempt before did although its answer got lost. */
  private async make(session: Session<Wire, Api>, inputs: Properties): Promise<Properties> {
    const body = this.createBody(session, inputs);
    const object = await this.post(session, body);
    this.host.memory.take(pulumiId(session.accountId, session.id));
    return this.finish(session, { object, inputs, previous: {}, changed: this.sentFields(inputs) });
  }

  private async post(session: Session<Wire, Api>, body: Properties): Promise<Wire> {
    const { clock } = session;
    const started = clock.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await session.api.create(body);
      } catch (error) {
        if (!(error instanceof CloudflareError)) {
          throw error;
        }
        const { kind, maybeCommitted } = error.details;
        // Which error an existing id gives is not documented, so each refusal is checked against what is there.
        const refused = kind === "validation" || kind === "rejected";
        if (!maybeCommitted && !refused) {
          throw error;
        }
        const found = await this.lookBack(session, error);
        if (found !== undefined && maybeCommitted && this.isOurs(found, body, started, clock.now())) {
          return found.object;
        }
        if (found !== undefined) {
          throw this.alreadyExists(session, found.object, error);
        }
        const delay = delayBefore(attempt, error, clock.random());
        if (refused || attempt >= attemptLimit || clock.now() + delay > session.deadline) {
          throw error;
        }
        await clock.wait(delay);
      }
    }
  }

  private async lookBack(session: Session<Wire, Api>, error: CloudflareError): Promise<Observed<Wire> | undefined> {
    try {
      return await session.api.get(session.id);
    } catch (second) {
      if (!error.details.maybeCommitted || !(second instanceof CloudflareError)) {
        throw error;
      }
      throw new Error(
        `${error.message} It may have been created all the same; looking failed too: ${second.details.reason} When Cloudflare answers again, run \`pulumi up\` with ${adoptVariable}=${session.accountId}/${session.id} in the environment.`,
      );
    }
  }

  /**
   * Whether an object is the one that our lost request created: made after the request began, by Cloudflare's own
   * clock, and exactly as we asked. Its clock is known from the answer that showed us the object.
   */
  private isOurs(found: Observed<Wire>, body: Properties, started: number, now: number): boolean {
    const wire = found.object as Properties;
    const created = parseTime(wire.created_at);
    if (found.date === undefined || created === undefined) {
      return false;
    }
    // Both the Date header and created_at drop fractions of a second.
    const startedThere = found.date - (now - started) - 2_000;
    return (
      created >= startedThere &&
      this.definition.table.every(
        (field) =>
          field.wireName === undefined ||
          field.kind === "writeOnly" ||
          !(field.wireName in body) ||
          isEcho(field, field.fromWire(body[field.wireName], {}), field.fromWire(wire[field.wireName], {}), wire),
      )
    );
  }

  /** Takes over an object that exists, and changes what the program says otherwise. */
  private async adopt(session: Session<Wire, Api>, existing: Observed<Wire>, inputs: Properties): Promise<Properties> {
    const { noun, table } = this.definition;
    const state = this.outputs(existing.object, { accountId: session.accountId }, inputs, session.secrets);
    const unknownCredentials = Object.fromEntries(
      table.filter((field) => field.kind === "writeOnly").map((field) => [field.name, null]),
    );
    const { replaces, changes } = this.compare({ ...state, ...unknownCredentials, [managedKey]: [] }, inputs);
    if (replaces.length > 0) {
      const differences = replaces.map(
        (name) => `${name} is ${text(state[name])} there and ${text(inputs[name])} in the program`,
      );
      throw new Error(
        `Cannot adopt ${noun} "${session.id}": ${differences.join(", ")}. These cannot be changed: write them as they are, or delete the server first.`,
      );
    }
    this.host.memory.take(pulumiId(session.accountId, session.id));
    return changes.length === 0
      ? this.finish(session, { object: existing.object, inputs, previous: {}, changed: [] })
      : this.send(session, changes, inputs, {});
  }

  /** The one PUT of an update. */
  private async send(
    session: Session<Wire, Api>,
    changes: readonly Change[],
    inputs: Properties,
    previous: Properties,
  ): Promise<Properties> {
    const object = await session.api.update(session.id, {
      ...bodyOf(changes),
      ...this.definition.companions(inputs, changes),
    });
    return this.finish(session, { object, inputs, previous, changed: changes.map(({ field }) => field) });
  }

  /** What comes after a write. Whatever happens here, the write is done, and state has to say so. */
  private async finish(session: Session<Wire, Api>, written: Written<Wire>): Promise<Properties> {
    const { inputs, previous } = written;
    let settled: Settled<Wire>;
    try {
      settled = await this.definition.settle(session, written);
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      settled = { object: written.object, hidden: this.carried(previous), failure };
    }
    const applied = { ...inputs, ...settled.instead };
    const outs = { ...this.outputs(settled.object, applied, applied, session.secrets), ...settled.hidden };
    if (settled.failure !== undefined) {
      throw new PartialFailure(pulumiId(session.accountId, session.id), outs, settled.failure);
    }
    return outs;
  }

  private compare(state: Properties, inputs: Properties): Comparison {
    const { accountId, [this.definition.idArgument]: id } = inputs;
    const resource = this.host.memory.resource(pulumiId(String(accountId), String(id)));
    return compare(this.definition.table, state, inputs, { name: resource?.logicalName ?? id });
  }

  private createBody(session: Session<Wire, Api>, inputs: Properties): Properties {
    const body = bodyOf(this.sentFields(inputs).map((field) => ({ field, to: inputs[field.name] })));
    return {
      ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)),
      name: inputs.name ?? session.resource?.logicalName ?? session.id,
    };
  }

  private sentFields(inputs: Properties): Field[] {
    return this.definition.table.filter(
      (field) => field.wireName !== undefined && field.kind !== "output" && isSet(inputs[field.name]),
    );
  }

  /**
   * All outputs, none of them ever absent: an absent one would be unknown in each preview, and so would whatever
   * depends on it. `spelling` holds the values that Cloudflare may give back in other words.
   */
  private outputs(wire: Wire, inputs: Properties, spelling: Properties, secrets: readonly string[]): Properties {
    const outs: Properties = {};
    for (const field of this.definition.table) {
      const declared = inputs[field.name];
      if (field.wireName === undefined || field.kind === "writeOnly") {
        outs[field.name] = declared ?? null;
        continue;
      }
      const remote = field.fromWire((wire as Properties)[field.wireName], inputs);
      const spelled = spelling[field.name];
      const value =
        isSet(spelled) && field.kind !== "output" ? field.observe(spelled, remote, wire as Properties) : remote;
      // What an upstream answered may quote the credential that it was sent.
      outs[field.name] = field.kind === "output" ? redactDeep(value, secrets) : value;
    }
    return { ...outs, ...this.kept(inputs) };
  }

  /** The hidden outputs of the step before. */
  private carried(props: Properties): Properties {
    return Object.fromEntries(this.definition.hidden.map((key) => [key, props[key] ?? null]));
  }

  /** What outputs carry besides the table. */
  private kept(inputs: Properties): Properties {
    return {
      incarnation: inputs.incarnation ?? null,
      [managedKey]: managedNames(this.definition.table, inputs),
    };
  }

  /** What a program says, for outputs of an object that is that way already. */
  private declared(inputs: Properties): Properties {
    const fields = this.definition.table.filter((field) => field.kind !== "output");
    const said = fields.filter(
      (field) => field.wireName === undefined || field.kind === "writeOnly" || isSet(inputs[field.name]),
    );
    return Object.fromEntries(said.map((field) => [field.name, inputs[field.name] ?? null]));
  }

  private volatile(props: Properties): Properties {
    const outputs = this.definition.table.filter((field) => field.kind === "output");
    return Object.fromEntries(outputs.map((field) => [field.name, props[field.name]]));
  }

  /** The inputs that a program would have which declares what outputs say, for the arguments that it manages. */
  private project(outs: Properties, managed: readonly string[]): Properties {
    const inputs: Properties = { incarnation: outs.incarnation };
    for (const field of this.definition.table) {
      const always = field.kind !== "output" && field.kind !== "mutable" && field.kind !== "writeOnly";
      if (always || managed.includes(field.name)) {
        inputs[field.name] = outs[field.name];
      }
    }
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => isSet(value)));
  }

  /** Argument, stack config, the account in state, environment; an environment never moves what exists. */
  private account(inputs: Properties, before: Properties): { id?: unknown; failure?: string } {
    const declared = inputs.accountId ?? configuredAccount(this.host.configuration);
    if (isSet(declared)) {
      return { id: declared };
    }
    const environment = environmentAccount(this.host.environment);
    const stored = before.accountId;
    if (!isSet(stored)) {
      return environment === undefined
        ? {
            failure:
              "is not known. Set it here, by `pulumi config set cloudflare:accountId …`, or by CLOUDFLARE_ACCOUNT_ID.",
          }
        : { id: environment };
    }
    if (environment !== undefined && environment !== stored) {
      return {
        id: stored,
        failure: `is ${String(stored)} in state, but CLOUDFLARE_ACCOUNT_ID names ${environment}. An environment variable does not move a server to another account: unset it, or set accountId or cloudflare:accountId if that is what you want.`,
      };
    }
    return { id: stored };
  }

  private adopting(inputs: Properties): boolean {
    const { accountId, adopt, [this.definition.idArgument]: id } = inputs;
    if (typeof accountId !== "string" || typeof id !== "string") {
      return adopt === true;
    }
    const listed = (this.host.environment[adoptVariable] ?? "").split(",").map((entry) => entry.trim());
    return adopt === true || listed.includes(pulumiId(accountId, id));
  }

  private alreadyExists(session: Session<Wire, Api>, object: Wire, error: CloudflareError): Error {
    const { noun, idArgument } = this.definition;
    const { hostname, created_by, created_at } = object as Properties;
    return new Error(
      `${noun} "${session.id}" exists already in account ${session.accountId}: ${text(hostname)}, created by ${text(created_by)} at ${text(created_at)}. ` +
        `If another stack or person owns it, choose another ${idArgument}, such as "${otherId(session.id)}": two stacks with one server would delete it for each other. ` +
        `To manage it from here, set adopt: true, or for one run ${adoptVariable}=${session.accountId}/${session.id} in the environment. (${error.details.reason})`,
    );
  }

  private idOf(inputs: Properties): string {
    return pulumiId(String(inputs.accountId), String(inputs[this.definition.idArgument]));
  }

  private async begin(pulumiId: string, properties: Properties): Promise<Session<Wire, Api>> {
    const { clock, notices, memory } = this.host;
    const [accountId, id, ...rest] = pulumiId.split("/");
    if (accountId === undefined || accountId === "" || id === undefined || id === "" || rest.length > 0) {
      throw new Error(
        `"${pulumiId}" is not the id of a ${this.definition.noun}: it must be <accountId>/<${this.definition.idArgument}>.`,
      );
    }
    const found = resolveConnection(this.host.configuration, this.host.environment);
    const connection = { ...found, fromStack: found.fromStack && memory.withoutProgram };
    const resource = memory.resource(pulumiId);
    const secrets = [...connection.secrets, ...this.definition.secrets(properties)];
    const started = clock.now();
    const deadline = started + stepTimeout;
    let writes = 0;
    // What the engine has just asked for is wanted. Later, after a wait or another write, it may be gone.
    const beforeWrite = async (): Promise<void> => {
      writes += 1;
      if (writes > 1 || clock.now() - started > promptly) {
        await this.host.stillWanted();
      }
    };
    const client = await this.host.connect(connection);
    const onWait = (milliseconds: number, reason: string): void => {
      void notices.progress(resource?.urn, `waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`);
    };
    return {
      api: this.definition.api(client, accountId, { deadline, secrets, onWait, beforeWrite }),
      accountId,
      id,
      clock,
      deadline,
      secrets,
      resource,
      warn: (message) => notices.warn(resource?.urn, message),
    };
  }
}

/** Adopts the listed servers in one run, without a change of the program: `<accountId>/<serverId>,…` */
const adoptVariable = "CLOUDFLARE_MCP_ADOPT";

function pulumiId(accountId: string, id: string): string {
  return `${accountId}/${id}`;
}

/** Whether a remote value is what Cloudflare makes of a declared one. */
function isEcho(field: Field, declared: unknown, remote: unknown, wire: Properties): boolean {
  return field.same(declared, field.observe(declared, remote, wire));
}

function bodyOf(changes: readonly Change[]): Properties {
  const body: Properties = {};
  for (const { field, to } of changes) {
    if (field.wireName !== undefined) {
      body[field.wireName] = field.toWire(to);
    }
  }
  return body;
}

/** Cloudflare writes both "2026-03-11 15:00:58" (from its database) and ISO 8601, always in UTC. */
function parseTime(value: unknown): number | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function otherId(id: string): string {
  return `${id.slice(0, 30)}-2`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : isUnknown(value) || !isSet(value) ? "unknown" : JSON.stringify(value);
}
