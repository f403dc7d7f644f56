/** The state of a stack, as `pulumi stack export` or a file backend writes it: the resources that are ours. */
import type { KindName } from "../../kinds";
import { providerKey } from "../../pulumiProtocol";
import { isObject, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import { unseal, type Unsealed } from "./sealed";

export interface StateResource {
  readonly kind: KindName;
  readonly urn: string;
  /** The name in the program. */
  readonly name: string;
  /** As Pulumi stores it: `<accountId>/<serverId>`. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The arguments that hold something secret. */
  readonly secretNames: ReadonlySet<string>;
  /** Every secret text in it. */
  readonly secrets: readonly string[];
  readonly ignoreChanges: readonly string[];
  /** Only read by the program (`McpServer.get`), and managed by somebody else. */
  readonly external: boolean;
  /** Deleted for a replacement that was interrupted, and not created again yet. */
  readonly pendingReplacement: boolean;
  readonly provider: StateProvider;
}

export interface StateProvider {
  readonly urn: string;
  /** Given by the program, not the one that follows from stack config. */
  readonly explicit: boolean;
  /** What can be read of its configuration. */
  readonly inputs: Properties;
  /** Whether some of it is encrypted here. */
  readonly sealed: boolean;
}

const ours = /^pulumi-nodejs:dynamic\/cloudflare-mcp:(McpServer|McpPortal)$/;

/** The resources of ours, sorted by URN. Throws when it is no state at all. */
export function resourcesOf(exported: unknown): StateResource[] {
  const all = deploymentOf(exported).resources;
  const rows = Array.isArray(all) ? all.filter(isObject) : [];
  const providers = new Map(
    rows.flatMap((row) => {
      const { urn, id, type } = row;
      return typeof urn === "string" && textOf(type).startsWith("pulumi:providers:")
        ? [[`${urn}::${textOf(id)}`, providerOf(urn, unseal(row.inputs))] as const]
        : [];
    }),
  );
  return rows.flatMap((row) => resourceOf(row, providers)).sort((one, other) => compareText(one.urn, other.urn));
}

function resourceOf(row: Properties, providers: ReadonlyMap<string, StateProvider>): StateResource[] {
  const kind = ours.exec(textOf(row.type))?.[1];
  // What is marked for deletion has a successor, or is on its way out.
  if (kind === undefined || row.delete === true || typeof row.urn !== "string" || typeof row.id !== "string") {
    return [];
  }
  const inputs = unseal(row.inputs);
  const outputs = unseal(row.outputs);
  const reference = textOf(row.provider);
  return [
    {
      kind: kind as KindName,
      urn: row.urn,
      name: nameOf(row.urn),
      id: row.id,
      inputs: withoutProvider(inputs),
      outputs: withoutProvider(outputs),
      secretNames: new Set([...inputs.secretNames, ...outputs.secretNames]),
      secrets: [...new Set([...inputs.secrets, ...outputs.secrets])],
      ignoreChanges: Array.isArray(row.ignoreChanges) ? row.ignoreChanges.map(textOf) : [],
      external: row.external === true,
      pendingReplacement: row.pendingReplacement === true,
      provider: providers.get(reference) ?? { urn: reference, explicit: false, inputs: {}, sealed: false },
    },
  ];
}

/** A file can hold anything, also what cannot become a text. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function withoutProvider({ value: { [providerKey]: _, ...rest } }: Unsealed): Properties {
  return rest;
}

function providerOf(urn: string, { value, sealedNames }: Unsealed): StateProvider {
  const readable = Object.entries(value).filter(([name]) => !sealedNames.has(name));
  return {
    urn,
    // The engine's own name for the provider that follows from stack config.
    explicit: !/^default(?:$|_)/.test(nameOf(urn)),
    inputs: Object.fromEntries(readable),
    sealed: sealedNames.size > 0,
  };
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `pulumi stack export` has a deployment, a file of a backend has a checkpoint around it. */
function deploymentOf(exported: unknown): Properties {
  const outer = isObject(exported) ? exported : {};
  const { deployment, checkpoint } = outer;
  if (isObject(deployment)) {
    return deployment;
  }
  if (isObject(checkpoint)) {
    return isObject(checkpoint.latest) ? checkpoint.latest : {};
  }
  throw new Error("This is no state of Pulumi: neither what `pulumi stack export` prints nor a file of a backend.");
}
