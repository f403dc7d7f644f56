/** Reads our resources from a state, as `pulumi stack export` or a file backend writes it, and opens its secrets. */
import { credentialKeys } from "../../configuration";
import { typeToken, type KindName } from "../../kinds";
import { parsePulumiId } from "../../lifecycle/pulumiId";
import { isObject, isUnknown, type Properties } from "../../lifecycle/values";
import { providerKey, secretSignature, signatureKey, unknownMark } from "../../pulumiProtocol";
import { sortBy } from "../order";
import { kindNames, registry } from "../registry";
import type { Subject } from "./report";

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
  /** Only read by the program (`McpServer.get`). */
  readonly external: boolean;
  /** Deleted for a replacement that was interrupted, and not created again yet. */
  readonly pendingReplacement: boolean;
  readonly provider: StateProvider;
}

export interface StateProvider {
  readonly urn: string;
  /** Given by the program, not the one that follows from stack config. */
  readonly explicit: boolean;
  /** The readable part of its configuration. */
  readonly inputs: Properties;
  /** Whether its credentials are encrypted here. */
  readonly sealed: boolean;
}

const kindsByType: ReadonlyMap<string, KindName> = new Map(kindNames.map((kind) => [typeToken(kind), kind]));

/** Sorted by URN. Throws when it is no state; `source` is what it was read from. */
export function readResources(exported: unknown, source: string): StateResource[] {
  const all = findDeployment(exported, source).resources;
  const rows = Array.isArray(all) ? all.filter(isObject) : [];
  const providers = new Map(
    rows.flatMap((row) => {
      const { urn, id, type } = row;
      return typeof urn === "string" && toText(type).startsWith("pulumi:providers:")
        ? [[`${urn}::${toText(id)}`, readProvider(urn, unseal(row.inputs))] as const]
        : [];
    }),
  );
  const resources = rows.flatMap((row) => readResource(row, providers));
  return sortBy(resources, ({ urn }) => urn);
}

function readResource(row: Properties, providers: ReadonlyMap<string, StateProvider>): StateResource[] {
  const kind = kindsByType.get(toText(row.type));
  // A resource marked for deletion has a successor, or is being deleted.
  if (kind === undefined || row.delete === true) {
    return [];
  }
  const urn = toText(row.urn);
  const inputs = unseal(row.inputs);
  const outputs = unseal(row.outputs);
  const reference = toText(row.provider);
  return [
    {
      kind,
      urn,
      name: readName(urn),
      id: toText(row.id),
      inputs: dropProvider(inputs),
      outputs: dropProvider(outputs),
      secretNames: new Set([...inputs.secretNames, ...outputs.secretNames]),
      secrets: [...new Set([...inputs.secrets, ...outputs.secrets])],
      ignoreChanges: Array.isArray(row.ignoreChanges) ? row.ignoreChanges.map(toText) : [],
      external: row.external === true,
      pendingReplacement: row.pendingReplacement === true,
      provider: providers.get(reference) ?? { urn: reference, explicit: false, inputs: {}, sealed: false },
    },
  ];
}

/** A file can hold anything, also what `String` cannot convert. */
function toText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function dropProvider({ value: { [providerKey]: _, ...rest } }: Unsealed): Properties {
  return rest;
}

function readProvider(urn: string, { value, sealedNames }: Unsealed): StateProvider {
  const readable = Object.entries(value).filter(([name]) => !sealedNames.has(name));
  return {
    urn,
    // The engine's own name for the provider that follows from stack config.
    explicit: !/^default(?:$|_)/.test(readName(urn)),
    inputs: Object.fromEntries(readable),
    sealed: credentialKeys.some((key) => sealedNames.has(key)),
  };
}

function readName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `pulumi stack export` has a deployment, a file of a backend has a checkpoint around it. */
function findDeployment(exported: unknown, source: string): Properties {
  const outer = isObject(exported) ? exported : {};
  const { deployment, checkpoint } = outer;
  if (isObject(deployment)) {
    return deployment;
  }
  if (isObject(checkpoint)) {
    return isObject(checkpoint.latest) ? checkpoint.latest : {};
  }
  throw new Error(`${source} is not a Pulumi state. Pass the output of \`pulumi stack export\`.`);
}

/** The resource, as findings name it. */
export function toSubject({ kind, id, name, urn }: StateResource): Subject {
  const { accountId = "", id: objectId = "" } = parsePulumiId(id) ?? {};
  return { kind: registry[kind].noun, accountId, id: objectId, resource: name, urn };
}

interface Unsealed {
  /** Without the marks. An encrypted value becomes Pulumi's "not known". */
  readonly value: Properties;
  /** The names whose values hold a secret, and those of them that cannot be read. */
  readonly secretNames: ReadonlySet<string>;
  readonly sealedNames: ReadonlySet<string>;
  /** Every secret text. */
  readonly secrets: readonly string[];
}

function unseal(properties: unknown): Unsealed {
  const secretNames = new Set<string>();
  const sealedNames = new Set<string>();
  const secrets = new Set<string>();
  const opened = Object.entries(isObject(properties) ? properties : {}).map(([name, inner]) => {
    const value = openSecrets(inner, (secret) => {
      secretNames.add(name);
      if (isUnknown(secret)) {
        sealedNames.add(name);
      } else {
        collectTexts(secret).forEach((text) => secrets.add(text));
      }
    });
    return [name, value] as const;
  });
  return { value: Object.fromEntries(opened), secretNames, sealedNames, secrets: [...secrets] };
}

function openSecrets(value: unknown, found: (secret: unknown) => void): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => openSecrets(item, found));
  }
  if (!isObject(value)) {
    return value;
  }
  if (value[signatureKey] === secretSignature) {
    const secret = typeof value.plaintext === "string" ? parsePlaintext(value.plaintext) : unknownMark;
    found(secret);
    return openSecrets(secret, found);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, openSecrets(item, found)]));
}

function parsePlaintext(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unknownMark;
  }
}

function collectTexts(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(collectTexts) : [];
}
