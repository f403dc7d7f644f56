/** Removes every known secret from a report, once, before any format reads it. */
import type { KindName } from "../../kinds";
import { Memory } from "../../lifecycle/memory";
import type { Properties } from "../../lifecycle/values";
import { redactMembers, type Vocabulary } from "../redactMembers";
import { registry } from "../registry";
import type { Report } from "./report";
import type { AccountSnapshot } from "./snapshot";
import type { StateResource } from "./state";

interface Known {
  readonly resources: readonly StateResource[];
  readonly accounts: readonly Pick<AccountSnapshot, "objects">[];
}

/** The known secrets: those that the state marks, every part of credentials, and keys in the URLs of servers. */
export function listSecrets({ resources, accounts }: Known): string[] {
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
  return [...declared, ...found];
}

const vocabulary: Vocabulary = {
  ownWords: new Set(["rule", "level", "kind", "approval", "checkedAt"]),
  outside: new Set(["declared", "found"]),
};

export function redactReport(report: Report, secrets: readonly string[]): Report {
  return redactMembers(report, secrets, vocabulary);
}
