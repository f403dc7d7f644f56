/** An overview of an account: unmanaged objects, broken servers, callable tools, and the inventory. */
import { withoutQuery } from "../../cloudflare/urls";
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import type { KindName } from "../../kinds";
import { pulumiId } from "../../lifecycle/pulumiId";
import { reasonOf } from "../../lifecycle/values";
import { originOf } from "../../lock/upstream";
import { serverIdOf } from "../../rows/rows";
import { compareText } from "../order";
import { kindNames, registry, type WireObjects } from "../registry";
import { toDeclarationKey, type Examination } from "./examination";
import { findUnusableNames, listExposure } from "./exposure";
import type { ChangesOf } from "./lockChanges";
import { findUnapproved, type UnapprovedTools } from "./lockFindings";
import {
  newFinding,
  type Exposure,
  type Finding,
  type InventoryPortal,
  type InventoryServer,
  type Subject,
} from "./report";
import { collectReviews } from "./reviews";
import type { AccountSnapshot } from "./snapshot";
import { toSubject, type StateResource } from "./state";

interface Overview {
  readonly findings: readonly Finding[];
  readonly exposure: readonly Exposure[];
  readonly servers: readonly InventoryServer[];
  readonly portals: readonly InventoryPortal[];
}

interface Lookups {
  readonly changesOf: ChangesOf;
  /** Filled by this function. */
  readonly unapproved: UnapprovedTools;
}

export function surveyAccount(account: AccountSnapshot, examination: Examination, lookups: Lookups): Overview {
  const { accountId, objects } = account;
  const declarations = new Declarations(accountId, examination);
  const reviews = collectReviews(examination.resources ?? []);
  const servers = new Map(objects.McpServer.map((server) => [server.id, server]));
  const unknown: Finding[] = [];
  const exposed = objects.McpPortal.filter(({ id }) => !declarations.isIgnored(id)).map((portal) => {
    const subject = declarations.subjectFor("McpPortal", portal.id);
    return {
      exposure: orUnknown(subject, unknown, () =>
        listExposure(accountId, portal, servers, examination.resources && reviews),
      ),
      subject,
      codeMode: portal.code_mode,
    };
  });
  const surveyed = kindNames.flatMap((kind) => surveyKind(kind, objects[kind], declarations, unknown));
  return {
    findings: [
      ...surveyUnread(account, declarations),
      ...unknown,
      ...surveyed,
      ...findUnapproved(
        exposed.flatMap(({ exposure }) => exposure),
        {
          ...lookups,
          reviews,
          servers,
          subjectFor: (serverId) => declarations.subjectFor("McpServer", serverId),
        },
      ),
      ...exposed.flatMap(({ exposure, subject, codeMode }) => findUnusableNames(exposure, codeMode, subject)),
    ],
    exposure: exposed.flatMap(({ exposure }) => exposure),
    servers: objects.McpServer.map((server) => toInventoryServer(accountId, server, declarations)),
    portals: objects.McpPortal.map((portal) =>
      toInventoryPortal(accountId, portal, declarations.declaredBy("McpPortal", portal.id)),
    ),
  };
}

/** Unreadable objects of the list. The comparison reports those of the stack. */
function surveyUnread({ unread }: AccountSnapshot, declarations: Declarations): Finding[] {
  return unread
    .filter(({ kind, id }) => id === undefined || !(declarations.isIgnored(id) || declarations.isCompared(kind, id)))
    .map(({ kind, id, named, reason }) =>
      newFinding("could-not-read", declarations.subjectFor(kind, id ?? named), `${named} could not be read: ${reason}`),
    );
}

