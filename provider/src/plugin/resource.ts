/**
 * One kind of resource of the plugin: converts between the values of the engine and those of the lifecycle. The engine
 * tells a plugin more than a dynamic provider: the resource, the old inputs, and whether this is a preview.
 */
import { isDeepStrictEqual } from "node:util";
import type { Collection } from "../cloudflare/collection";
import type { Failure } from "../lifecycle/check";
import { compare, managedIn, managedKey, managedNames, type Comparison } from "../lifecycle/comparison";
import { concealed } from "../lifecycle/concealed";
import { AlreadyExists } from "../lifecycle/creation";
import type { Host } from "../lifecycle/host";
import { resolveAccount } from "../lifecycle/identity";
import { Lifecycle, type DiffResult } from "../lifecycle/lifecycle";
import { credentialsOf } from "../lifecycle/outputs";
import { pulumiId } from "../lifecycle/pulumiId";
import type { Resource } from "../lifecycle/resourceKind";
import { hasUnknown, type Properties } from "../lifecycle/values";
import { logicalNameKey, secretNamesKey, urnKey } from "../pulumiProtocol";
import type { AnyResourceKind } from "../resources";
import { asText } from "../text/asText";
import { redact } from "../text/redact";
import { line } from "../text/shown";
import { Checked } from "./checked";
import { previewCreate, previewUpdate } from "./preview";

/** The resource of a call. */
export interface Target extends Resource {
  /** The names of the arguments that are secret as a whole. */
  readonly secretNames: readonly string[];
  /** The secret texts in its inputs and outputs, which no message may quote. */
  readonly secretTexts: readonly string[];
}

export interface PluginDiff extends DiffResult {
  /** The changed arguments, if the engine must not compare inputs itself. */
  readonly names?: readonly string[];
}

export interface PluginRead {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs?: Properties;
}

/** A step on a resource in state. */
interface Before {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
}

export class PluginResource {
  private readonly lifecycle: Lifecycle<{ readonly id: string }, Collection<{ readonly id: string }>>;
  private readonly checked: Checked;

  constructor(
    private readonly kind: AnyResourceKind,
    private readonly host: Host,
  ) {
    this.lifecycle = new Lifecycle(kind, host);
    this.checked = host.memory.notesOf(Checked);
  }

  /** The names that state always encrypts. */
  get secretNames(): string[] {
    return credentialsOf(this.kind.table).map(({ name }) => name);
  }

  /** The texts in inputs or outputs that no message may quote. */
  secrets(...properties: readonly Properties[]): string[] {
    return properties.flatMap((each) => this.lifecycle.secrets(each));
  }

  async check(
    resource: Target,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: Failure[] }> {
    const { noun } = this.kind;
    const before = this.resolved(olds);
    const known = { ...this.host.memory.of(noun).identity(resource.urn), ...before };
    const { id: accountId } = resolveAccount(this.host, news, known);
    const declared = (noun: string, id: string): Properties | undefined => this.checked.of(noun, id);
    const after = this.kind.references?.resolve(news, { accountId, olds: before, declared }) ?? news;
    const { inputs, failures } = await this.lifecycle.check(before, {
      ...after,
      [logicalNameKey]: resource.logicalName,
      [urnKey]: resource.urn,
      [secretNamesKey]: resource.secretNames,
    });
    this.checked.keep(noun, this.idOf(inputs), inputs);
    const reasons = [
      ...failures.map(({ reason }) => this.kind.references?.said(reason) ?? reason),
      ...(this.kind.references?.failures(news, inputs.accountId) ?? []),
    ];
    return {
      inputs: this.written(inputs),
      failures: reasons.map((reason) => ({ property: "", reason: line(redact(reason, resource.secretTexts)) })),
    };
  }

  async diff(resource: Target, before: Before, news: Properties): Promise<PluginDiff> {
    const { state, inputs } = this.step(resource, before, news);
    const result = await this.lifecycle.diff(before.id, state, inputs);
    if (!this.isImported(before.id) || result.replaces.length > 0) {
      return result;
    }
    // Otherwise the engine would show arguments that the program leaves out as removed.
    const names = this.compare(resource, state, inputs).changes.map(({ field }) => field.name);
    return { ...result, changes: names.length > 0 || !isDeepStrictEqual(before.inputs, news), names };
  }

