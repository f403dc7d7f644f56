/** Finds problems of a server, from its last sync and the login of its administrator. */
import { definitionFault } from "../../cloudflare/readable";
import type { WireServer } from "../../cloudflare/wire";
import { firstOf } from "../../lifecycle/values";
import { catalogues } from "../../lock/file";
import { rowsOf } from "../../rows/overrides";
import { newFinding, type Finding, type Subject } from "./report";

export function findServerProblems(server: WireServer, subject: Subject): Finding[] {
  return [...findUnreadable(server, subject), ...findSyncProblems(server, subject)];
}

/** Definitions that cannot be judged: no lock approves them. */
function findUnreadable(server: WireServer, subject: Subject): Finding[] {
  return catalogues.flatMap((kind) => {
    const words = rowsOf(server[kind]).flatMap((definition) => {
      const fault = definitionFault(definition);
      const { name } = definition;
      return fault === undefined
        ? []
        : [`${typeof name === "string" ? JSON.stringify(name) : "one without a name"} (${fault})`];
    });
    const message = `no lock approves these ${kind}, since they cannot be read: ${firstOf(words, 5)}`;
    return words.length === 0 ? [] : [newFinding("could-not-read", subject, message, { argument: kind })];
  });
}

function findSyncProblems(server: WireServer, subject: Subject): Finding[] {
  const { status, authentication_status: login, error } = server;
  const because = isText(error) ? `: ${error}` : "";
  const since = isText(server.last_successful_sync)
    ? `last successful sync ${server.last_successful_sync}`
    : "never synced successfully";
  if (login === "stale") {
    return [newFinding("login-expired", subject, `the login of the administrator has expired (${since})${because}`)];
  }
  if (login === "required") {
    return [newFinding("login-needed", subject, "waits for an administrator to log in to its upstream")];
  }
  if (status === "error") {
    return [newFinding("failed-sync", subject, `the last sync failed (${since})${because}`)];
  }
  if (status === "stale") {
    return [newFinding("stale-sync", subject, `the tools are out of date (${since})${because}`)];
  }
  return status === "waiting" ? [newFinding("not-synced", subject, "has not been synced yet")] : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
