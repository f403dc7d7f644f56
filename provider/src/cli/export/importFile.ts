/**
 * The file for `pulumi import --file`: the state that an `up` of the program would have left, had it created all this.
 * Pulumi takes inputs and outputs as they stand there, so they come from the functions that the lifecycle uses.
 */
import { providerKey, secretSignature, signatureKey } from "../../pulumiProtocol";
import { providerText, typeToken } from "../../kinds";
import { pulumiId } from "../../lifecycle/identity";
import { outputsOf } from "../../lifecycle/outputs";
import { portalKind } from "../../portal/portal";
import { serverKind } from "../../server/server";
import type { WireServer } from "../../cloudflare/wire";
import { isObject, type Properties } from "../../lifecycle/values";
import { sortedByName } from "./declaredArguments";
import type { ExportedAccount, ExportedResource } from "./exportedAccount";

interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

const definitions = { McpServer: serverKind, McpPortal: portalKind };

export function importFile(account: ExportedAccount): { readonly resources: readonly ImportedResource[] } {
  const incarnations = new Map(account.servers.map(({ id, incarnation }) => [id, incarnation]));
  return {
    resources: [...account.servers, ...account.portals].map((resource): ImportedResource => {
      const { kind, id, object } = resource;
      const { table, hidden } = definitions[kind];
      const inputs = inputsOf(account.accountId, resource, incarnations);
      const outputs = {
        ...outputsOf(table, inOrder(object), inputs, []),
        ...Object.fromEntries(hidden.map((key) => [key, null])),
      };
      const provider = { [providerKey]: providerText(kind) };
      return {
        type: typeToken(kind),
        name: id,
        id: pulumiId(account.accountId, id),
        inputs: { ...provider, ...protectedSecrets(inputs) },
        outputs: { ...provider, ...protectedSecrets(outputs) },
      };
    }),
  };
}

/** A server with its tools and prompts by name, so that the same account is the same file. */
function inOrder(object: ExportedResource["object"]): object {
  const { tools, prompts } = object as Partial<WireServer>;
  const sorted = Object.entries({ tools, prompts }).flatMap(([name, list]: [string, unknown]) =>
    Array.isArray(list) && list.every(isObject) ? [[name, sortedByName(list)] as const] : [],
  );
  return { ...object, ...Object.fromEntries(sorted) };
}

/** The inputs that check makes of the program. */
function inputsOf(
  accountId: string,
  { kind, id, incarnation, values, rows }: ExportedResource,
  incarnations: ReadonlyMap<string, string>,
): Properties {
  const servers = rows?.map((row) => {
    const of = incarnations.get(row.serverId);
    return of === undefined ? row : { ...row, incarnation: of };
  });
  return {
    accountId,
    [definitions[kind].idArgument]: id,
    ...values,
    ...(servers === undefined ? {} : { servers }),
    incarnation,
  };
}

/** How Pulumi marks a secret in a file. The client of an OAuth server is one to Pulumi, since the class says so. */
const secretMark = { [signatureKey]: secretSignature };

function protectedSecrets(properties: Properties): Properties {
  const { authCredentials } = properties;
  return typeof authCredentials === "object" && authCredentials !== null
    ? { ...properties, authCredentials: { ...secretMark, plaintext: JSON.stringify(authCredentials) } }
    : properties;
}
