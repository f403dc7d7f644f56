/** Checks the portal itself: whether it exposes servers, and under which names clients see their tools. */
import { firstOf } from "../../../lifecycle/values";
import { wireMappings } from "../../../rows/rows";
import { nameWarnings, toolsOfRow } from "../../../rows/toolNames";
import { formatCount } from "../../text";
import type { Evidence } from "../evidence";
import { rowProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { applicationName, applicationsPage } from "./decisions";
import { objectsOf, portalSubject, shownServers } from "./subjects";

export function checkPortal(evidence: Evidence): Check {
  const { portal } = evidence;
  const shown = shownServers(evidence);
  const found = [...findNoServers(evidence), ...findLeftOver(evidence), ...findUnusableNames(evidence)];
  return newCheck(
    "portal",
    portalSubject(evidence),
    `${portal.hostname}, ${formatCount(shown.length, "server")}`,
    found,
  );
}

function findNoServers({ portal, servers }: Evidence): Finding[] {
  if (!Array.isArray(portal.servers) || portal.servers.length > 0) {
    return [];
  }
  const others = servers.known ? [...servers.value.keys()].toSorted() : [];
  const has = others.length === 0 ? "" : ` The account has: ${firstOf(others, 5)}.`;
  return [
    newFinding(
      "portal-without-servers",
      `The portal exposes no server: clients that log in find nothing to call.${has}`,
      {
        fix: "Add the servers to the portal: the argument `servers` of McpPortal; or on the dashboard: Zero Trust > Access controls > AI controls > the portal > Servers.",
        program: rowProgram(portal, others.slice(0, 5)),
      },
    ),
  ];
}

/** Applications for ids without a server in the account. */
function findLeftOver({ applications, servers }: Evidence): Finding[] {
  if (!applications.known || !servers.known) {
    return [];
  }
  return applications.value.objects.flatMap((application) => {
    const gone = objectsOf(application.destinations).flatMap(({ type, mcp_server_id: id }) =>
      type === "via_mcp_server_portal" && typeof id === "string" && !servers.value.has(id) ? [id] : [],
    );
    return gone.length === 0
      ? []
      : [
          newFinding(
            "application-for-nothing",
            `The application ${applicationName(application)} is for a server that the account does not have: ${firstOf(gone, 5)}.`,
            { fix: `Delete it, ${applicationsPage}.` },
          ),
        ];
  });
}

function findUnusableNames({ portal }: Evidence): Finding[] {
  const tools = wireMappings(portal.servers).flatMap(toolsOfRow);
  return nameWarnings(tools, { isCodeModeOff: portal.code_mode === "off" }).map((warning) =>
    newFinding("unusable-names", warning, {
      fix: "Give the tools an alias: `updatedTools` in the row of the server, in `servers` of McpPortal.",
    }),
  );
}
