/** Secrets in a state: in clear (`--show-secrets`) or encrypted, but always marked. */
import { isObject, isUnknown, type Properties } from "../../lifecycle/values";
import { secretSignature, signatureKey, unknownMark } from "../../pulumiProtocol";

export interface Unsealed {
  /** The same without the marks. What is encrypted has become Pulumi's "not known". */
  readonly value: Properties;
  /** The names whose values hold a secret, and those of them that cannot be read. */
  readonly secretNames: ReadonlySet<string>;
  readonly sealedNames: ReadonlySet<string>;
  /** Every secret text. */
  readonly secrets: readonly string[];
}

export function unseal(properties: unknown): Unsealed {
  const secretNames = new Set<string>();
  const sealedNames = new Set<string>();
  const secrets = new Set<string>();
  const value: Properties = {};
  for (const [name, inner] of Object.entries(isObject(properties) ? properties : {})) {
    value[name] = opened(inner, (secret) => {
      secretNames.add(name);
      if (isUnknown(secret)) {
        sealedNames.add(name);
      } else {
        textsOf(secret).forEach((text) => secrets.add(text));
      }
    });
  }
  return { value, secretNames, sealedNames, secrets: [...secrets] };
}

function opened(value: unknown, found: (secret: unknown) => void): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => opened(item, found));
  }
  if (!isObject(value)) {
    return value;
  }
  if (value[signatureKey] === secretSignature) {
    const secret = typeof value.plaintext === "string" ? parsed(value.plaintext) : unknownMark;
    found(secret);
    return opened(secret, found);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item, found)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unknownMark;
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
