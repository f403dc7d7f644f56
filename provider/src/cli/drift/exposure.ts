/** Which tools agents can call now, through which portal, approved or not. */
import { remoteEntries } from "../../rows/entries";
import { lists, serverIdOf } from "../../rows/rows";
import { rowsOf } from "../../rows/overrides";
import type { WireMappedServer, WirePortal, WireServer } from "../../cloudflare/wire";
import { compareText } from "../order";
import { finding, type Exposure, type ExposedTool, type Finding, type Subject } from "./report";
import type { Reviews } from "./reviews";

const [tools] = lists;

export function exposureOf(
  accountId: string,
  portal: WirePortal,
  servers: ReadonlyMap<string, WireServer>,
  reviews: Reviews,
): Exposure[] {
  return (portal.servers ?? [])
    .map((row) => {
      const serverId = serverIdOf(row);
      const server = servers.get(serverId);
      const review = server && reviews.of(accountId, portal.id, server);
      const { callable, hidden } = callableTools(row, serverId, server);
      return {
        accountId,
        portalId: portal.id,
        hostname: portal.hostname,
        serverId,
        lock: review?.words ?? null,
        lockFile: review?.file ?? null,
        tools: callable.map((tool) => ({ ...tool, approval: review?.approvalOf(tool.name) ?? ("none" as const) })),
        hidden,
      };
    })
    .sort((one, other) => compareText(one.serverId, other.serverId));
}

/**
 * A tool can be called when the portal has it turned on and the server has not turned it off. Where these two say
 * otherwise, nobody knows which wins, and who counts what is exposed counts it.
 */
function callableTools(
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
    const alias = textOf(entry?.alias) ?? textOf(override?.alias) ?? name;
    return [{ name, calledAs: `${serverId}_${alias}`, certain: !isOffAtServer }];
  });
  return {
    callable: callable.sort((one, other) => compareText(one.calledAs, other.calledAs)),
    hidden: names.length - callable.length,
  };
}

/** A lock exists, and something can be called that it does not approve as it is now. */
export function unapproved({ portalId, lockFile, serverId, tools: exposed }: Exposure, subject: Subject): Finding[] {
  const wrong = exposed.filter(({ approval }) => approval !== "approved" && approval !== "none");
  return lockFile === null || wrong.length === 0
    ? []
    : [
        finding(
          "unapproved-tool",
          subject,
          `agents can call ${wrong.map(({ calledAs, approval }) => `${calledAs} (${approval})`).join(", ")} through portal ${portalId}`,
          {
            argument: `servers[${JSON.stringify(serverId)}]`,
            lock: { file: lockFile, entries: wrong.map(({ name }) => ({ kind: "tools", name })) },
          },
        ),
      ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
