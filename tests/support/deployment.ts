/**
 * Deploys one resource without the engine, doing to its provider what Pulumi's engine does.
 *
 * It serves behaviours that run many times or through several drivers. The real engine has the last word
 * (tests/engine); this code follows what it was seen to do.
 */
import { isDeepStrictEqual } from "node:util";
import type { KindName } from "../../provider/src/kinds";

export type Properties = Record<string, unknown>;

/** A provider, in this process or in another. Only the native plugin is told the old inputs. */
export interface Driver {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: string[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
    oldInputs: Properties,
  ): Promise<{ changes: boolean | undefined; replaces: string[] }>;
  create(inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  read(
    id: string,
    outputs: Properties,
    inputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }>;
  update(id: string, olds: Properties, news: Properties, oldInputs: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
}

/** A step that failed but got so far that state has to know. */
export class SavedFailure extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** Arguments that check refused, with all reasons. */
export class Refused extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join("\n"));
  }
}

interface State {
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** The last step failed after it had done something: the next one updates, whatever diff says. */
  unfinished: boolean;
}

export type Step = "create" | "update" | "replace" | "same" | "delete";

export class Deployment {
  state: State | undefined;
  /** What the class puts into each resource; says its kind to the provider. */
  readonly providerText: string;
  readonly type: string;
  readonly urn: string;

  /**
   * `newDriver` gives the provider of one command: the engine starts a process for each.
   */
  constructor(
    private readonly newDriver: () => Promise<Driver> | Driver,
    kind: KindName = "McpServer",
    private readonly logicalName = "docs",
  ) {
    this.providerText = `exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("${kind}")`;
    this.type = `pulumi-nodejs:dynamic/cloudflare-mcp:${kind}`;
    this.urn = `urn:pulumi:test::test::${this.type}::${logicalName}`;
  }

  /** `pulumi up` with these arguments, or without the resource. */
  async up(args: Properties | undefined): Promise<Step> {
    const driver = await this.newDriver();
    if (args === undefined) {
      return this.remove(driver);
    }
    const news = this.declared(args);
    const { state } = this;
    const inputs = await this.check(driver, state?.inputs ?? {}, news);
    if (state === undefined) {
      await this.create(driver, inputs);
      return "create";
    }
    const { changes, replaces } = await driver.diff(state.id, state.outputs, inputs, state.inputs);
    if (replaces.length > 0) {
      const fresh = await this.check(driver, {}, news);
      await this.remove(driver);
      await this.create(driver, fresh);
      return "replace";
    }
    const differs = changes ?? !isDeepStrictEqual(state.inputs, inputs);
    if (!differs && !state.unfinished) {
      state.inputs = inputs;
      return "same";
    }
    await this.update(driver, state, inputs);
    return "update";
  }

  /** `pulumi preview` of an update: the inputs that a step would get, and whether there would be one. */
  async preview(args: Properties): Promise<{ readonly inputs: Properties; readonly differs: boolean }> {
    const driver = await this.newDriver();
    const { state } = this;
    if (state === undefined) {
      throw new Error("There is nothing to update.");
    }
    const inputs = await this.check(driver, state.inputs, this.declared(args));
    const { changes } = await driver.diff(state.id, state.outputs, inputs, state.inputs);
    return { inputs, differs: changes ?? !isDeepStrictEqual(state.inputs, inputs) };
  }

  /** `pulumi refresh`: the names of the inputs that differ now, or "gone". */
  async refresh(): Promise<string[]> {
    const { drift, next } = await this.look();
    this.state = next;
    return drift;
  }

  /** `pulumi refresh --preview-only`. */
  async drift(): Promise<string[]> {
    return (await this.look()).drift;
  }

  private declared(args: Properties): Properties {
    return {
      // Pulumi drops what is undefined before it sends anything.
      ...Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)),
      __provider: this.providerText,
      __logicalName: this.logicalName,
      __urn: this.urn,
    };
  }

  private async look(): Promise<{ drift: string[]; next: State | undefined }> {
    const { state } = this;
    if (state === undefined) {
      return { drift: [], next: undefined };
    }
    const driver = await this.newDriver();
    const { id, outputs, inputs = state.inputs } = await driver.read(state.id, state.outputs, state.inputs);
    if (id === "") {
      return { drift: ["gone"], next: undefined };
    }
    const { changes } = await driver.diff(id, outputs, state.inputs, inputs);
    const names = [...new Set([...Object.keys(inputs), ...Object.keys(state.inputs)])].filter(
      (name) => !isDeepStrictEqual(inputs[name], state.inputs[name]),
    );
    // A refresh clears what the engine remembers of a failed step.
    const next = { id, inputs, outputs, unfinished: false };
    return { drift: changes === false ? [] : changes === true && names.length === 0 ? ["pending"] : names, next };
  }

  private async check(driver: Driver, olds: Properties, news: Properties): Promise<Properties> {
    const { inputs, failures } = await driver.check(olds, news);
    if (failures.length > 0) {
      throw new Refused(failures);
    }
    return inputs;
  }

  private async create(driver: Driver, inputs: Properties): Promise<void> {
    try {
      const { id, outputs } = await driver.create(inputs);
      this.state = { id, inputs, outputs, unfinished: false };
    } catch (error) {
      if (error instanceof SavedFailure) {
        this.state = { id: error.id, inputs, outputs: error.outputs, unfinished: true };
      }
      throw error;
    }
  }

  private async update(driver: Driver, state: State, inputs: Properties): Promise<void> {
    try {
      state.outputs = await driver.update(state.id, state.outputs, inputs, state.inputs);
      state.inputs = inputs;
      state.unfinished = false;
    } catch (error) {
      if (error instanceof SavedFailure) {
        // The engine keeps the old inputs beside the new outputs.
        state.outputs = error.outputs;
        state.unfinished = true;
      }
      throw error;
    }
  }

  private async remove(driver: Driver): Promise<Step> {
    if (this.state !== undefined) {
      await driver.delete(this.state.id, this.state.outputs);
      this.state = undefined;
    }
    return "delete";
  }
}
