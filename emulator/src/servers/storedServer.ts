import { serverFields, type ServerFieldName, type WireServer } from "pulumi-cloudflare-mcp/wire";
import type { Switches } from "../switches";

/** All that the emulator knows of a server: what the API returns, and what it never returns. */
export interface StoredServer extends Required<WireServer> {
  auth_credentials: string | null;
  client_secret: string | null;
  /** Grows with every client_secret sent, also across a change of auth_type, which clears the summary that shows it. */
  client_secret_version: number;
  /** The access token of the administrator's login, with which an OAuth server is synced. */
  login_token: string | null;
}

const returnedFields = (Object.keys(serverFields) as ServerFieldName[]).filter((name) => serverFields[name].returned);

/** The server as the API returns it. */
export function toAnswer(server: StoredServer, switches: Switches): Record<string, unknown> {
  const stored: Readonly<Partial<Record<ServerFieldName, unknown>>> = server;
  const answer = Object.fromEntries(returnedFields.map((name) => [name, stored[name]]));
  if (switches.hostnameInAnswers === "canonical" && URL.canParse(server.hostname)) {
    answer.hostname = new URL(server.hostname).href;
  }
  if (server.error === null && switches.noError !== "null") {
    if (switches.noError === "empty") {
      answer.error = "";
    } else {
      delete answer.error;
    }
  }
  return answer;
}
