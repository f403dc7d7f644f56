/** Removes every known secret from a report, once and before any format sees it. */
import type { KindName } from "../../kinds";
import { Memory } from "../../lifecycle/memory";
import type { Properties } from "../../lifecycle/values";
import { redact, redactDeep } from "../../text/redact";
import { registry } from "../registry";
import type { Report } from "./report";
import type { AccountSnapshot } from "./snapshot";
import type { StateResource } from "./state";

interface Known {
  /** Of the connections. */
  readonly connections: Iterable<string>;
  readonly resources: readonly StateResource[];
  readonly accounts: readonly AccountSnapshot[];
}

/** What must not be shown: what the state marks, every part of credentials, and keys in the URLs of servers. */
export function listSecrets({ connections, resources, accounts }: Known): string[] {
  const memory = new Memory();
  const secretsOf = (kind: KindName, properties: Properties): string[] =>
    registry[kind].definition.secrets?.(properties, memory) ?? [];
  const declared = resources.flatMap(({ kind, secrets, inputs, outputs }) => [
    ...secrets,
    ...secretsOf(kind, inputs),
    ...secretsOf(kind, outputs),
  ]);
  const found = accounts.flatMap(({ objects }) =>
    objects.McpServer.flatMap(({ hostname }) => secretsOf("McpServer", { hostname })),
  );
  return [...new Set([...connections, ...declared, ...found])];
}

/** Members with words of ours only: a secret that is one of these words must spoil no format. */
const ownWords: ReadonlySet<string> = new Set(["rule", "level", "kind", "approval", "checkedAt"]);

/** Members that hold values from outside, with keys from outside. */
const outside: ReadonlySet<string> = new Set(["declared", "found"]);

export function redactReport(report: Report, secrets: readonly string[]): Report {
  return redactMembers(report, secrets) as Report;
}

function redactMembers(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return redact(value, secrets);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => redactMembers(item, secrets));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, member]: [string, unknown]) => [name, redactMember(name, member, secrets)]),
      )
    : value;
}

function redactMember(name: string, member: unknown, secrets: readonly string[]): unknown {
  if (ownWords.has(name)) {
    return member;
  }
  return outside.has(name) ? redactDeep(member, secrets) : redactMembers(member, secrets);
}
