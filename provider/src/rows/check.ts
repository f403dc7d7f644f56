/** Checks the servers of a portal in a program. */
import * as v from "valibot";
import { idForm } from "../cloudflare/wire";
import { asText } from "../text/asText";
import { overridesSchema, rowsOf } from "./overrides";
import { booleanSchema, known, setSchema, textSchema } from "../lifecycle/schemas";
import { localId } from "../lifecycle/pulumiId";
import { isObject, isSet, isUnknown, type Properties } from "../lifecycle/values";
import { toolLockSchema } from "../toolLock/resolve";
import { isLocked, lists, mappings, type Mapping } from "./rows";

/** Common wrong names of members, and the right ones. */
const otherMembers: ReadonlyMap<string, string> = new Map([
  ["server", "must be an McpServer; for an id, use serverId"],
  ["id", "is not a setting of a portal's server; use serverId"],
]);

export function mappingsSchema(): v.GenericSchema {
  const allowed = v.nullish(
    setSchema(
      known(v.pipe(v.string("must be a name"), v.minLength(1, "must not be empty"))),
      'must be a list of names, such as ["search"]',
      (name) => name,
    ),
  );
  const row = v.pipe(
    v.strictObject(
      {
        serverId: textSchema(idForm),
        incarnation: v.nullish(v.string()),
        defaultDisabled: v.nullish(booleanSchema),
        onBehalf: v.nullish(booleanSchema),
        tools: allowed,
        prompts: allowed,
        updatedTools: v.nullish(overridesSchema()),
        updatedPrompts: v.nullish(overridesSchema()),
        toolLock: v.nullish(toolLockSchema),
        // The McpServer checks these itself.
        serverTools: v.optional(v.unknown()),
        serverPrompts: v.optional(v.unknown()),
      },
      (issue) =>
        issue.expected === "never"
          ? (otherMembers.get(asText(issue.path?.at(-1)?.key)) ??
            "is not a setting of a portal's server (server or serverId, defaultDisabled, onBehalf, tools, prompts, updatedTools, updatedPrompts, toolLock)")
          : "must be an McpServer, or an object with server or serverId",
    ),
    v.rawCheck(({ dataset, addIssue }) => {
      for (const message of dataset.typed ? contradictions(dataset.value as Mapping) : []) {
        addIssue({ message });
      }
    }),
  );
  return setSchema(
    known(row),
    "must be a list: each item an McpServer, or an object with server or serverId",
    (each) => (isObject(each) ? each.serverId : undefined),
  );
}

/** Converts server references to ids in the account, which must be the portal's. */
export function localizeRows({ accountId, servers }: Properties): {
  readonly inputs: Properties;
  readonly failures: readonly string[];
} {
  if (!Array.isArray(servers)) {
    return { inputs: {}, failures: [] };
  }
  const failures: string[] = [];
  const rows = servers.map((row: unknown, index) => {
    if (!isObject(row) || !isSet(row.serverId)) {
      return row;
    }
    const { id, failure } = localId(row.serverId, accountId);
    failures.push(...(failure === undefined ? [] : [`servers.${index}.serverId: ${failure}`]));
    return { ...row, serverId: id };
  });
  return { inputs: { servers: rows }, failures };
}

/** Refuses rows that would expose what their lock hides, whatever state says: no later step would hide it. */
export function openLocks(servers: unknown): string[] {
  return mappings(servers).flatMap((row, index) =>
    isLocked(row) && row.defaultDisabled === false
      ? [
          `servers.${index}: has a toolLock, which hides unapproved tools, beside defaultDisabled: false; remove one of them, or set mode to report`,
        ]
      : [],
  );
}

function contradictions(row: Mapping): string[] {
  const found: string[] = [];
  for (const { allowed, overrides } of lists) {
    if (!isSet(row[allowed])) {
      continue;
    }
    if (row.defaultDisabled === false) {
      found.push(`has ${allowed}, which hides everything else, beside defaultDisabled: false; remove one of them`);
    }
    if (rowsOf(row[overrides]).some(({ enabled }) => isSet(enabled) && !isUnknown(enabled))) {
      found.push(
        `has ${allowed} beside rows of ${overrides} with enabled; remove enabled there: ${allowed} alone decides`,
      );
    }
  }
  return found;
}
