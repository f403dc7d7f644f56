/** Problems of a server, by its last sync and the login of its administrator. */
import type { WireServer } from "../../cloudflare/wire";
import { newFinding, type Finding, type Subject } from "./report";

export function findServerProblems(server: WireServer, subject: Subject): Finding[] {
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
