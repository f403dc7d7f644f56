/** Each server: its last sync, the login of its administrator, and what its row leaves of its tools. */
import { names } from "../../../rows/overrides";
import { toolsOfRow } from "../../../rows/toolNames";
import { findServerProblems } from "../../drift/health";
import { formatCount } from "../../text";
import type { Evidence } from "../evidence";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { explainFailedSync } from "./failedSync";
import { shownServers, textOr, type ShownServer } from "./subjects";

const dashboard = "on the dashboard, Zero Trust, Access controls, AI controls, MCP servers, the server";

export function checkServers(evidence: Evidence): Check[] {
  return shownServers(evidence).map((shown) => {
    const found = [
      ...findSyncProblems(shown),
      ...findHiddenTools(shown),
      ...findFrozen(shown, evidence.now),
      ...findUnderscore(shown),
    ];
    return newCheck("servers", shown.subject, describe(shown), found);
  });
}

function describe({ server }: ShownServer): string {
  const login = textOr(server.authentication_status, "");
  const facts = [
    textOr(server.status, "no status"),
    ...(login === "" || login === "not_required" ? [] : [`login ${login}`]),
    ...(Array.isArray(server.tools) ? [String(formatCount(names(server.tools).size, "tool"))] : []),
  ];
  return facts.join(", ");
}

/** By the same rules as the drift report, which knows nothing of portals. */
function findSyncProblems({ server, subject, onBehalf }: ShownServer): Finding[] {
  if (typeof server.status !== "string") {
    return [newFinding("server-unread", "Cloudflare does not tell how its last sync ended.")];
  }
  const since =
    textOr(server.last_successful_sync, "") === ""
      ? "never synced successfully"
      : `last success ${server.last_successful_sync}`;
  return findServerProblems(server, { kind: "server", id: subject.id }).flatMap(({ rule, message }): Finding[] => {
    switch (rule) {
      case "login-expired":
        return [findExpiredLogin(onBehalf, since)];
      case "login-needed":
        return [
          newFinding(
            "login-needed",
            "An administrator has to log in to its upstream once: until then it has no tools, and the portal hides it.",
            {
              fix: `Log in ${dashboard}. There is no API for it.`,
            },
          ),
        ];
      case "failed-sync":
        return explainFailedSync(server, since);
      case "stale-sync":
        return [
          newFinding(
            "sync-stale",
            `Cloudflare could not renew its access to the upstream (${since}). The portal hides the server, perhaps.`,
            {
              fix: `Sync it ${dashboard}, Sync capabilities; or log in there again.`,
            },
          ),
        ];
      case "not-synced":
        return [findUnsynced(server.authentication_status)];
      case "could-not-read":
        return [newFinding("definitions-unread", `Cloudflare lists definitions that cannot be judged: ${message}.`)];
      default:
        return [];
    }
  });
}

/** With logins of their own, people go on without the administrator's: the documents say both. */
function findExpiredLogin(onBehalf: boolean, since: string): Finding {
  const fix = `Log in again ${dashboard}. There is no API for it.`;
  return onBehalf
    ? newFinding(
        "login-expires-perhaps",
        `The administrator's login has expired (${since}). The portal hides the server, perhaps; people with a login of their own go on, perhaps.`,
        { fix },
      )
    : newFinding("login-expired", `The administrator's login has expired (${since}), and every call is made with it.`, {
        fix,
      });
}

function findUnsynced(login: unknown): Finding {
  return login === "manual"
    ? newFinding("first-login-pending", "Its tools are read when the first user logs in to it through the portal.", {
        fix: "Log in through the portal once: connect a client, and choose the server on the page that opens.",
      })
    : newFinding("not-synced", "Cloudflare has not read its tools yet: the portal hides it until then.", {
        fix: `Sync it ${dashboard}, Sync capabilities; or with \`sync: "require"\` of McpServer, which makes \`pulumi up\` wait for it.`,
      });
}

function findHiddenTools({ server, row }: ShownServer): Finding[] {
  if (server.status !== "ready" || !Array.isArray(server.tools)) {
    return [];
  }
  const tools = names(server.tools);
  if (tools.size === 0) {
    return [
      newFinding("no-tools", "The upstream lists no tool to Cloudflare.", {
        fix: `Let the upstream list its tools to the credentials that Cloudflare has, and sync it ${dashboard}, Sync capabilities.`,
      }),
    ];
  }
  return toolsOfRow({ ...row, tools: server.tools }).length > 0
    ? []
    : [
        newFinding("all-hidden", `Its row in the portal hides all of its ${formatCount(tools.size, "tool")}.`, {
          fix: "Turn some on: `tools` in the row of the server, in `servers` of McpPortal; or `defaultDisabled: false`. With a tool lock, `pulumi-cloudflare-mcp lock allow`.",
        }),
      ];
}

/** Longer than any client waits for a tool that its upstream has. */
const frozenAfter = 30 * 24 * 60 * 60_000;

/** Nothing syncs a server again whose users log in with a client of the account's own. */
function findFrozen({ server }: ShownServer, now: number): Finding[] {
  const last = Date.parse(textOr(server.last_successful_sync, ""));
  return server.authentication_status === "manual" && now - last > frozenAfter
    ? [
        newFinding(
          "catalogue-frozen",
          `Its tools are those of ${String(server.last_successful_sync)}: a later sync does nothing on a server with a client of your own.`,
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
