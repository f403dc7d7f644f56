/** Finds the tools that agents can call now, by portal, approved or not. */
import { remoteEntries } from "../../rows/entries";
import { lists, serverIdOf } from "../../rows/rows";
import { rowsOf } from "../../rows/overrides";
import { calledAs, nameWarnings } from "../../rows/toolNames";
import type { WireMappedServer, WirePortal, WireServer } from "../../cloudflare/wire";
import { sortBy } from "../order";
import { newFinding, type Exposure, type ExposedTool, type Finding, type Subject } from "./report";
import type { Reviews } from "./reviews";

const [tools] = lists;

export function listExposure(
  accountId: string,
  portal: WirePortal,
  servers: ReadonlyMap<string, WireServer>,
  reviews: Reviews | undefined,
): Exposure[] {
  const rows = (portal.servers ?? []).map((row) => {
    const serverId = serverIdOf(row);
    const server = servers.get(serverId);
    const review = server && reviews?.of(accountId, portal.id, server);
    const { callable, hidden } = listCallableTools(row, serverId, server);
    return {
      accountId,
      portalId: portal.id,
      hostname: portal.hostname,
      serverId,
      ...(reviews !== undefined && { lock: review?.words ?? null, lockFile: review?.file ?? null }),
      tools: callable.map((tool) => ({ ...tool, approval: review?.approvalOf(tool.name) ?? ("none" as const) })),
      hidden,
    };
  });
  return sortBy(rows, ({ serverId }) => serverId);
}

/**
 * A tool is callable if the portal enables it. If its server disables it, it is undocumented which setting wins: the
 * tool counts as exposed, and as uncertain.
 */
function listCallableTools(
  row: WireMappedServer,
  serverId: string,
  server: WireServer | undefined,
): { readonly callable: Omit<ExposedTool, "approval">[]; readonly hidden: number } {
  const shown = row.default_disabled !== true;
  const entries = remoteEntries(row, tools, shown);
  const overrides = new Map(rowsOf(server?.updated_tools).map((override) => [override.name, override]));
  const names = rowsOf(server?.tools ?? row.tools)
    .map(({ name }) => name)
    .filter((name) => typeof name === "string");
  const callable = names.flatMap((name) => {
    const entry = entries.get(name);
    const override = overrides.get(name);
    const isOffAtServer = override?.enabled === false;
    if (!(entry?.enabled ?? shown)) {
      return [];
    }
    const alias = readText(entry?.alias) ?? readText(override?.alias) ?? name;
    return [{ name, calledAs: calledAs(serverId, alias), certain: !isOffAtServer }];
  });
  return {
    callable: sortBy(callable, ({ calledAs }) => calledAs),
    hidden: names.length - callable.length,
  };
}

/** The names of callable tools that clients might reject: one note for the portal. */
export function findUnusableNames(exposure: readonly Exposure[], codeMode: unknown, subject: Subject): Finding[] {
  const offered = exposure.flatMap(({ serverId, tools: exposed }) =>
    exposed.map(({ name, calledAs: called }) => ({ serverId, name, calledAs: called, isRenamedHere: false })),
  );
  const warnings = nameWarnings(offered, { isCodeModeOff: codeMode === "off" });
  return warnings.length === 0
    ? []
    : [newFinding("unusable-name", subject, warnings.join(" "), { argument: "servers" })];
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
