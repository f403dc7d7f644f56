/** A server as the API returns it. */
import { serverFields, type ServerFieldName } from "pulumi-cloudflare-mcp/wire";
import type { StoredServer } from "../store/storedServer";
import type { Switches } from "../switches";

const returnedFields = (Object.keys(serverFields) as ServerFieldName[]).filter((name) => serverFields[name].returned);

/** The returned fields of a server, in the forms that the switches choose. */
export function serverAnswer(server: StoredServer, switches: Switches): Record<string, unknown> {
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
