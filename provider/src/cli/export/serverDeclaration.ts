/** A server of an account as a program would declare it. */
import type { WireServer } from "../../cloudflare/wire";
import { credentialFailures } from "../../server/credentialCheck";
import { serverTable } from "../../server/table";
import { camelCase, isObject, isSet, renameKeys, type Properties } from "../../lifecycle/values";
import { declaredArguments, refusal, type DeclaredArguments } from "./declaredArguments";

/** A credential that the program takes from its configuration, since Cloudflare tells nobody. */
export interface CredentialArgument {
  readonly name: "authCredentials" | "clientSecret";
  readonly what: string;
}

export interface ServerDeclaration extends DeclaredArguments {
  readonly credentials: readonly CredentialArgument[];
}

export function serverDeclaration(server: WireServer): ServerDeclaration {
  const declared = declaredArguments(serverTable, server, server.id);
  if (server.auth_type === "bearer") {
    return { ...declared, credentials: [bearer] };
  }
  const authCredentials = oauthClient(server);
  if (authCredentials === undefined) {
    return { ...declared, credentials: [] };
  }
  const values = { ...declared.values, authCredentials };
  const unchanged = { olds: values, replaces: [], adopting: false };
  const failure = refusal(credentialsField, authCredentials) ?? credentialFailures(values, unchanged)[0];
  return failure === undefined
    ? { ...declared, values, credentials: [clientSecret] }
    : { ...declared, leftOut: [...declared.leftOut, { name: "authCredentials", reason: failure }], credentials: [] };
}

const credentialsField = serverTable.find(({ name }) => name === "authCredentials") ?? { schema: undefined };

const bearer: CredentialArgument = {
  name: "authCredentials",
  what: 'the token, or other headers as JSON text: {"headers":{"x-key":"…"}}',
};

const clientSecret: CredentialArgument = { name: "clientSecret", what: "the secret of the OAuth client" };

/** An OAuth client that somebody registered: Cloudflare tells all of it but the secret. */
function oauthClient({ auth_type, auth_config_summary: summary }: WireServer): Properties | undefined {
  if (auth_type !== "oauth" || !isObject(summary) || summary.auth_mode !== "manual") {
    return undefined;
  }
  return {
    config: setMembers(summary.config),
    registrationInfo: setMembers(summary.registration_info),
  };
}

function setMembers(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(renameKeys(value, camelCase) as Properties).filter(([, member]) => isSet(member)),
      )
    : {};
}
