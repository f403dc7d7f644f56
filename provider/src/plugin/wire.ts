/** Values as they travel between the engine and the plugin, and as the lifecycle takes them. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isObject, isSet, type Properties } from "../lifecycle/values";
import { providerKey, resourceSignature, secretSignature, signatureKey, unknownMark } from "../pulumiProtocol";

/** What the engine sends: without its marks, a resource as its id, and nothing that only a dynamic provider needs. */
export function received(struct: Struct | undefined): Properties {
  const { [providerKey]: _, ...properties } = struct?.toJavaScript() ?? {};
  return plainMembers(properties);
}

/** What the engine gets. The named members are marked as secrets, whatever the program called them. */
export function answered(properties: Properties, secret: readonly string[] = []): Struct {
  const marked = Object.entries(properties).map(([name, value]) => [
    name,
    secret.includes(name) && isSet(value) ? { [signatureKey]: secretSignature, value } : value,
  ]);
  return Struct.fromJavaScript(Object.fromEntries(marked) as Parameters<typeof Struct.fromJavaScript>[0]);
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

/** In a preview, the id of a resource to be created is an empty text or absent. A component never has one. */
function idOf(reference: Properties): unknown {
  const { id } = reference;
  return id === undefined || id === "" ? unknownMark : plain(id);
}
