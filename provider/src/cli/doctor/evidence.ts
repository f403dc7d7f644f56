/** What was read of a portal and its surroundings. Checks look at nothing else. */
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
 * A fact, or why there is none. Nothing is concluded from what is not known: an empty list is not known either, since a
 * token without the permission was seen to get one.
 */
export type Known<Value> = { readonly known: true; readonly value: Value } | Unknown;

export interface Unknown {
  readonly known: false;
  /** A sentence. */
  readonly because: string;
  /** What the token seems to lack, in the dashboard's words: `Access: Apps and Policies Read`. */
  readonly permission?: string;
  /** A list came back empty: with the permission, that means that there is none. */
  readonly isEmpty?: true;
}

/** A list, and the objects of it that cannot be worked with, in words. */
export interface ReadList<Wire> {
  readonly objects: readonly Wire[];
  readonly unread: readonly string[];
}

/** What stands at a host name in DNS. */
export interface HostRecords {
  /** A, AAAA, CNAME and NS records at the name itself. */
  readonly exact: readonly WireRecord[];
  /** Those of the nearest wildcard above it, where no record of any type stands at the name itself. */
  readonly wildcard: readonly WireRecord[];
  /** NS records at names between the zone and the host: they hide everything at and below them (documented). */
  readonly delegations: readonly WireRecord[];
}

export interface Evidence {
  readonly accountId: string;
  readonly portal: WirePortal;
  /** By id: those of the portal's rows, and all others of the account. */
  readonly servers: Known<ReadonlyMap<string, WireServer>>;
  /** The zone of the host name, by the longest match. One of another account only where this account has none. */
  readonly zone: Known<WireZone>;
  readonly records: Known<HostRecords>;
  readonly applications: Known<ReadList<WireApplication>>;
  /** The applications that cover the host name, most specific first, read one by one: a list might lack a part of them. */
  readonly doors: Known<readonly WireApplication[]>;
  readonly groups: Known<ReadList<WireGroup>>;
  readonly identityProviders: Known<ReadList<WireIdentityProvider>>;
  readonly serviceTokens: Known<ReadList<WireServiceToken>>;
  readonly organization: Known<WireOrganization>;
  /** Tool locks of the stack, where one was named. */
  readonly reviews: Reviews | undefined;
  /** By the clock, in milliseconds. */
  readonly now: number;
}
