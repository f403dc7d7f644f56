/** The resources of an exported account, the source of both the program and the import file. */
import type { KindName } from "../../kinds";
import { deriveIncarnation } from "../../lifecycle/imported";
import { reasonOf } from "../../lifecycle/values";
import { sortBy } from "../order";
import { kindNames, registry, type AccountObjects, type UnreadObject, type WireObjects } from "../registry";
import { holdsSecret, redact } from "../../text/redact";
import type { CredentialArgument, Declaration } from "./declaration";
import { separateSecrets, type PublicDeclaration } from "./separateSecrets";
import { VariableNames } from "./typescript";

export interface AccountContent {
  readonly accountId: string;
  readonly objects: AccountObjects;
  readonly unread?: readonly UnreadObject[];
  /** Secrets that no file may contain. */
  readonly secrets?: readonly string[];
}

export interface ConfiguredCredential extends CredentialArgument {
  /** The key in the configuration of the stack. */
  readonly key: string;
}

export interface ExportedResource extends Pick<PublicDeclaration, "values" | "configured" | "rows" | "leftOut"> {
  readonly kind: KindName;
  /** The id in the account, and the name of the resource. */
  readonly id: string;
  readonly variable: string;
  readonly object: WireObjects[KindName];
  readonly incarnation: string;
  readonly credentials: readonly ConfiguredCredential[];
}

export interface ExportedAccount {
  readonly accountId: string;
  readonly secrets: readonly string[];
  /** By kind and id. */
  readonly resources: readonly ExportedResource[];
  /** Objects that no program can declare. */
  readonly impossible: readonly ImpossibleResource[];
}

interface ImpossibleResource {
  readonly kind: KindName;
  readonly id: string;
  readonly reason: string;
}

export function exportAccount({ accountId, objects, unread = [], secrets = [] }: AccountContent): ExportedAccount {
  const names = new VariableNames();
  const resources: ExportedResource[] = [];
  const impossible: ImpossibleResource[] = unread.map(({ kind, id, named, reason }) => ({
    kind,
    id: id ?? named,
    reason: `it could not be read: ${reason}`,
  }));
  const addObjects = <Kind extends KindName>(kind: Kind, found: readonly WireObjects[Kind][]): void => {
    const { noun, declare } = registry[kind];
    for (const object of sortBy(found, ({ id }) => id)) {
      const { id } = object;
      const declaration = separateSecrets(declareSafely(declare, object), secrets);
      const { impossible: reason, credentials, ...declared } = declaration;
      if (reason !== undefined || holdsSecret(id, secrets)) {
        impossible.push({ kind, id: redact(id, secrets), reason: redact(reason ?? "its id is a credential", secrets) });
        continue;
      }
      const { values, configured, rows, leftOut } = declared;
      const variable = names.nameFor(id, noun);
      resources.push({
        ...{ kind, id, variable, object, values, configured, rows, leftOut },
        incarnation: deriveIncarnation(accountId, kind, object),
        credentials: credentials.map((each) => ({ ...each, key: `${variable}${each.keySuffix}` })),
      });
    }
  };
  for (const kind of kindNames) {
    addObjects(kind, objects[kind]);
  }
  return { accountId, secrets, resources, impossible };
}

/** An object that cannot be declared does not affect the others. */
function declareSafely<Wire>(declare: (object: Wire) => Declaration, object: Wire): Declaration {
  try {
    return declare(object);
  } catch (error) {
    return { values: {}, credentials: [], leftOut: [], rows: undefined, impossible: reasonOf(error) };
  }
}