  async create(resource: Target, news: Properties, isPreview: boolean): Promise<{ id: string; outputs: Properties }> {
    const given = this.resolved(news);
    const id = this.idOf(given);
    const inputs = this.lifecycle.restored(id, given);
    if (isPreview) {
      return {
        id: hasUnknown(inputs.accountId) || hasUnknown(inputs[this.kind.idArgument]) ? "" : id,
        outputs: this.concealed(id, previewCreate(this.kind.table, inputs)),
      };
    }
    this.see(id, resource);
    const created = await this.lifecycle.create(inputs).catch((error: unknown) => {
      // `--replace` and a tainted resource do not call the provider, and no schema can set this option.
      throw error instanceof AlreadyExists
        ? new Error(
            `${error.message} If this is \`--replace\` or a tainted resource, set the resource option deleteBeforeReplace to true.`,
          )
        : error;
    });
    return { id: created.id, outputs: created.outs };
  }

  /** `before` is undefined for an import. A `.get` has neither inputs nor outputs. */
  async read(resource: Target, id: string, before: Omit<Before, "id"> | undefined): Promise<PluginRead> {
    this.see(id, resource);
    if (before === undefined) {
      this.checked.import(this.kind.noun, id);
      const imported = await this.lifecycle.import(id, resource.logicalName);
      return { id, outputs: imported.props, inputs: this.written(imported.inputs) };
    }
    const state = this.withManaged(id, before.outputs, this.resolved(before.inputs));
    const read = await this.lifecycle.read(id, state);
    return {
      id: read.id,
      outputs: read.props,
      ...(read.inputs !== undefined && { inputs: this.written(read.inputs) }),
    };
  }

  async update(resource: Target, before: Before, news: Properties, isPreview: boolean): Promise<Properties> {
    const { state, inputs } = this.step(resource, before, news);
    if (isPreview) {
      const isPending = this.lifecycle.isPending(before.id, state, inputs);
      const resourceName = resource.logicalName;
      return this.concealed(before.id, previewUpdate(this.kind.table, { state, inputs, resourceName, isPending }));
    }
    return (await this.lifecycle.update(before.id, state, inputs)).outs;
  }

  delete(resource: Target, id: string, outputs: Properties): Promise<void> {
    this.see(id, resource);
    return this.lifecycle.delete(id, outputs);
  }

  private see(id: string, { urn, logicalName, secretTexts }: Target): void {
    this.host.memory.of(this.kind.noun).see(id, { urn, logicalName }, secretTexts);
  }

  private step(resource: Target, before: Before, news: Properties): { state: Properties; inputs: Properties } {
    this.see(before.id, resource);
    const state = this.withManaged(before.id, before.outputs, this.resolved(before.inputs));
    return { state, inputs: this.lifecycle.restored(before.id, this.resolved(news)) };
  }

  /**
   * State with the names of the managed arguments: those of the old inputs, and those that a failed step set. Right
   * after an import there are none: an argument that the program leaves out was never its own, and is not reset.
   */
  private withManaged(id: string, outputs: Properties, inputs: Properties): Properties {
    if (outputs[managedKey] === undefined) {
      return outputs;
    }
    const { table } = this.kind;
    const names = [...managedNames(table, inputs), ...managedIn(table, outputs)];
    const managed = this.isImported(id) ? [] : table.map(({ name }) => name).filter((name) => names.includes(name));
    return { ...outputs, [managedKey]: managed };
  }

  private concealed(id: string, outputs: Properties): Properties {
    return concealed(outputs, this.host.memory.of(this.kind.noun).concealedOf(id)?.outputs ?? []);
  }

  private idOf(inputs: Properties): string {
    return pulumiId(asText(inputs.accountId), asText(inputs[this.kind.idArgument]));
  }

  private compare(resource: Target, state: Properties, inputs: Properties): Comparison {
    return compare(this.kind.table, state, inputs, resource.logicalName);
  }

  private isImported(id: string): boolean {
    return this.checked.isImported(this.kind.noun, id);
  }

  /** Checked inputs in the form of the lifecycle. */
  private resolved(inputs: Properties): Properties {
    const { accountId } = inputs;
    return this.kind.references?.resolve(inputs, { accountId, olds: {}, declared: () => undefined }) ?? inputs;
  }

  /** Inputs in the form of a program of the plugin. */
  private written(inputs: Properties): Properties {
    return this.kind.references?.written(inputs) ?? inputs;
  }
}
