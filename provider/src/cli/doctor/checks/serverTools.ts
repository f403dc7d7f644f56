/** Checks the tools of a server under the names that clients see: hidden, outdated and confusing ones. */
import { names } from "../../../rows/overrides";
import { toolsOfRow } from "../../../rows/toolNames";
import { asText } from "../../../text/asText";
import { formatCount } from "../../text";
import { newFinding, type Finding } from "../report";
import { serverPage, textOr, type ShownServer } from "./subjects";

export function findToolProblems(shown: ShownServer, now: number): Finding[] {
  return [...findHiddenTools(shown), ...findFrozen(shown, now), ...findUnderscore(shown)];
}

function findHiddenTools({ server, row }: ShownServer): Finding[] {
  if (server.status !== "ready" || !Array.isArray(server.tools)) {
    return [];
  }
  const tools = names(server.tools);
  if (tools.size === 0) {
    return [
      newFinding("no-tools", "The upstream lists no tool to Cloudflare.", {
        fix: `Let the upstream list its tools to the credentials that Cloudflare has, and sync it ${serverPage} > Sync capabilities.`,
      }),
    ];
  }
  return toolsOfRow({ ...row, tools: server.tools }).length > 0
    ? []
    : [
        newFinding("all-hidden", `Its row in the portal hides all of its ${formatCount(tools.size, "tool")}.`, {
          fix: "Enable some: `tools` in the row of the server, in `servers` of McpPortal; or `defaultDisabled: false`. With a tool lock, `npx pulumi-cloudflare-mcp lock allow`.",
        }),
      ];
}

/** Longer than a client would wait for a new tool of the upstream. */
const frozenAfter = 30 * 24 * 60 * 60_000;

/** No sync refreshes a server with the account's own OAuth client. */
function findFrozen({ server }: ShownServer, now: number): Finding[] {
  const last = Date.parse(textOr(server.last_successful_sync, ""));
  return server.authentication_status === "manual" && now - last > frozenAfter
    ? [
        newFinding(
          "catalogue-frozen",
          `Its tools are those of ${asText(server.last_successful_sync)}: a later sync does nothing on a server with a client of your own.`,
          {
            fix: "Replace the server, and log in to it through the portal once: `pulumi up --replace <its URN>`.",
          },
        ),
      ]
    : [];
}

function findUnderscore({ id }: ShownServer): Finding[] {
  return id.includes("_")
    ? [
        newFinding(
          "underscore-in-id",
          `Clients see <server id>_<tool>, and the first underscore ends the id: calls of ${JSON.stringify(id)} might reach another server.`,
          {
            fix: "Give it an id without underscores: the argument `serverId` of McpServer, which replaces the server.",
          },
        ),
      ]
    : [];
}
