/**
 * Deploys a program of several resources without the engine.
 *
 * Each command has one provider process for all of them, and takes its steps in the engine's order.
 */
import type { KindName } from "../../provider/src/kinds";
import { Deployment, type Driver, type Properties, type Step } from "./deployment";
import type { Drivers } from "./drivers";

/** A resource of the program, after those that it depends on. */
export interface Declared {
  readonly kind: KindName;
  readonly name: string;
  /** Asked for once the resources before it are done: their outputs are known then. */
  readonly args: () => Properties;
}

export class Program {
  private readonly deployments = new Map<string, Deployment>();
  private process: Promise<Driver> | undefined;

  constructor(private readonly drivers: Pick<Drivers, "next">) {}

  /** What state holds of a resource. */
  resource(kind: KindName, name: string): Deployment {
    const known =
      this.deployments.get(name) ?? new Deployment(() => (this.process ??= this.drivers.next()), kind, name);
    this.deployments.set(name, known);
    return known;
  }

  /** `pulumi up`: what is no longer declared goes last, dependents first. The first failure ends it. */
  async up(resources: readonly Declared[]): Promise<Readonly<Record<string, Step>>> {
    this.process = undefined;
    const steps: Record<string, Step> = {};
    for (const { kind, name, args } of resources) {
      steps[name] = await this.resource(kind, name).up(args());
    }
    for (const [name, deployment] of [...this.deployments].reverse()) {
      if (deployment.state !== undefined && !resources.some((each) => each.name === name)) {
        steps[name] = await deployment.up(undefined);
      }
    }
    return steps;
  }

  /** `pulumi refresh`: the inputs that differ. */
  refresh(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.look((deployment) => deployment.refresh());
  }

  /** `pulumi refresh --preview-only`. */
  drift(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.look((deployment) => deployment.drift());
  }

  private async look(
    how: (deployment: Deployment) => Promise<readonly string[]>,
  ): Promise<Readonly<Record<string, readonly string[]>>> {
    this.process = undefined;
    const found: Record<string, readonly string[]> = {};
    for (const [name, deployment] of this.deployments) {
      const names = await how(deployment);
      if (names.length > 0) {
        found[name] = names;
      }
    }
    return found;
  }
}
