/** The kinds of resource for the commands. The compiler demands an entry for a new kind. */
import type { CloudflareClient } from "../cloudflare/client";
import type { Collection } from "../cloudflare/collection";
import { listReadable, type Listed } from "../cloudflare/list";
import type { RequestContext, Unread } from "../cloudflare/reader";
import type { WirePortal, WireServer } from "../cloudflare/wire";
import type { KindName } from "../kinds";
import type { ResourceKind } from "../lifecycle/resourceKind";
import { resources } from "../resources";
import { findServerProblems } from "./drift/health";
import type { Finding, ObjectNoun, Subject } from "./drift/report";
import { declarePortal, declareServer, type Declaration } from "./export/declaration";

/** The API of each kind. */
export interface WireObjects {
  readonly McpServer: WireServer;
  readonly McpPortal: WirePortal;
}

interface RegisteredKind<Wire extends { readonly id: string }> {
  /** Also starts the names of variables in exported programs. */
  readonly noun: ObjectNoun;
  readonly definition: ResourceKind<Wire, Collection<Wire>>;
  /** The declaration for `export`. */
  readonly declare: (object: Wire) => Declaration;
  /** The check for `drift`: problems of an object that do not depend on a program. */
  readonly findProblems: (object: Wire, subject: Subject) => Finding[];
}

/** In the order of reports and exported programs: servers before the portals that expose them. */
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

/** An existing object that is unreadable. */
export interface UnreadObject extends Unread {
  readonly kind: KindName;
}

export interface ListedAccount {
  readonly objects: AccountObjects;
  readonly unread: readonly UnreadObject[];
}

/** Lists one kind after the other: ceil(N / 100) calls for N objects. */
export async function listObjects(options: ListOptions): Promise<ListedAccount> {
  const list = async <Kind extends KindName>(kind: Kind): Promise<Listed<WireObjects[Kind]>> =>
    listReadable<WireObjects[Kind]>(registry[kind].definition.api(options));
  const lists: Record<string, unknown> = {};
  const unread: UnreadObject[] = [];
  for (const kind of kindNames) {
    const listed = await list(kind);
    lists[kind] = listed.objects;
    unread.push(...listed.unread.map((each) => ({ kind, ...each })));
  }
  return { objects: lists as AccountObjects, unread };
}
