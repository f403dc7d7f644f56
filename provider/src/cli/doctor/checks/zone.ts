/** Checks the zone of the host name: whether Cloudflare serves it for this account, with a certificate. */
import type { Evidence } from "../evidence";
import { cloudflareDomainOf } from "../hosts";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { portalSubject } from "./subjects";

export function checkZone(evidence: Evidence): Check {
  const subject = portalSubject(evidence);
  const { portal, zone } = evidence;
  if (cloudflareDomainOf(portal.hostname) !== undefined) {
    const finding = newFinding(
      "zone-skipped",
      `Skipped because ${portal.hostname} is a name of Cloudflare's own, with no zone in the account.`,
    );
    return newCheck("zone", subject, "a name of Cloudflare's own", [finding]);
  }
  if (!zone.known) {
    return newCheck("zone", subject, "not known", [
      newFinding("zone-unread", `Which zone ${portal.hostname} belongs to is not known: ${zone.because}`, {
        fix:
          zone.permission === undefined
            ? "Name the zone with --zone."
            : `Give the API token the permission ${zone.permission} for the zone, or name the zone with --zone. If the account has no such zone, add it.`,
      }),
    ]);
  }
  return newCheck("zone", subject, describe(evidence), findZoneProblems(evidence));
}

function describe({ zone }: Evidence): string {
  return zone.known
    ? [zone.value.name, zone.value.status, zone.value.type].filter((fact) => typeof fact === "string").join(", ")
    : "not known";
}

function findZoneProblems({ zone, portal, accountId }: Evidence): Finding[] {
  if (!zone.known) {
    return [];
  }
  const { name, status, paused, type, account } = zone.value;
  const found: Finding[] = [];
  if (typeof account?.id === "string" && account.id !== accountId) {
    found.push(
      newFinding(
        "zone-elsewhere",
        `The zone ${name} belongs to account ${account.id}, and the portal to ${accountId}.`,
        {
          fix: "Give the portal a host name in a zone of its own account: the argument `hostname` of McpPortal.",
        },
      ),
    );
  }
  if (typeof status === "string" && status !== "active") {
    found.push(
      newFinding("zone-not-active", `Cloudflare does not serve the zone ${name} yet: its status is ${status}.`, {
        fix: `Set the name servers of ${name} at its registrar to those that the dashboard shows: the zone > Overview.`,
      }),
    );
  }
  if (paused === true) {
    found.push(
      newFinding("zone-paused", `Cloudflare is paused for the zone ${name}, so no request reaches the portal.`, {
        fix: "On the dashboard: the zone > Overview > Advanced Actions > Enable Cloudflare on Site.",
      }),
    );
  }
  if (labels(portal.hostname) - labels(name) > 1) {
    found.push(
      newFinding(
        "no-certificate",
        `Universal SSL covers one label below ${name}, and ${portal.hostname} is further below: without another certificate, TLS fails.`,
        {
          fix: `Give the portal a host name one label below ${name}: the argument \`hostname\` of McpPortal; or order an Advanced Certificate for it: the zone > SSL/TLS > Edge Certificates.`,
        },
      ),
    );
  }
  if (type === "partial") {
    found.push(
      newFinding(
        "zone-partial",
        `The DNS of ${name} is outside Cloudflare. There, ${portal.hostname} has to point to ${portal.hostname}.cdn.cloudflare.net, which is not checked here.`,
        {
          fix: `Look at it with \`dig CNAME ${portal.hostname}\`.`,
        },
      ),
    );
  }
  return found;
}

function labels(name: string): number {
  return name.split(".").filter((label) => label !== "").length;
}
