/** Reads everything that decides whether a portal answers, and to whom. Judges nothing. */
import type { Access } from "../../cloudflare/access";
import { listReadable } from "../../cloudflare/list";
import { readPermissions, type WireApplication, type WirePortal, type WireZone } from "../../cloudflare/wire";
import { normalName, type Zones } from "../../cloudflare/zones";
import { say, visible } from "../../text/shown";
import type { OpenAccount } from "../account";
import { UsageError } from "../exitCodes";
import type { Reviews } from "../drift/reviews";
import type { Progress } from "../terminal";
import { doorsOf } from "./access/applications";
import type { Evidence, HostRecords, Known, ReadList } from "./evidence";
import { cloudflareDomainOf } from "./hosts";
import { attempt, attemptList, emptyList, known, unknown } from "./known";
import { recordsOf, type ZonePlace } from "./records";

export interface GatherOptions {
  readonly portal: WirePortal;
  /** `--zone`: the id of the zone, for a token that cannot list zones. */
  readonly zoneId?: string | undefined;
  readonly reviews: Reviews | undefined;
  readonly now: number;
  readonly progress: Progress;
}

/** Several applications can cover a host, including wildcards. Only the most specific ones decide. */
const mostDoors = 5;

/**
 * Makes about 10 calls in parallel: one for each single object, one for each 100 objects of a list, and one for each
 * possible name of the zone.
 */
export async function gatherEvidence(account: OpenAccount, options: GatherOptions): Promise<Evidence> {
  const { portal, reviews, now } = options;
  const [{ Access }, { Zones }] = await Promise.all([
    import("../../cloudflare/access.js"),
    import("../../cloudflare/zones.js"),
  ]);
  const access = new Access(account);
  const step = stepsOf(options);
  const [servers, dns, applications, groups, identityProviders, serviceTokens, organization] = await Promise.all([
    step(attempt(readPermissions.portals, () => listReadable(account.servers))),
    step(readDns(new Zones(account), account.accountId, options)),
    step(readApplications(access, portal)),
    step(attemptList("Access group", readPermissions.organization, () => listReadable(access.groups))),
    step(attemptList("identity provider", readPermissions.organization, () => listReadable(access.identityProviders))),
    step(attemptList("service token", readPermissions.serviceTokens, () => listReadable(access.serviceTokens))),
    step(attempt(readPermissions.organization, () => access.organization())),
  ]);
  refuseOtherZone(dns.zone, options);
  return {
    accountId: account.accountId,
    portal,
    servers: servers.known ? known(new Map(servers.value.objects.map((server) => [server.id, server]))) : servers,
    ...dns,
    ...applications,
    groups,
    identityProviders,
    serviceTokens,
    organization,
    reviews,
    now,
  };
}

/** Counts completed reads on the progress line. */
function stepsOf({ portal, progress }: GatherOptions): <Value>(reading: Promise<Value>) => Promise<Value> {
  let begun = 0;
  let done = 0;
  const show = (): void => {
    progress.say(say`reading what portal ${visible(portal.id)} depends on: ${done} of ${begun}`);
  };
  return async (reading) => {
    begun += 1;
    show();
    const value = await reading;
    done += 1;
    show();
    return value;
  };
}

async function readDns(
  zones: Zones,
  accountId: string,
  { portal, zoneId }: GatherOptions,
): Promise<Pick<Evidence, "zone" | "records">> {
  const hostname = normalName(portal.hostname);
  const cloudflareDomain = cloudflareDomainOf(hostname);
  if (cloudflareDomain !== undefined) {
    const nothing = unknown(`${cloudflareDomain} is Cloudflare's own: its DNS records are in no zone of the account.`);
    return { zone: nothing, records: nothing };
  }
  const zone = zoneId === undefined ? await findZone(zones, hostname, accountId) : await readZone(zones, zoneId);
  const id = zoneId ?? (zone.known ? zone.value.id : undefined);
  const records: Known<HostRecords> =
    id === undefined
      ? unknown("Its zone is not known.")
      : await readRecords(zones, { id, ...(zone.known && { name: zone.value.name }) }, hostname);
  return { zone, records };
}

/** A zone without records proves nothing: a token without the permission might get an empty list. */
async function readRecords(zones: Zones, zone: ZonePlace, hostname: string): Promise<Known<HostRecords>> {
  const records = await attempt(readPermissions.records, () => recordsOf(zones, zone, hostname));
  if (!records.known || Object.values<readonly unknown[]>({ ...records.value }).some((list) => list.length > 0)) {
    return records;
  }
  const others = await attempt(readPermissions.records, () => zones.hasRecords(zone.id));
  return others.known && !others.value ? emptyList("record in the zone", readPermissions.records) : records;
}

async function findZone(zones: Zones, hostname: string, accountId: string): Promise<Known<WireZone>> {
  const zone = await attempt(readPermissions.zones, () => zones.of(hostname, accountId));
  if (zone.known && zone.value === undefined) {
    return unknown(
      `Cloudflare lists no zone of ${hostname}: there is none, or this token is not allowed to see it.`,
      readPermissions.zones,
    );
  }
  return zone as Known<WireZone>;
}

async function readZone(zones: Zones, id: string): Promise<Known<WireZone>> {
  const zone = await attempt(readPermissions.zones, () => zones.get(id));
  return zone.known && zone.value === undefined ? unknown(`There is no zone "${id}".`) : (zone as Known<WireZone>);
}

function refuseOtherZone(zone: Evidence["zone"], { portal, zoneId }: GatherOptions): void {
  if (zoneId === undefined || !zone.known) {
    return;
  }
  const [name, hostname] = [normalName(zone.value.name), normalName(portal.hostname)];
  if (hostname !== name && !hostname.endsWith(`.${name}`)) {
    throw new UsageError(`--zone is ${visible(name)}, and the portal is at ${visible(hostname)}.`);
  }
}

async function readApplications(access: Access, portal: WirePortal): Promise<Pick<Evidence, "applications" | "doors">> {
  const applications = await attemptList("Access application", readPermissions.applications, () =>
    listReadable(access.applications),
  );
  return {
    applications,
    doors: applications.known ? await readDoors(access, portal, applications.value) : applications,
  };
}

async function readDoors(
  access: Access,
  { hostname }: WirePortal,
  { objects }: ReadList<WireApplication>,
): Promise<Known<readonly WireApplication[]>> {
  const covering = doorsOf(objects, hostname).map(({ application }) => application);
  return attempt(readPermissions.applications, async () =>
    Promise.all(
      covering.map(async (listed, index) =>
        index < mostDoors ? ((await access.applications.get(listed.id))?.object ?? listed) : listed,
      ),
    ),
  );
}
