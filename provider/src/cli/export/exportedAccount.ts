/** An account as a list of resources: what the program and the import file are both made from. */
import { createHash } from "node:crypto";
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import type { KindName } from "../../kinds";
import type { Mapping } from "../../rows/rows";
import { portalTable } from "../../portal/table";
import type { Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import { declaredArguments, refusal, type LeftOut } from "./declaredArguments";
import { Identifiers } from "./identifiers";
import { declaredRows } from "./rows";
import { serverDeclaration, type CredentialArgument } from "./serverDeclaration";

export interface AccountContent {
  readonly accountId: string;
  readonly servers: readonly WireServer[];
  readonly portals: readonly WirePortal[];
}

/** A credential that the program takes from its configuration. */
export interface ConfiguredCredential extends CredentialArgument {
  /** The key in the configuration of the stack. */
  readonly key: string;
}

export interface ExportedResource {
  readonly kind: KindName;
  /** The id in the account, and the name of the resource. */
  readonly id: string;
  readonly variable: string;
  readonly object: WireServer | WirePortal;
  readonly incarnation: string;
  /** The arguments, but for the servers of a portal and credentials that Cloudflare does not tell. */
  readonly values: Properties;
  readonly credentials: readonly ConfiguredCredential[];
  /** The servers of a portal; undefined where it has none, or no program can declare them. */
  readonly rows: readonly Mapping[] | undefined;
  readonly leftOut: readonly LeftOut[];
}

export interface ExportedAccount {
  readonly accountId: string;
  /** By id. */
  readonly servers: readonly ExportedResource[];
  readonly portals: readonly ExportedResource[];
  /** What no program can declare. */
  readonly impossible: readonly { readonly kind: KindName; readonly id: string; readonly reason: string }[];
}

export function exportedAccount({ accountId, servers, portals }: AccountContent): ExportedAccount {
  const identifiers = new Identifiers();
  const impossible: { kind: KindName; id: string; reason: string }[] = [];

  const exportedServers = sortedById(servers).flatMap((server): ExportedResource[] => {
    const { impossible: reason, credentials, ...declared } = serverDeclaration(server);
    if (reason !== undefined) {
      impossible.push({ kind: "McpServer", id: server.id, reason });
      return [];
    }
    const variable = identifiers.nameFor(server.id, "server");
    const keys = { authCredentials: `${variable}Credentials`, clientSecret: `${variable}ClientSecret` };
    return [
      {
        ...common("McpServer", accountId, server),
        ...declared,
        variable,
        credentials: credentials.map((credential) => ({ ...credential, key: keys[credential.name] })),
        rows: undefined,
      },
    ];
  });

  const exportedPortals = sortedById(portals).flatMap((portal): ExportedResource[] => {
    const { impossible: reason, values, leftOut } = declaredArguments(portalTable.filter(isPlain), portal, portal.id);
    if (reason !== undefined) {
      impossible.push({ kind: "McpPortal", id: portal.id, reason });
      return [];
    }
    const variable = identifiers.nameFor(portal.id, "portal");
    const declared = declaredRows(portal);
    const refused = refusal(serversField, declared.rows);
    return [
      {
        ...common("McpPortal", accountId, portal),
        values,
        variable,
        credentials: [],
        rows: declared.rows.length === 0 || refused !== undefined ? undefined : declared.rows,
        leftOut: [
          ...leftOut,
          ...(refused === undefined ? declared.leftOut : [{ name: serversField.name, reason: refused }]),
        ],
      },
    ];
  });
  return { accountId, servers: exportedServers, portals: exportedPortals, impossible };
}

const serversField = portalTable.find(({ name }) => name === "servers") ?? { name: "servers", schema: undefined };

function isPlain({ name }: { readonly name: string }): boolean {
  return name !== serversField.name;
}

function common(
  kind: KindName,
  accountId: string,
  object: WireServer | WirePortal,
): Pick<ExportedResource, "kind" | "id" | "object" | "incarnation"> {
  return { kind, id: object.id, object, incarnation: incarnationOf(accountId, kind, object) };
}

/** The same at every export, and another one for a later object of the same id. In the form of a random UUID. */
function incarnationOf(accountId: string, kind: KindName, { id, created_at }: WireServer | WirePortal): string {
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

function sortedById<Item extends { readonly id: string }>(objects: readonly Item[]): Item[] {
  return objects.toSorted((one, other) => compareText(one.id, other.id));
}
