/** Compares a server, as Cloudflare returns it, with its lock. */
import { definitionFault } from "../cloudflare/readable";
import type { WireServer } from "../cloudflare/wire";
import { digestOf, digestPattern } from "./digest";
import { catalogues, sorted, type Catalogue, type LockEntry, type LockFile } from "./file";
import { boundHostname, isBoundTo } from "./upstream";

/**
 * - approved: allowed, and exactly as reviewed
 * - denied: reviewed, not allowed, and unchanged
 * - changed: not as reviewed, whatever the decision was
 * - new: never reviewed
 * - gone: reviewed, and removed
 * - void: it would be approved, but the lock is for another upstream
 * - unreadable: its definition cannot be judged, whatever the decision was
 */
export type Standing = "approved" | "denied" | "changed" | "new" | "gone" | "void" | "unreadable";

/** The relevant members of a server. Every answer of Cloudflare has them. */
export type ObservedServer = Pick<WireServer, "hostname" | "tools" | "prompts"> &
  Partial<Pick<WireServer, "status" | "authentication_status" | "last_synced" | "last_successful_sync">>;

export interface Judged {
  readonly kind: Catalogue;
  readonly name: string;
  readonly standing: Standing;
  /** Its entry in the lock. Absent if it is new. */
  readonly reviewed?: LockEntry;
  /** Its definition at Cloudflare. Absent if it is gone. */
  readonly observed?: { readonly digest: string; readonly definition: Readonly<Record<string, unknown>> };
  /** Why its definition cannot be judged. */
  readonly fault?: string;
  /** Cloudflare has several different definitions of that name. `observed` is one that is not as reviewed. */
  readonly isAmbiguous?: true;
}

/**
 * How much is known of the server.
 *
 * - "current": the catalog is from the last sync, which succeeded
 * - "frozen": the catalog of a server with your own OAuth client, which only one login fills and no sync refreshes
 * - "unsynced": the last sync failed, so the catalog is from an earlier one
 * - "unread": there is no catalog of this kind
 */
export type Knowledge =
  | { readonly state: "current" }
  | { readonly state: "frozen" | "unsynced"; readonly since: string | undefined }
  | { readonly state: "unread"; readonly kinds: readonly Catalogue[] };

export interface Verdict {
  readonly server: string;
  readonly knowledge: Knowledge;
  /** Both URLs, if they differ: every approval is then void. */
  readonly otherHostname?: { readonly reviewed: string; readonly observed: string };
  /** Sorted by name. Empty for a kind that was not read. */
  readonly tools: readonly Judged[];
  readonly prompts: readonly Judged[];
  /** The number of definitions without a name, which cannot be judged. */
  readonly nameless: number;
  /**
   * The approved definitions by name, with the reviewed description, undefined if there is none. Enforcement needs
   * nothing else.
   */
  readonly served: Readonly<Record<Catalogue, ReadonlyMap<string, string | undefined>>>;
}

export function judge(lock: LockFile, server: ObservedServer): Verdict {
  const reviewed = lock.hostname;
  const isOther = reviewed !== undefined && !isBoundTo(reviewed, server.hostname);
  const [tools, prompts] = catalogues.map((kind) => judgeKind(kind, lock, server[kind] as unknown, isOther));
  return {
    server: lock.server,
    knowledge: knowledgeOf(lock, server),
    ...(isOther && { otherHostname: { reviewed, observed: boundHostname(server.hostname) } }),
    tools: tools?.judged ?? [],
    prompts: prompts?.judged ?? [],
    nameless: (tools?.nameless ?? 0) + (prompts?.nameless ?? 0),
    served: { tools: servedOf(tools?.judged ?? []), prompts: servedOf(prompts?.judged ?? []) },
  };
}

/** `github: 22 of 45 tools exposed, 1 changed, 2 new` */
export function verdictLine({ server, knowledge, otherHostname, tools, prompts, nameless, served }: Verdict): string {
  const present = (judged: readonly Judged[]): number => judged.filter(({ observed }) => observed !== undefined).length;
  const all = [...tools, ...prompts];
  const counts = (["changed", "new", "gone", "unreadable"] as const).map((standing) => {
    const count = all.filter((each) => each.standing === standing).length;
    return count === 0 ? "" : `${count} ${standing}`;
  });
  const isUnread = knowledge.state === "unread" && knowledge.kinds.includes("tools");
  const parts = [
    isUnread ? "" : `${served.tools.size} of ${present(tools)} tools exposed`,
    prompts.length === 0 ? "" : `${served.prompts.size} of ${present(prompts)} prompts exposed`,
    ...counts,
    otherHostname === undefined ? "" : "another hostname than was reviewed",
    nameless === 0 ? "" : `${nameless} without a name`,
    knowledgeWords(knowledge),
  ];
  return `${server}: ${parts.filter((part) => part !== "").join(", ")}`;
}

