/** Checks the ids in policies: groups that are deleted or unreadable. */
import { firstOf } from "../../../lifecycle/values";
import { namedBy } from "../access/checks";
import { directoryOf } from "../access/directory";
import type { Evidence } from "../evidence";
import { newCheck, newFinding, type Check } from "../report";
import { applicationsInPlay } from "./serverAccess";
import { givePermission, portalSubject } from "./subjects";

export function checkNames(evidence: Evidence): Check {
  const subject = portalSubject(evidence);
  const { applications, groups } = evidence;
  if (!applications.known) {
    return newCheck("names", subject, "not checked", [
      newFinding("names-skipped", "Skipped because the applications are not known."),
    ]);
  }
  const named = [...namedBy(applicationsInPlay(evidence), directoryOf(evidence)).groups].toSorted();
  const unread = listUnread(evidence);
  const seen = [
    `${named.length} ${named.length === 1 ? "group" : "groups"} in policies`,
    ...(unread.length === 0 ? [] : [`not read: ${unread.join(", ")}`]),
  ].join("; ");
  if (named.length === 0) {
    return newCheck("names", subject, seen, []);
  }
  if (!groups.known) {
    return newCheck("names", subject, seen, [
      newFinding(
        "groups-unread",
        `Whom these groups in policies contain is not known: ${firstOf(named, 3)}. ${groups.because}`,
        givePermission(groups),
      ),
    ]);
  }
  const { objects, unread: rotten } = groups.value;
  const gone = rotten.length > 0 ? [] : named.filter((id) => !objects.some((group) => group.id === id));
  return newCheck(
    "names",
    subject,
    seen,
    gone.length === 0
      ? []
      : [
          newFinding(
            "group-gone",
            `Policies name groups that the account does not have: ${firstOf(gone, 3)}. Nobody is in them.`,
            {
              fix: "Name groups that exist, on the dashboard: Zero Trust > Access controls > Policies > the policy.",
            },
          ),
        ],
  );
}

/** Lists that could not be read. No policy needs them, so the check only mentions them. */
function listUnread({ groups, identityProviders, serviceTokens, organization }: Evidence): string[] {
  const all = { groups, "identity providers": identityProviders, "service tokens": serviceTokens, organization };
  return Object.entries(all).flatMap(([name, { known }]) => (known ? [] : [name]));
}
