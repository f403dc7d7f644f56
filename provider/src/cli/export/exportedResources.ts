/** The resources of an exported account: what the program and the import file are both made from. */
import { createHash } from "node:crypto";
import type { KindName } from "../../kinds";
import { sortBy } from "../order";
import { kindNames, registry, type AccountObjects, type WireObjects } from "../registry";
import { holdsSecret, redact } from "../../text/redact";
import type { CredentialArgument } from "./declaredArguments";
import { separateSecrets, type PublicDeclaration } from "./separateSecrets";
import { VariableNames } from "./typescript";

export interface AccountContent {
  readonly accountId: string;
  readonly objects: AccountObjects;
  /** What no file may hold. */
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
  /** What no program can declare. */
  readonly impossible: readonly ImpossibleResource[];
}

interface ImpossibleResource {
  readonly kind: KindName;
  readonly id: string;
  readonly reason: string;
}

export function exportAccount({ accountId, objects, secrets = [] }: AccountContent): ExportedAccount {
  const names = new VariableNames();
  const resources: ExportedResource[] = [];
  const impossible: ImpossibleResource[] = [];
  const addObjects = <Kind extends KindName>(kind: Kind, found: readonly WireObjects[Kind][]): void => {
    const { noun, declare } = registry[kind];
    for (const object of sortBy(found, ({ id }) => id)) {
      const { id } = object;
      const { impossible: reason, credentials, ...declared } = separateSecrets(declare(object), secrets);
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

/** A UUID that is the same at every export, and another for a later object with the same id. */
function deriveIncarnation(accountId: string, kind: KindName, { id, created_at }: WireObjects[KindName]): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([accountId, kind, id, created_at]))
    .digest("hex");
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
}
