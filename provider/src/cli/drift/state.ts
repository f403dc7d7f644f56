/** Reads our resources from a state of `pulumi stack export` or of a file backend, and decrypts marked secrets. */
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
  /** Pulumi's id: `<accountId>/<serverId>`. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The arguments that contain a secret. */
  readonly secretNames: ReadonlySet<string>;
  /** Every secret text of the resource. */
  readonly secrets: readonly string[];
  readonly ignoreChanges: readonly string[];
  /** Whether the program only reads it (`McpServer.get`). */
  readonly external: boolean;
  /** Whether an interrupted replacement has deleted it and not yet created it again. */
  readonly pendingReplacement: boolean;
  readonly provider: StateProvider;
}

export interface StateProvider {
  readonly urn: string;
  /** Whether it is an explicit provider, not the default one of stack config. */
  readonly explicit: boolean;
  /** The readable part of its configuration. */
  readonly inputs: Properties;
  /** Whether its credentials are encrypted in this state. */
  readonly sealed: boolean;
}

const kindsByType: ReadonlyMap<string, KindName> = new Map(kindNames.map((kind) => [typeToken(kind), kind]));

/** Sorted by URN. Throws if the input is not a state; `source` is its name in messages. */
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

/** A file can contain anything, including values that `String` cannot convert. */
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
    // The engine's name for the default provider of stack config.
    explicit: !/^default(?:$|_)/.test(readName(urn)),
    inputs: Object.fromEntries(readable),
    sealed: credentialKeys.some((key) => sealedNames.has(key)),
  };
}

function readName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `pulumi stack export` prints a deployment; a file of a backend wraps it in a checkpoint. */
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

/** The resource as the subject of findings. */
export function toSubject({ kind, id, name, urn }: StateResource): Subject {
  const { accountId = "", id: objectId = "" } = parsePulumiId(id) ?? {};
  return { kind: registry[kind].noun, accountId, id: objectId, resource: name, urn };
}

interface Unsealed {
  /** The values without secret marks. An encrypted value becomes Pulumi's unknown value. */
  readonly value: Properties;
  /** The names whose values contain a secret, and those of them that are encrypted. */
  readonly secretNames: ReadonlySet<string>;
  readonly sealedNames: ReadonlySet<string>;
  /** Every secret text in the properties. */
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
