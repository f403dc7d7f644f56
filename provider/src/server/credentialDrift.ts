/**
 * Whether Cloudflare can still have the credentials that we sent. It never returns them, but it shows the endpoints and
 * the registration of an OAuth client, and a version that counts how often its secret was sent.
 */
import type { WireAuthConfigSummary, WireServer } from "../cloudflare/wire";
import { credentialsText, parsed } from "./credentials";
import { secretVersionKey, type ServerState } from "./step";
import type { ServerArguments } from "./table";
import { isObject, isSet, shown } from "../lifecycle/values";

export interface LostCredential {
  readonly name: keyof ServerArguments;
  /** The differences, in words. */
  readonly reason: string;
}

/** The write-only arguments in state that Cloudflare no longer has in the form that was sent. */
export function lostCredentials(server: WireServer, state: ServerState): LostCredential[] {
  const summary = server.auth_config_summary;
  if (!isObject(summary)) {
    return [];
  }
  const lost: LostCredential[] = [];
  const parts = isSet(state.authCredentials) ? differingParts(sentClient(state.authCredentials), summary) : [];
  if (parts.length > 0) {
    lost.push({ name: "authCredentials", reason: `${parts.join(", ")} of the OAuth client changed` });
  }
  if (isSet(state.clientSecret)) {
    const version = state[secretVersionKey];
    if (summary.has_client_secret === false) {
      lost.push({ name: "clientSecret", reason: "Cloudflare no longer has one" });
    } else if (isSet(version) && isSet(summary.client_secret_version) && summary.client_secret_version !== version) {
      lost.push({
        name: "clientSecret",
        reason: `somebody else rotated it (version ${shown(summary.client_secret_version)}; version ${shown(version)} was applied)`,
      });
    }
  }
  return lost;
}

/** The OAuth client as it was sent; undefined for other credentials. */
function sentClient(authCredentials: unknown): Record<string, unknown> | undefined {
  const sent = parsed(credentialsText(authCredentials));
  return isObject(sent) && sent.auth_mode === "manual" ? sent : undefined;
}

/**
 * The parts that differ. Compares only what was sent, because Cloudflare adds parts of its own. A part that the answer
 * lacks counts as equal.
 */
function differingParts(sent: Record<string, unknown> | undefined, summary: WireAuthConfigSummary): string[] {
  if (sent === undefined) {
    return [];
  }
  const pairs: [string, unknown, unknown][] = [["auth_mode", sent.auth_mode, summary.auth_mode]];
  for (const [group, told] of [
    ["config", summary.config],
    ["registration_info", summary.registration_info],
  ] as const) {
    const declared = sent[group];
    if (isObject(declared) && isObject(told)) {
      pairs.push(
        ...Object.entries(declared).map(([key, value]): [string, unknown, unknown] => [key, value, told[key]]),
      );
    }
  }
  return pairs
    .filter(
      ([key, declared, told]) => isSet(declared) && told !== undefined && normal(key, declared) !== normal(key, told),
    )
    .map(([key]) => key);
}

/** Scopes and redirect addresses are sets. Everything else is text; addresses are compared in any spelling. */
function normal(key: string, value: unknown): string {
  if (key === "scope" && typeof value === "string") {
    return JSON.stringify(
      value
        .split(/\s+/)
        .filter((scope) => scope !== "")
        .sort(),
    );
  }
  if (key === "redirect_uris" && Array.isArray(value)) {
    return JSON.stringify(value.map(normalText).sort());
  }
  return normalText(value);
}

function normalText(value: unknown): string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : JSON.stringify(value);
}
