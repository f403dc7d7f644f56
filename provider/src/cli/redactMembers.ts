/**
 * Removes secrets from the data of a format. Our own names and words stay, so that a secret with the same text breaks
 * no format.
 */
import { redact, redactDeep } from "../text/redact";

export interface Vocabulary {
  /** Members with our own text only. */
  readonly ownWords: ReadonlySet<string>;
  /** Members with values and keys from outside. */
  readonly outside: ReadonlySet<string>;
}

export function redactMembers<Value>(value: Value, secrets: readonly string[], vocabulary: Vocabulary): Value {
  return redactValue(value, secrets, vocabulary) as Value;
}

function redactValue(value: unknown, secrets: readonly string[], vocabulary: Vocabulary): unknown {
  if (typeof value === "string") {
    return redact(value, secrets);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => redactValue(item, secrets, vocabulary));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const redactMember = (name: string, member: unknown): unknown => {
    if (vocabulary.ownWords.has(name)) {
      return member;
    }
    return vocabulary.outside.has(name) ? redactDeep(member, secrets) : redactValue(member, secrets, vocabulary);
  };
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [name, redactMember(name, member)]),
  );
}
