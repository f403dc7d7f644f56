/** Checks each server: its last sync, the login of its administrator, and the tools that its row exposes. */
import { serverStatuses } from "../../../cloudflare/wire";
import { names } from "../../../rows/overrides";
import { asText } from "../../../text/asText";
import { findServerProblems } from "../../drift/health";
import type { RuleId } from "../../drift/rules";
import { formatCount } from "../../text";
import type { Evidence } from "../evidence";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { explainFailedSync } from "./failedSync";
import { findToolProblems } from "./serverTools";
import { serverPage, shownServers, textOr, type ShownServer } from "./subjects";

export function checkServers(evidence: Evidence): Check[] {
  return shownServers(evidence).map((shown) => {
    const found = [...findSyncProblems(shown), ...findToolProblems(shown, evidence.now)];
    return newCheck("servers", shown.subject, describe(shown), found);
  });
}

function describe({ server }: ShownServer): string {
  const login = textOr(server.authentication_status, "");
  const facts = [
    textOr(server.status, "no status"),
    ...(login === "" || login === "not_required" ? [] : [`login ${login}`]),
    ...(Array.isArray(server.tools) ? [asText(formatCount(names(server.tools).size, "tool"))] : []),
  ];
  return facts.join(", ");
}

/** Uses the rules of the drift report, which does not look at portals. */
function findSyncProblems(shown: ShownServer): Finding[] {
  const { server, subject } = shown;
  const { status, last_successful_sync: last } = server;
  if (!serverStatuses.some((known) => known === status)) {
    const told = typeof status === "string" ? `a status that this version does not know: ${status}` : "no status";
    return [newFinding("server-unread", `How its last sync ended is not known: Cloudflare tells ${told}.`)];
  }
  const since = textOr(last, "") === "" ? "never synced successfully" : `last success ${last}`;
  return findServerProblems(server, { kind: "server", id: subject.id }).flatMap(
    ({ rule, message }) => explanations[rule]?.(shown, since, message) ?? [],
  );
}

type Explanation = (shown: ShownServer, since: string, message: string) => Finding[];

/** Uses the rule of the drift report. */
const explanations: Partial<Record<RuleId, Explanation>> = {
  "login-expired": (shown, since) => [explainExpiredLogin(shown, since)],
  "login-needed": () => [
    newFinding(
      "login-needed",
      "An administrator has to log in to its upstream once: until then it has no tools, and the portal hides it.",
      { fix: `Log in ${serverPage}. There is no API for it.` },
    ),
  ],
  "failed-sync": ({ server }, since) => explainFailedSync(server, since),
  "stale-sync": (_shown, since) => [
    newFinding(
      "sync-stale",
      `Cloudflare could not renew its access to the upstream (${since}). The portal might hide the server.`,
      { fix: `Sync it ${serverPage} > Sync capabilities; if that fails, log in there again.` },
    ),
  ],
  "not-synced": ({ server }) => [explainWaiting(server.authentication_status)],
  "could-not-read": (_shown, _since, message) => [
    newFinding("definitions-unread", `Some definitions of the server cannot be judged: ${message}.`),
  ],
};

/**
 * A portal hides a server in error (documented). For a stale server, the documents say both: the portal hides it, and
 * people with a login of their own continue.
 */
function explainExpiredLogin({ server, onBehalf }: ShownServer, since: string): Finding {
  const expired = `The administrator's login has expired (${since})`;
  const fix = `Log in again ${serverPage}. There is no API for it.`;
  if (server.status === "error") {
    return newFinding("login-expired", `${expired}, and the last sync failed: the portal hides the server.`, { fix });
  }
  return onBehalf
    ? newFinding(
        "login-expired-on-behalf",
        `${expired}. The portal might hide the server, also from people with a login of their own.`,
        { fix },
      )
    : newFinding("login-expired", `${expired}, and every call is made with it.`, { fix });
}

function explainWaiting(login: unknown): Finding {
  return login === "manual"
    ? newFinding("first-login-pending", "Cloudflare reads its tools when the first user logs in to it.", {
        fix: "Log in once: connect a client to the portal, and choose the server on the page that opens.",
      })
    : newFinding("not-synced", "Cloudflare has not read its tools yet: the portal hides it until then.", {
        fix: `Sync it ${serverPage} > Sync capabilities.`,
      });
}
