/**
 * The entry in state: `exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")`.
 *
 * Pulumi stores that text with each resource and runs it in its provider process, in every later release. So the names
 * of this subpath, of `provider` and of the types are permanent.
 */
import type * as pulumi from "@pulumi/pulumi";
import { systemClock } from "./cloudflare/clock";
import { redact } from "./text/redact";
import type { ConfigurationSource } from "./configuration";
import { connect } from "./connect";
import type { KindName } from "./kinds";
import { providerKey } from "./pulumiProtocol";
import { resources, type AnyResourceKind } from "./resources";
import type { Host } from "./lifecycle/host";
import { Lifecycle } from "./lifecycle/lifecycle";
import { Memory } from "./lifecycle/memory";
import { connectByInstalledPulumi } from "./lifecycle/engineLog";
import { engineNotices } from "./lifecycle/notices";
import { orphanGuard } from "./lifecycle/orphan";
import { readPulumiCommand } from "./lifecycle/pulumiCommand";
import { PartialFailure } from "./lifecycle/write";
import { reasonOf, type Properties } from "./lifecycle/values";
import { line, type Shown } from "./text/shown";

/** The provider of one resource type, in the form that Pulumi's provider process calls. */
export function provider(type: string): pulumi.dynamic.ResourceProvider {
  if (!Object.hasOwn(resources, type)) {
    throw new Error(
      `This version of pulumi-cloudflare-mcp has no resource ${type}. A newer version wrote the state: update the package.`,
    );
  }
  let configuration: ConfigurationSource = { get: () => undefined };
  const host: Host = { ...shared, configuration: { get: (key) => configuration.get(key) } };
  const kind: AnyResourceKind = resources[type as KindName];
  const lifecycle = new Lifecycle(kind, host);

  /** Runs one call: removes Pulumi's own key from the inputs, and secrets and harmful text from errors. */
  const call = async <Result>(
    maps: Properties[],
    run: (...maps: Properties[]) => Result | Promise<Result>,
  ): Promise<Result> => {
    const plain = maps.map(({ [providerKey]: _, ...rest }) => rest);
    try {
      return await run(...plain);
    } catch (error) {
      throw presentable(
        error,
        maps.at(-1) ?? {},
        plain.flatMap((map) => lifecycle.secrets(map)),
      );
    }
  };

  return {
    // Synchronous: Pulumi uses an asynchronous provider before it is ready, and after it has failed. So nothing is
    // resolved here, and each call that needs the configuration reports its faults.
    configure: (request: pulumi.dynamic.ConfigureRequest) => {
      configuration = request.config;
      return Promise.resolve();
    },
    check: (olds: Properties, news: Properties) =>
      call([olds, news], async (before = {}, after = {}) => lifecycle.check(before, after)),
    diff: (id: string, olds: Properties, news: Properties) =>
      call([olds, news], async (before = {}, after = {}) => {
        const result = await lifecycle.diff(id, before, after);
        // Outputs of the native plugin name no provider. Pulumi deletes with the named provider, so an update has to
        // write it.
        const isOfPlugin = !(providerKey in olds) && result.replaces.length === 0;
        return (isOfPlugin ? { ...result, changes: true } : result) as pulumi.dynamic.DiffResult;
      }),
    create: (inputs: Properties) => call([inputs], (after = {}) => lifecycle.create(after)),
    read: (id: string, props: Properties = {}) => call([props], (before = {}) => lifecycle.read(id, before)),
    update: (id: string, olds: Properties, news: Properties) =>
      call([olds, news], (before = {}, after = {}) => lifecycle.update(id, before, after)),
    delete: (id: string, props: Properties) => call([props], (before = {}) => lifecycle.delete(id, before)),
  };
}

/** One for the process: all resources of a stack share connections, rate limits and checks. */
const shared: Omit<Host, "configuration"> = {
  environment: process.env,
  folder: process.cwd(),
  notices: engineNotices(process.argv.at(-1), connectByInstalledPulumi),
  memory: new Memory(),
  clock: systemClock,
  pulumiCommand: () => readPulumiCommand(process.env),
  stillWanted: orphanGuard(process.argv.at(-1), () => process.exit(1)),
  connect,
};

/** Marks the line that {@link silenceHost} drops. */
const hostLine = { error: "pulumi-cloudflare-mcp", stack: "shown with its resource" } as const;

/**
 * For some calls, Pulumi's host also prints `${error}: ${error.stack}` without the resource. Pulumi shows the message
 * with the resource as well, so this drops that line for our errors, and nothing else.
 */
function silenceHost(): void {
  /* eslint-disable no-console -- What the host prints with is what has to be changed. */
  const print = console.error.bind(console);
  console.error = (...words: unknown[]) => {
    if (words[0] !== `${hostLine.error}: ${hostLine.stack}`) {
      print(...words);
    }
  };
  /* eslint-enable no-console */
}

silenceHost();

/** An error for the terminal. */
function presentable(error: unknown, properties: Properties, secrets: readonly string[]): Error {
  const clean = (text: string): Shown => line(redact(text, secrets));
  const result = new Error(clean(reasonOf(error)));
  result.toString = () => hostLine.error;
  result.stack = hostLine.stack;
  if (!(error instanceof PartialFailure)) {
    return result;
  }
  return Object.assign(result, {
    id: error.id,
    // The host adds the provider to results, but not to errors. Without it, the saved state would be useless.
    properties: { ...error.properties, [providerKey]: properties[providerKey] },
    reasons: error.reasons.map(clean),
  });
}