/** Finds unmanaged objects of a kind, and problems of managed ones. */
function surveyKind<Kind extends KindName>(
  kind: Kind,
  objects: readonly WireObjects[Kind][],
  declarations: Declarations,
  unknown: Finding[],
): Finding[] {
  const { noun, findProblems } = registry[kind];
  return objects.flatMap((object) => {
    const { id, hostname, created_by } = object;
    const subject = declarations.subjectFor(kind, id);
    const creator = readText(created_by);
    const by = creator === null ? "" : `, created by ${creator}`;
    const message = `${withoutQuery(hostname)} is declared by no program that is known here${by}`;
    return [
      ...(declarations.isUnmanaged(kind, id) ? [newFinding(`unmanaged-${noun}`, subject, message)] : []),
      ...(declarations.isOurs(kind, id) ? orUnknown(subject, unknown, () => findProblems(object, subject)) : []),
    ];
  });
}

/** An unknown fact about one object is a finding about that object. */
function orUnknown<Found>(subject: Subject, unknown: Finding[], find: () => readonly Found[]): readonly Found[] {
  try {
    return find();
  } catch (error) {
    unknown.push(newFinding("could-not-read", subject, reasonOf(error)));
    return [];
  }
}

/** The stacks that declare the objects of an account. */
class Declarations {
  private readonly own: ReadonlyMap<string, StateResource>;

  constructor(
    private readonly accountId: string,
    private readonly examination: Examination,
  ) {
    const { resources = [] } = examination;
    this.own = new Map(resources.map((resource) => [toDeclarationKey(resource.kind, resource.id), resource]));
  }

  find(kind: KindName, id: string): StateResource | undefined {
    return this.own.get(this.keyFor(kind, id));
  }

  subjectFor(kind: KindName, id: string): Subject {
    const resource = this.find(kind, id);
    return resource === undefined ? { kind: registry[kind].noun, accountId: this.accountId, id } : toSubject(resource);
  }

  declaredBy(kind: KindName, id: string): string | undefined {
    const resource = this.find(kind, id);
    const other = this.examination.others.get(this.keyFor(kind, id));
    if (resource?.external === true) {
      return other ?? "read by this stack";
    }
    return resource === undefined ? other : "this stack";
  }

  isCompared(kind: KindName, id: string): boolean {
    return this.find(kind, id) !== undefined;
  }

  isIgnored(id: string): boolean {
    const { ignored } = this.examination;
    return ignored.has(id) || ignored.has(pulumiId(this.accountId, id));
  }

  /** Whether this stack declares it; without a stack, true for every object. */
  isOurs(kind: KindName, id: string): boolean {
    return (
      !this.isIgnored(id) && (this.examination.resources === undefined || this.declaredBy(kind, id) === "this stack")
    );
  }

  isUnmanaged(kind: KindName, id: string): boolean {
    return this.examination.resources !== undefined && this.declaredBy(kind, id) === undefined && !this.isIgnored(id);
  }

  private keyFor(kind: KindName, id: string): string {
    return toDeclarationKey(kind, pulumiId(this.accountId, id));
  }
}

/** Outputs can have any form. */
function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function toInventoryServer(accountId: string, server: WireServer, declarations: Declarations): InventoryServer {
  const { id, hostname } = server;
  const isSecret = declarations.find("McpServer", id)?.secretNames.has("hostname") === true;
  return {
    accountId,
    id,
    name: server.name,
    // A query often holds an API key, and some paths do.
    hostname: isSecret ? originOf(hostname) : withoutQuery(hostname),
    authType: server.auth_type,
    status: readText(server.status),
    authenticationStatus: readText(server.authentication_status),
    tools: Array.isArray(server.tools) ? server.tools.length : 0,
    declaredBy: declarations.declaredBy("McpServer", id) ?? null,
  };
}

function toInventoryPortal(accountId: string, portal: WirePortal, declaredBy: string | undefined): InventoryPortal {
  return {
    accountId,
    id: portal.id,
    name: portal.name,
    hostname: portal.hostname,
    servers: (portal.servers ?? []).map(serverIdOf).sort(compareText),
    declaredBy: declaredBy ?? null,
  };
}
