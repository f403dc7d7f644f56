/** What is to be said of an account whatever a program declares: what nobody declares, what does not work, what is exposed. */
import { redactDeep } from "../../cloudflare/redact";
import type { WireServer } from "../../cloudflare/wire";
import type { KindName } from "../../kinds";
import { pulumiId } from "../../lifecycle/identity";
import { subjectOf } from "./compare";
import { declarationKey, type Examination } from "./examination";
import { exposureOf, unapproved } from "./exposure";
import { healthOf } from "./health";
import { inventoryPortal, inventoryServer } from "./inventory";
import { kinds } from "./kinds";
import {
  finding,
  type Exposure,
  type Finding,
  type InventoryPortal,
  type InventoryServer,
  type Subject,
} from "./report";
import { reviewsOf } from "./reviews";
import type { Account } from "./snapshot";

interface Around {
  readonly findings: readonly Finding[];
  readonly exposure: readonly Exposure[];
  readonly servers: readonly InventoryServer[];
  readonly portals: readonly InventoryPortal[];
}

export function aroundOf({ accountId, servers, portals }: Account, examination: Examination): Around {
  const { resources, others, ignored } = examination;
  const reviews = reviewsOf(resources ?? []);
  const own = new Map(resources?.map((resource) => [declarationKey(resource.kind, resource.id), resource]));
  const isIgnored = (id: string): boolean => ignored.has(id) || ignored.has(pulumiId(accountId, id));
  const findings: Finding[] = [];

  const subjectFor = (kind: KindName, id: string): Subject => {
    const resource = own.get(declarationKey(kind, pulumiId(accountId, id)));
    return resource === undefined ? { kind: kinds[kind].subject, accountId, id } : subjectOf(resource);
  };
  const declaredBy = (kind: KindName, id: string): string | undefined => {
    const key = declarationKey(kind, pulumiId(accountId, id));
    const resource = own.get(key);
    if (resource?.external === true) {
      return others.get(key) ?? "read by this stack";
    }
    return resource === undefined ? others.get(key) : "this stack";
  };
  /** Whether it is a concern of who asks: declared here, or nothing is declared at all. */
  const isOurs = (kind: KindName, id: string): boolean =>
    !isIgnored(id) && (resources === undefined || declaredBy(kind, id) === "this stack");
  const addUnmanaged = (kind: KindName, id: string, words: string): void => {
    if (resources !== undefined && declaredBy(kind, id) === undefined && !isIgnored(id)) {
      findings.push(finding(kinds[kind].unmanaged, subjectFor(kind, id), words));
    }
  };

  for (const server of servers) {
    const by = server.created_by ? `, created by ${server.created_by}` : "";
    addUnmanaged("McpServer", server.id, `${server.hostname} is declared by no program that is known here${by}`);
    if (isOurs("McpServer", server.id)) {
      const secrets = own.get(declarationKey("McpServer", pulumiId(accountId, server.id)))?.secrets ?? [];
      findings.push(...redactDeep(healthOf(server, subjectFor("McpServer", server.id)), secrets));
    }
  }
  const byId: ReadonlyMap<string, WireServer> = new Map(servers.map((server) => [server.id, server]));
  const exposure: Exposure[] = [];
  for (const portal of portals) {
    const by = portal.created_by ? `, created by ${portal.created_by}` : "";
    addUnmanaged("McpPortal", portal.id, `${portal.hostname} is declared by no program that is known here${by}`);
    for (const exposed of isIgnored(portal.id) ? [] : exposureOf(accountId, portal, byId, reviews)) {
      exposure.push(exposed);
      findings.push(...unapproved(exposed, subjectFor("McpPortal", portal.id)));
    }
  }
  return {
    findings,
    exposure,
    servers: servers.map((server) => inventoryServer(accountId, server, declaredBy("McpServer", server.id))),
    portals: portals.map((portal) => inventoryPortal(accountId, portal, declaredBy("McpPortal", portal.id))),
  };
}
