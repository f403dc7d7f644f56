/** The kinds of resource, as the commands need them. A new kind is one more entry, which the compiler demands. */
import type { CloudflareClient } from "../cloudflare/client";
import { everyObject, type Collection, type RequestContext } from "../cloudflare/collection";
import type { WirePortal, WireServer } from "../cloudflare/wire";
import type { KindName } from "../kinds";
import type { ResourceKind } from "../lifecycle/resourceKind";
import { resources } from "../resources";
import { findServerProblems } from "./drift/health";
import type { Finding, ObjectNoun, Subject } from "./drift/report";
import type { Declaration } from "./export/declaredArguments";
import { declarePortal } from "./export/portalDeclaration";
import { declareServer } from "./export/serverDeclaration";

/** The API's objects of each kind. */
export interface WireObjects {
  readonly McpServer: WireServer;
  readonly McpPortal: WirePortal;
}

interface RegisteredKind<Wire extends { readonly id: string }> {
  /** Also begins the names of variables in exported programs. */
  readonly noun: ObjectNoun;
  readonly definition: ResourceKind<Wire, Collection<Wire>>;
  /** For `export`. */
  readonly declare: (object: Wire) => Declaration;
  /** For `drift`: problems of an object, whatever a program declares. */
  readonly findProblems: (object: Wire, subject: Subject) => Finding[];
}

/** In the order of reports and exported programs: servers before the portals that show them. */
export const registry: { readonly [Kind in KindName]: RegisteredKind<WireObjects[Kind]> } = {
  McpServer: {
    noun: "server",
    definition: resources.McpServer,
    declare: declareServer,
    findProblems: findServerProblems,
  },
  McpPortal: {
    noun: "portal",
    definition: resources.McpPortal,
    declare: declarePortal,
    findProblems: () => [],
  },
};

export const kindNames = Object.keys(registry) as KindName[];

/** All objects of an account, by kind. */
export type AccountObjects = { readonly [Kind in KindName]: readonly WireObjects[Kind][] };

export interface ListOptions {
  readonly client: CloudflareClient;
  readonly accountId: string;
  readonly context: RequestContext;
}

/** Lists each kind in turn: ceil(N / 100) calls for N objects. */
export async function listObjects(options: ListOptions): Promise<AccountObjects> {
  const list = async <Kind extends KindName>(kind: Kind): Promise<readonly WireObjects[Kind][]> =>
    everyObject<WireObjects[Kind]>(registry[kind].definition.api(options));
  const lists: Record<string, unknown> = {};
  for (const kind of kindNames) {
    lists[kind] = await list(kind);
  }
  return lists as AccountObjects;
}
