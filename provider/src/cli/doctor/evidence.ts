/** The facts about a portal and its surroundings, the only input of checks. */
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import type {
  WireApplication,
  WireGroup,
  WireIdentityProvider,
  WireOrganization,
  WireServiceToken,
} from "../../cloudflare/wire/access";
import type { WireRecord, WireZone } from "../../cloudflare/wire/dns";
import type { Reviews } from "../drift/reviews";

/**
 * A fact, or why it is unknown. Unknown facts prove nothing. An empty list counts as unknown, because a token without
 * the permission was seen to get one.
 */
export type Known<Value> = { readonly known: true; readonly value: Value } | Unknown;

export interface Unknown {
  readonly known: false;
  /** The reason, as a sentence. */
  readonly because: string;
  /** The permission that the token probably lacks, in the dashboard's words: `Access: Apps and Policies Read`. */
  readonly permission?: string;
  /** Whether the list was empty. With the permission, it has no objects. */
  readonly isEmpty?: true;
}

/** A list, and descriptions of its unreadable objects. */
export interface ReadList<Wire> {
  readonly objects: readonly Wire[];
  readonly unread: readonly string[];
}

/** The DNS records of a host name. */
export interface HostRecords {
  /** A, AAAA, CNAME and NS records of the name itself. */
  readonly exact: readonly WireRecord[];
  /** The records of the nearest wildcard above the name, if the name itself has no record of any type. */
  readonly wildcard: readonly WireRecord[];
  /** NS records between the zone and the host: they hide everything at and below them (documented). */
  readonly delegations: readonly WireRecord[];
}

export interface Evidence {
  readonly accountId: string;
  readonly portal: WirePortal;
  /** The servers by id: those of the portal's rows, and all others of the account. */
  readonly servers: Known<ReadonlyMap<string, WireServer>>;
  /**
   * The zone of the host name, by the longest match. A zone of another account counts only if this account has none.
   */
  readonly zone: Known<WireZone>;
  readonly records: Known<HostRecords>;
  readonly applications: Known<ReadList<WireApplication>>;
  /**
   * The applications that cover the host name, most specific first. Read one by one, because a list might lack parts of
   * them.
   */
  readonly doors: Known<readonly WireApplication[]>;
  readonly groups: Known<ReadList<WireGroup>>;
  readonly identityProviders: Known<ReadList<WireIdentityProvider>>;
  readonly serviceTokens: Known<ReadList<WireServiceToken>>;
  readonly organization: Known<WireOrganization>;
  /** The tool locks of the named stack. */
  readonly reviews: Reviews | undefined;
  /** The time of the report, in milliseconds. */
  readonly now: number;
}
