/** Converts values between the engine and the lifecycle. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isObject, isSet, isUnknown, type Properties } from "../lifecycle/values";
import { providerKey, resourceSignature, secretSignature, signatureKey, unknownMark } from "../pulumiProtocol";

/**
 * Converts values of the engine: without secret marks, a resource becomes its id, and keys for dynamic providers are
 * dropped.
 */
export function received(struct: Struct | undefined): Properties {
  const { [providerKey]: _, ...properties } = struct?.toJavaScript() ?? {};
  return plainMembers(properties);
}

/** The names of the members that are secret as a whole. */
export function secretMembers(struct: Struct | undefined): string[] {
  return Object.entries(struct?.toJavaScript() ?? {}).flatMap(([name, value]) => (isSecret(value) ? [name] : []));
}

/** The secret texts among the members. */
export function secretTexts(struct: Struct | undefined): string[] {
  const properties = received(struct);
  return secretMembers(struct).flatMap((name) => {
    const value = properties[name];
    return typeof value === "string" && !isUnknown(value) ? [value] : [];
  });
}

/**
 * Converts values for the engine. Marks the named members as secrets, and everything that was a secret in `asked`: the
 * engine marks nothing itself for a provider that accepts secrets.
 */
export function answered(properties: Properties, secret: readonly string[] = [], asked?: Struct): Struct {
  const named = Object.entries(properties).map(([name, value]) => [
    name,
    secret.includes(name) ? marked(value) : value,
  ]);
  const all = markedLike(Object.fromEntries(named) as Properties, asked?.toJavaScript() ?? {});
  return Struct.fromJavaScript(all as Parameters<typeof Struct.fromJavaScript>[0]);
}

/**
 * A secret in an object hides only its member. One in a list hides the whole list, because its items can change their
 * order.
 */
function markedLike(properties: Properties, asked: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const before = asked[name];
      if (isPlainObject(value) && isPlainObject(before)) {
        return [name, markedLike(value, before)];
      }
      return [name, holdsSecrets(before) ? marked(value) : value];
    }),
  );
}

function marked(value: unknown): unknown {
  return isSet(value) && !isSecret(value) ? { [signatureKey]: secretSignature, value } : value;
}

function isSecret(value: unknown): boolean {
  return isObject(value) && value[signatureKey] === secretSignature;
}

function isPlainObject(value: unknown): value is Properties {
  return isObject(value) && !(signatureKey in value);
}

function holdsSecrets(value: unknown): boolean {
  return isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsSecrets));
}

function plainMembers(value: Properties): Properties {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (!isObject(value)) {
    return value;
  }
  switch (value[signatureKey]) {
    case secretSignature:
      return plain(value.value);
    case resourceSignature:
      return idOf(value);
    default:
      return plainMembers(value);
  }
}

/** In a preview, the id of a resource to be created is empty or absent. A component never has one. */
function idOf(reference: Properties): unknown {
  const { id } = reference;
  return id === undefined || id === "" ? unknownMark : plain(id);
}
