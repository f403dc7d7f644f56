/** A server of an account, as a program declares it. */
import type { WireServer } from "../cloudflare/wire";
import { declareArguments, findRefusal, type Declaration } from "../lifecycle/declared";
import { camelCase, isObject, isSet, renameKeys, type Properties } from "../lifecycle/values";
import { sortedOverrides } from "../rows/overrides";
import { credentialFailures } from "./credentialCheck";
import { serverTable } from "./table";

export function declareServer(server: WireServer, resourceName = server.id): Declaration {
  const declared = declareArguments(serverTable, server, resourceName, sortedOverrides);
  if (server.auth_type === "bearer") {
    return { ...declared, credentials: ["authCredentials"] };
  }
  const authCredentials = readOauthClient(server);
  if (authCredentials === undefined) {
    return { ...declared, credentials: [] };
  }
  const values = { ...declared.values, authCredentials };
  const unchanged = { olds: values, replaces: [], adopting: false };
  const failure = findRefusal(credentialsField, authCredentials) ?? credentialFailures(values, unchanged)[0];
  return failure === undefined
    ? { ...declared, values, credentials: ["clientSecret"] }
    : { ...declared, leftOut: [...declared.leftOut, { name: "authCredentials", reason: failure }], credentials: [] };
}

const credentialsField = serverTable.find(({ name }) => name === "authCredentials") ?? { schema: undefined };

/** A manually registered OAuth client. Cloudflare returns all of it except the secret. */
function readOauthClient({ auth_type, auth_config_summary: summary }: WireServer): Properties | undefined {
  if (auth_type !== "oauth" || !isObject(summary) || summary.auth_mode !== "manual") {
    return undefined;
  }
  return {
    config: selectSetMembers(summary.config),
    registrationInfo: selectSetMembers(summary.registration_info),
  };
}

function selectSetMembers(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(renameKeys(value, camelCase) as Properties).filter(([, member]) => isSet(member)),
      )
    : {};
}
