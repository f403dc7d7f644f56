/** Checks the DNS record of the host name: a proxied CNAME to Cloudflare's gateway for portals, possibly a wildcard. */
import { portalDnsTarget } from "../../../cloudflare/wire";
import type { WireRecord } from "../../../cloudflare/wire/dns";
import { firstOf } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import type { FindingId } from "../findings";
import { cloudflareDomainOf } from "../hosts";
import { recordProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { givePermissionOrAdd, objectsOf, portalSubject, textOr } from "./subjects";

const addressTypes = ["A", "AAAA", "CNAME"];

export function checkRecord(evidence: Evidence): Check {
  const subject = portalSubject(evidence);
  const { portal, zone, records } = evidence;
  const isCloudflares = cloudflareDomainOf(portal.hostname) !== undefined;
  if ((!zone.known && !records.known) || isCloudflares) {
    const why = isCloudflares ? "the host name is one of Cloudflare's own" : "the zone is not known";
    return newCheck("record", subject, "not checked", [newFinding("record-skipped", `Skipped because ${why}.`)]);
  }
  if (!records.known) {
    return newCheck("record", subject, "not known", [
      newFinding("record-unread", `Which record ${portal.hostname} has is not known: ${records.because}`, {
        ...givePermissionOrAdd(records, "for the zone"),
        ...(records.isEmpty === true && zone.known ? { program: recordProgram(portal.hostname, zone.value.id) } : {}),
      }),
    ]);
  }
  const exact = objectsOf(records.value.exact);
  const wildcard = objectsOf(records.value.wildcard).filter(({ type }) => addressTypes.includes(type));
  const deciding = exact.length === 0 ? wildcard : exact;
  if (![exact, wildcard].every((list) => list.every(isReadable))) {
    return newCheck("record", subject, "not known", [
      newFinding("record-unread", `A record that decides about ${portal.hostname} cannot be read.`),
    ]);
  }
  const seen = deciding.map(describeRecord);
  return newCheck(
    "record",
    subject,
    seen.length === 0 ? "no record" : firstOf(seen, 3),
    findRecordProblem(evidence, exact, wildcard),
  );
}

function describeRecord({ name, type, content, proxied }: WireRecord): string {
  const at = typeof name === "string" && name.startsWith("*") ? `${name} ` : "";
  return `${at}${type} ${textOr(content, "?")}, ${proxied === true ? "proxied" : "not proxied"}`;
}

/** Only records that resolve to an address count: a TXT record can exist beside them. */
function findRecordProblem(
  evidence: Evidence,
  exact: readonly WireRecord[],
  wildcard: readonly WireRecord[],
): Finding[] {
  const { hostname } = evidence.portal;
  const delegated = [...exact, ...objectsOf(evidence.records.known ? evidence.records.value.delegations : [])].find(
    ({ type }) => type === "NS",
  );
  if (delegated !== undefined) {
    return [
      newFinding(
        "record-delegated",
        `The NS record ${textOr(delegated.name, "")} hands ${hostname} to ${textOr(delegated.content, "other name servers")}, so the records of this zone do not count.`,
        {
          fix: `Delete the NS record, or look for the record of ${hostname} at those name servers.`,
        },
      ),
    ];
  }
  const [record = wildcard[0]] = exact.filter(({ type }) => addressTypes.includes(type));
  const problem = record === undefined ? missing(hostname) : judge(record, hostname, exact.length === 0);
  return problem === undefined ? [] : [settle(evidence, problem)];
}

interface Problem {
  readonly id: FindingId;
  readonly message: string;
  readonly fix: string;
}

const records = "on the dashboard: the zone > DNS > Records";

function missing(hostname: string): Problem {
  return {
    id: "record-missing",
    message: `There is no record for ${hostname}, and no wildcard above answers for it: clients get error 1016, 522 or HTTP 530. The API for portals creates none.`,
    fix: `Add a CNAME record for ${hostname} to ${portalDnsTarget}, proxied, ${records}; or in a program:`,
  };
}

function judge(record: WireRecord, hostname: string, isWildcard: boolean): Problem | undefined {
  const target = textOr(record.content, "an address that cannot be read");
  const right = `CNAME to ${portalDnsTarget}, proxied`;
  if (isWildcard) {
    return isRight(record)
      ? undefined
      : {
          id: "wildcard-elsewhere",
          message: `There is no record for ${hostname}, so the wildcard record ${record.name} sends it to ${target}: clients get another site or error 522.`,
          fix: `Add a record for ${hostname} itself, a ${right}, ${records}; or in a program:`,
        };
  }
  if (
    typeof record.meta?.origin_worker_id === "string" ||
    (record.type === "AAAA" && target === "100::" && record.meta?.read_only === true)
  ) {
    return {
      id: "record-of-worker",
      message: `A Worker has ${hostname} as its custom domain, so every request goes to the Worker.`,
      fix: `Remove the custom domain from the Worker, on the dashboard: Workers & Pages > the Worker > Settings > Domains & Routes. Then add the record:`,
    };
  }
  if (record.type !== "CNAME" || !isTarget(target)) {
    return {
      id: "record-elsewhere",
      message: `${hostname} leads to ${target} (${record.type}): clients get error 522, or another page.`,
      fix: `Change the record into a ${right}, ${records}. In a program:`,
    };
  }
  return record.proxied === true
    ? undefined
    : {
        id: "record-not-proxied",
        message: `The record of ${hostname} is not proxied, so Cloudflare never sees the request: clients get error 522.`,
        fix: `Turn Proxy status on, ${records}. In a program:`,
      };
}

function isReadable({ type, content, proxied }: WireRecord): boolean {
  return !addressTypes.includes(type) || (typeof content === "string" && typeof proxied === "boolean");
}

function isRight({ type, content, proxied }: WireRecord): boolean {
  return type === "CNAME" && isTarget(textOr(content, "")) && proxied === true;
}

function isTarget(content: string): boolean {
  return content.toLowerCase().replace(/\.$/, "") === portalDnsTarget;
}

/** The record that a partial zone needs is undocumented, and an unreadable zone might be partial. */
function settle({ portal, zone }: Evidence, { id, message, fix }: Problem): Finding {
  const program = recordProgram(portal.hostname, zone.known ? zone.value.id : "<zone id>");
  if (zone.known && zone.value.type !== "partial") {
    return newFinding(id, message, { fix, program });
  }
  const doubt = zone.known ? "the DNS of this zone is" : "the zone could not be read, and its DNS might be";
  return newFinding("record-uncertain", `${message} Whether that matters is not known: ${doubt} outside Cloudflare.`, {
    fix,
    program,
  });
}
