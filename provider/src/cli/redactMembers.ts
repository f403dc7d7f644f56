/** Removes secrets from what a format is made of. Names and words of ours stay: a secret that is one spoils no format. */
import { redact, redactDeep } from "../text/redact";

export interface Vocabulary {
  /** Members with words of ours only. */
  readonly ownWords: ReadonlySet<string>;
  /** Members that hold values from outside, with keys from outside. */
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
