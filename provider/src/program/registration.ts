/** Registers the resource classes with Pulumi. */
import * as pulumi from "@pulumi/pulumi";
import { pluginToken, providerText, pulumiPackage, typeToken, type KindName } from "../kinds";
import { logicalNameKey, providerKey, secretNamesKey, urnKey } from "../pulumiProtocol";

/** Does not compile unless `Others` has every name in `Names`. It keeps a class and its table of fields in step. */
export type Among<Names extends Others, Others> = Names;

/** The names of the outputs that a class declares. */
export type OutputNames<Resource> = Exclude<keyof Resource, keyof pulumi.CustomResource | "incarnation"> & string;

/** The names of all arguments, of whichever form. */
export type ArgumentNames<Args> = Args extends unknown ? keyof Args & string : never;

/**
 * The properties to register a resource with.
 *
 * @param nothing All outputs as undefined, so that the object has each of them even if the program sets no such argument.
 */
export function registered(
  kind: KindName,
  name: string,
  nothing: Readonly<Record<string, undefined>>,
  args: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  if (opts.import !== undefined) {
    throw new pulumi.RunError(importText(kind, name));
  }
  const properties: pulumi.Inputs = { ...nothing, [providerKey]: providerText(kind) };
  if (opts.id !== undefined) {
    return properties;
  }
  const forCheck = {
    [logicalNameKey]: name,
    [urnKey]: urnOf(kind, name, opts.parent),
    [secretNamesKey]: secretNames(args),
  };
  return { ...properties, ...args, ...forCheck };
}

/** Pulumi would read the resource before it knows its provider, and end with a stack trace. */
function importText(kind: KindName, name: string): string {
  return `${kind} "${name}": the option import does not work with this package. Set adopt: true instead, import it by \`pulumi import --file\`, or read it with ${kind}.get: docs/existing-accounts.md.`;
}

/** The arguments that are secret as a whole. The registration reports an argument that fails. */
async function secretNames(args: pulumi.Inputs): Promise<string[]> {
  const outputs = Object.entries(args).filter(([, value]) => pulumi.Output.isInstance(value));
  const found = outputs.map(async ([name, value]) =>
    (await pulumi.isSecret(value as pulumi.Output<unknown>).catch(() => false)) ? [name] : [],
  );
  return (await Promise.all(found)).flat();
}

/**
 * The URN of a resource, as a promise. Pulumi's output of it depends on the parent, and a dependency on a component waits
 * for all its children: two resources in one component would wait for each other.
 */
function urnOf(kind: KindName, name: string, parent: pulumi.Resource | undefined): Promise<string> {
  return new Promise((resolve) => {
    pulumi.createUrn(name, typeToken(kind), parent).apply(resolve);
  });
}

/**
 * `--replace` and a tainted resource do not ask the provider whether to delete first. A create would then meet the existing
 * id, or adopt a server that Pulumi deletes afterwards. For the same reason the alias takes over a resource of the native
 * plugin.
 */
export function fixedOptions(kind: KindName): pulumi.CustomResourceOptions {
  return { deleteBeforeReplace: true, aliases: [{ type: pluginToken(kind) }] };
}

/**
 * Stops Pulumi from recording stack traces while it constructs a resource. It takes four for each output, and shows them
 * only with PULUMI_DEBUG_PROMISE_LEAKS. Constructing 300 servers takes 0.36 s instead of 1.08 s, and 34 MB less (medians of
 * 5 runs, Node 20, 2 cores, 2026-11-28). For the position of the resource in the program, Pulumi sets the limit itself.
 *
 * Each class calls it, since Pulumi counts constructors to find the line of the program. A base class would move the
 * position of every resource into this package.
 */
export function withoutTraces(): { readonly noteAgain: () => void; readonly located: (error: unknown) => unknown } {
  const limit = Error.stackTraceLimit;
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS === undefined) {
    Error.stackTraceLimit = 0;
  }
  const noteAgain = (): void => {
    Error.stackTraceLimit = limit;
  };
  return {
    noteAgain,
    // An error meanwhile must still lead to the line of the program.
    located: (error) => {
      noteAgain();
      if (error instanceof Error) {
        Error.captureStackTrace(error);
      }
      return error;
    },
  };
}

/** Whether a value is a resource of this kind, of this or another copy of the package. */
export function isOfKind(kind: KindName, value: unknown): boolean {
  return isOfType(typeToken(kind), value);
}

/** Whether a value is a provider of dynamic resources. */
export function isProvider(value: unknown): boolean {
  return isOfType(`pulumi:providers:${pulumiPackage}`, value);
}

function isOfType(type: string, value: unknown): boolean {
  return pulumi.CustomResource.isInstance(value) && (value as { __pulumiType?: unknown }).__pulumiType === type;
}

/** A plain string in a program must not be readable in state either. */
export function secretIfSet<Value>(value: pulumi.Input<Value> | undefined): pulumi.Output<Value> | undefined {
  return value === undefined || value === null ? undefined : (pulumi.secret(value) as pulumi.Output<Value>);
}
