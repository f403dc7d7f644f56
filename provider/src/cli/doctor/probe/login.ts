/**
 * Finds the login address for clients, in the two documents that they read: managed OAuth, or the portal's own server.
 */
import { newFinding, type Finding } from "../report";
import { challengeOf } from "./answers";
import type { Answered, Ask } from "./ask";
import { parseObject } from "./messages";

export interface Login {
  /** `login at https://mcp.example.com`. */
  readonly seen: string;
  readonly findings: readonly Finding[];
}

const resourceDocument = "/.well-known/oauth-protected-resource";
const serverDocument = "/.well-known/oauth-authorization-server";

/** `managed`: whether the application of the portal has managed OAuth; undefined if unknown. */
export async function readLogin(
  ask: Ask,
  host: string,
  answer: Answered,
  managed: boolean | undefined,
): Promise<Login> {
  const path = announcedPath(answer, host) ?? resourceDocument;
  const resource = await readDocument(ask, path);
  const server = await readDocument(ask, serverDocument);
  const servers: unknown[] = Array.isArray(resource?.authorization_servers) ? resource.authorization_servers : [];
  const missing = [
    ...(servers.some((each) => typeof each === "string") ? [] : [path]),
    ...(typeof server?.issuer === "string" ? [] : [serverDocument]),
  ];
  if (missing.length > 0) {
    const message = `${host} asks for a login, but ${missing.join(" and ")} ${missing.length === 1 ? "does" : "do"} not tell clients where.`;
    const fix = "Look for a Worker or a rule that answers at these paths.";
    return { seen: "no login server named", findings: [newFinding("probe-without-metadata", message, { fix })] };
  }
  const issuer = originOf(server?.issuer);
  return { seen: `login at ${issuer}`, findings: compareLogin(host, issuer, managed) };
}

/** Both are valid; only a difference from the account is worth a note. */
function compareLogin(host: string, issuer: string, managed: boolean | undefined): Finding[] {
  const isOwn = issuer === `https://${host}`;
  const isManaged = issuer.endsWith(".cloudflareaccess.com");
  if (!isOwn && !isManaged) {
    return [
      newFinding(
        "probe-other-login",
        `Clients of ${host} log in at ${issuer}, which is neither Access nor the portal.`,
      ),
    ];
  }
  if (managed === undefined || managed === isManaged) {
    return [];
  }
  return [
    newFinding(
      "probe-other-login",
      isManaged
        ? `Clients of ${host} log in with managed OAuth, though its application does not show it.`
        : `Clients of ${host} log in at the portal's own login server, though its application has managed OAuth.`,
    ),
  ];
}

/** The path in the challenge, if it is on the same host: no other host is asked. */
function announcedPath(answer: Answered, host: string): string | undefined {
  const named = /\bresource_metadata="([^"]+)"/i.exec(challengeOf(answer) ?? "")?.[1] ?? "";
  const url = URL.canParse(named) ? new URL(named) : undefined;
  return url?.protocol === "https:" && url.host === host ? url.pathname : undefined;
}

async function readDocument(ask: Ask, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const seen = await ask({ method: "GET", path });
  return seen.kind === "answer" && seen.status === 200 ? parseObject(seen.text) : undefined;
}

function originOf(issuer: unknown): string {
  return typeof issuer === "string" && URL.canParse(issuer) ? new URL(issuer).origin : "an address that cannot be read";
}