/** The knowledge in words; empty if everything is known. */
export function knowledgeWords(knowledge: Knowledge): string {
  switch (knowledge.state) {
    case "current":
      return "";
    case "frozen":
      return `frozen since ${knowledge.since ?? "its first login"}: unknown`;
    case "unsynced":
      return `last synced ${knowledge.since ?? "never"}: unknown since`;
    case "unread":
      return `no list of ${knowledge.kinds.join(" and ")}: unknown`;
  }
}

/** Whether everything is known, and as reviewed. */
export function isClean({ knowledge, otherHostname, tools, prompts, nameless }: Verdict): boolean {
  return (
    knowledge.state === "current" &&
    otherHostname === undefined &&
    nameless === 0 &&
    [...tools, ...prompts].every(({ standing }) => standing === "approved" || standing === "denied")
  );
}

function knowledgeOf(lock: LockFile, server: ObservedServer): Knowledge {
  const isMissing = (kind: Catalogue): boolean => !Array.isArray(server[kind]);
  // Most servers have no prompts. It is undocumented whether their list is then empty or null.
  const unread = catalogues.filter((kind) => isMissing(kind) && (isMissing("tools") || lock[kind].size > 0));
  if (unread.length > 0) {
    return { state: "unread", kinds: unread };
  }
  const since = server.last_successful_sync ?? undefined;
  if (server.authentication_status === "manual") {
    return { state: "frozen", since: since ?? server.last_synced ?? undefined };
  }
  return server.status === undefined || server.status === null || server.status === "ready"
    ? { state: "current" }
    : { state: "unsynced", since };
}

function judgeKind(
  kind: Catalogue,
  lock: LockFile,
  catalogue: unknown,
  isOther: boolean,
): { readonly judged: readonly Judged[]; readonly nameless: number } | undefined {
  if (!Array.isArray(catalogue)) {
    return undefined;
  }
  const byName = new Map<string, Readonly<Record<string, unknown>>[]>();
  let nameless = 0;
  for (const definition of catalogue as unknown[]) {
    const name = nameOf(definition);
    if (name === undefined) {
      nameless += 1;
    } else {
      const others = byName.get(name);
      if (others === undefined) {
        byName.set(name, [definition as Record<string, unknown>]);
      } else {
        others.push(definition as Record<string, unknown>);
      }
    }
  }
  const judged = sorted(new Set([...lock[kind].keys(), ...byName.keys()])).map((name) => {
    const reviewed = lock[kind].get(name);
    const definitions = (byName.get(name) ?? []).map((definition) => ({
      digest: digestOf(definition, lock.ignore),
      definition,
    }));
    const unreadable = definitions.find(({ digest }) => !digestPattern.test(digest));
    // It is unknown which of two definitions with one name agents get, so one that is not as reviewed decides.
    const observed = unreadable ?? definitions.find(({ digest }) => digest !== reviewed?.digest) ?? definitions[0];
    return {
      kind,
      name,
      standing: unreadable === undefined ? standingOf(reviewed, observed?.digest, isOther) : ("unreadable" as const),
      ...(reviewed && { reviewed }),
      ...(observed && { observed }),
      ...(unreadable && { fault: definitionFault(unreadable.definition) ?? "" }),
      ...(new Set(definitions.map(({ digest }) => digest)).size > 1 && { isAmbiguous: true as const }),
    };
  });
  return { judged, nameless };
}

function standingOf(reviewed: LockEntry | undefined, digest: string | undefined, isOther: boolean): Standing {
  if (reviewed === undefined) {
    return "new";
  }
  if (digest === undefined) {
    return "gone";
  }
  if (digest !== reviewed.digest) {
    return "changed";
  }
  if (!reviewed.allow) {
    return "denied";
  }
  return isOther ? "void" : "approved";
}

function servedOf(judged: readonly Judged[]): ReadonlyMap<string, string | undefined> {
  const approved = judged.filter(({ standing }) => standing === "approved");
  return new Map(
    approved.map(({ name, reviewed }) => {
      const description = reviewed?.definition.description;
      return [name, typeof description === "string" ? description : undefined];
    }),
  );
}

function nameOf(definition: unknown): string | undefined {
  const name = typeof definition === "object" && definition !== null && "name" in definition ? definition.name : "";
  return typeof name === "string" && name !== "" ? name : undefined;
}
