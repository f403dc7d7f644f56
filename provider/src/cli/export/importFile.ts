/** The file for `pulumi import --file`: the state that an `up` of the program would have left. */
import { providerKey, secretSignature, signatureKey } from "../../pulumiProtocol";
import { providerText, typeToken } from "../../kinds";
import { pulumiId } from "../../lifecycle/pulumiId";
import { outputsOf } from "../../lifecycle/outputs";
import type { WireServer } from "../../cloudflare/wire";
import { isObject, type Properties } from "../../lifecycle/values";
import { registry } from "../registry";
import { sortByName } from "../../rows/overrides";
import type { ExportedAccount, ExportedResource } from "./exportedResources";

interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Pulumi does not check these inputs and outputs, so the lifecycle's own functions make them. */
export function buildImportFile(account: ExportedAccount): { readonly resources: readonly ImportedResource[] } {
  const servers = account.resources.filter(({ kind }) => kind === "McpServer");
  const incarnations = new Map(servers.map(({ id, incarnation }) => [id, incarnation]));
  return {
    resources: account.resources.map((resource): ImportedResource => {
      const { kind, id, object } = resource;
      const { table, hidden } = registry[kind].definition;
      const inputs = buildInputs(account.accountId, resource, incarnations);
      const outputs = {
        ...outputsOf(table, sortCatalogue(object), inputs, account.secrets),
        ...Object.fromEntries(hidden.map((key) => [key, null])),
      };
      const provider = { [providerKey]: providerText(kind) };
      return {
        type: typeToken(kind),
        name: id,
        id: pulumiId(account.accountId, id),
        inputs: { ...provider, ...markSecrets(inputs, resource) },
        outputs: { ...provider, ...markSecrets({ ...outputs, ...resource.configured }, resource) },
      };
    }),
  };
}

/** Sorts tools and prompts by name, so that the same account gives the same file. */
function sortCatalogue(object: ExportedResource["object"]): object {
  const { tools, prompts } = object as Partial<WireServer>;
  const sorted = Object.entries({ tools, prompts }).flatMap(([name, list]: [string, unknown]) =>
    Array.isArray(list) && list.every(isObject) ? [[name, sortByName(list)] as const] : [],
  );
  return { ...object, ...Object.fromEntries(sorted) };
}

/** The inputs that check returns for the program. */
function buildInputs(
  accountId: string,
  { kind, id, incarnation, values, configured, rows }: ExportedResource,
  incarnations: ReadonlyMap<string, string>,
): Properties {
  const servers = rows?.map((row) => {
    const of = incarnations.get(row.serverId);
    return of === undefined ? row : { ...row, incarnation: of };
  });
  return {
    accountId,
    [registry[kind].definition.idArgument]: id,
    ...values,
    ...configured,
    ...(servers === undefined ? {} : { servers }),
    incarnation,
  };
}

/** Pulumi's mark of a secret: the import encrypts the value in state. */
const secretMark = { [signatureKey]: secretSignature };

/** The class marks an OAuth client as secret; the program reads other secrets from its configuration. */
function markSecrets(properties: Properties, { configured }: ExportedResource): Properties {
  const isSecret = (name: string, value: unknown): boolean =>
    Object.hasOwn(configured, name) || (name === "authCredentials" && typeof value === "object" && value !== null);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      isSecret(name, value) ? { ...secretMark, plaintext: JSON.stringify(value) } : value,
    ]),
  );
}
