/**
 * Describes for people who reaches a server through a portal: everybody whom both its door and its own policies admit.
 */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { compareText } from "../../order";
import type { Answer, Audience } from "../report";
import { admissionOf, type Whom } from "./admission";
import { applicationWords } from "./applications";
import type { Directory } from "./directory";
import { besidesAtDoor, loginFault, providersOf, unenforced } from "./features";
import { describeGrant, isUnread, listOf, meet, type Grant } from "./grants";
import { once } from "./memo";
import { readPolicies, type Policy } from "./policies";

/** The applications on one way to a server. */
export interface Way {
  readonly door: WireApplication;
  readonly server: WireApplication;
  /** From the portal's row: Cloudflare calls the server with the user's login. */
  readonly onBehalf: boolean;
}

export function audienceOf(whom: Whom, { door, server, onBehalf }: Way, directory: Directory): Audience {
  const outer = admission(whom, door, directory, "door");
  const inner = admission(whom, server, directory, "server");
  const why = [
    ...listed(outer.missing),
    ...(whom === "people" ? listed(loginFault(door, directory)) : []),
    ...keptOut(whom, server, onBehalf, directory),
  ];
  if (why.length > 0) {
    return nobody(why);
  }
  const unread = [...listed(outer.unread), ...listed(inner.unread)];
  if (unread.length > 0) {
    return unknownAudience(unread);
  }
  const met = meet(
    outer.grants,
    inner.grants,
    (others) => `${describeAll(others)}, as the portal's application requires`,
  );
  const { usable, faults } = withoutDeadTokens(met, directory);
  if (usable.length === 0) {
    const apart = `${applicationWords(door)} and ${applicationWords(server)} admit none of the same ${whom}`;
    return nobody(faults.length > 0 ? faults : [apart]);
  }
  const besides = whom === "people" ? [...loginWords(door, directory), ...unenforced(server)] : [];
  return toAudience(usable, everybodyWords(whom, door, directory), [...besides, ...faults], directory);
}

/** Why nobody reaches a server, whatever its door decides. */
export function keptOut(
  whom: Whom,
  server: WireApplication,
  onBehalf: boolean,
  directory: Directory,
): readonly string[] {
  const { missing } = admission(whom, server, directory, "server");
  return [...listed(missing), ...(whom === "machines" && onBehalf ? [machinesAreLeftOut] : [])];
}

/** The people and machines that one application admits, regardless of other applications. */
export function admittedBy(whom: Whom, application: WireApplication, directory: Directory): Audience {
  const { grants, missing, unread } = admission(whom, application, directory, "server");
  if (unread !== undefined || missing !== undefined) {
    return unread === undefined ? nobody([missing ?? ""]) : unknownAudience([unread]);
  }
  const { usable, faults } = withoutDeadTokens(grants, directory);
  return usable.length === 0
    ? nobody(faults)
    : toAudience(usable, everybodyWords(whom, application, directory), faults, directory);
}

export function nobody(conditions: readonly string[]): Audience {
  return { answer: "no", who: [], conditions };
}

function unknownAudience(conditions: readonly string[]): Audience {
  return { answer: "unknown", who: [], conditions };
}

const machinesAreLeftOut =
  "the portal's row has on_behalf: true, so Cloudflare leaves the server out for service tokens";

interface Admission {
  readonly grants: readonly Grant[];
  /** Why nobody is admitted. */
  readonly missing?: string;
  /** Why the answer is unknown. */
  readonly unread?: string;
}

type Place = "door" | "server";

function admission(whom: Whom, application: WireApplication, directory: Directory, place: Place): Admission {
  return admissionsOf(directory)(application)(whom, place);
}

const admissionsOf = once((directory: Directory) =>
  once((application: WireApplication) => {
    const known = new Map<string, Admission>();
    return (whom: Whom, place: Place): Admission => {
      const found = known.get(`${whom} ${place}`) ?? findAdmission(whom, application, directory, place);
      known.set(`${whom} ${place}`, found);
      return found;
    };
  }),
);

function findAdmission(whom: Whom, application: WireApplication, directory: Directory, place: Place): Admission {
  const policies = readPolicies(application.policies);
  if (policies === undefined) {
    return { grants: [], unread: `Cloudflare's answer has no policies of ${applicationWords(application)}` };
  }
  const grants = admissionOf(policies, whom, directory, place === "door" ? besidesAtDoor(application) : undefined);
  return grants.length > 0 ? { grants } : { grants, missing: whyNobody(whom, application, policies) };
}

function whyNobody(whom: Whom, application: WireApplication, policies: readonly Policy[]): string {
  const words = applicationWords(application);
  const decisive = whom === "people" ? "allow" : "non_identity";
  if (policies.length === 0) {
    return `${words} has no policy`;
  }
  return policies.some(({ decision }) => decision === decisive)
    ? `no policy of ${words} can admit ${whom}`
    : `${words} has no policy with the action ${whom === "people" ? "Allow" : "Service Auth"}`;
}

function loginWords(door: WireApplication, directory: Directory): string[] {
  const words = providersOf(door).map((id) => directory.providerWords(id));
  return words.length === 0 ? [] : [`login with ${listOf(words, "or")}`];
}

const anybody = "everybody with an email address";

/** `everyone` is everybody who can log in. With one-time PIN, an email address is enough (documented). */
function everybodyWords(whom: Whom, door: WireApplication, directory: Directory): string {
  if (whom === "machines") {
    return "every request, without a login";
  }
  const providers = providersOf(door);
  const offersPin =
    providers.length === 0 ? directory.offersOneTimePin : providers.some((id) => directory.isOneTimePin(id));
  return offersPin === false ? "everybody who can log in" : anybody;
}

function withoutDeadTokens(
  grants: readonly Grant[],
  directory: Directory,
): { readonly usable: readonly Grant[]; readonly faults: readonly string[] } {
  const faultOf = ({ rule }: Grant): string | undefined =>
    rule.kind === "service_token" ? directory.tokenFault(rule.value) : undefined;
  const faults = grants.flatMap((grant) => {
    const fault = faultOf(grant);
    return fault === undefined ? [] : [`${grant.rule.words} ${fault}`];
  });
  return { usable: grants.filter((grant) => faultOf(grant) === undefined), faults: sorted(faults) };
}

function toAudience(
  grants: readonly Grant[],
  everybody: string,
  besides: readonly string[],
  directory: Directory,
): Audience {
  const [first, ...others] = grants.map(({ conditions }) => conditions);
  const shared = (first ?? []).filter(({ words }) =>
    others.every((conditions) => conditions.some((condition) => condition.words === words)),
  );
  const sharedWords = new Set(shared.map(({ words }) => words));
  const who = grants.map((grant) => {
    const isPin = grant.rule.kind === "login_method" && directory.isOneTimePin(grant.rule.value);
    const rest = grant.conditions.filter(({ words }) => !sharedWords.has(words));
    return describeGrant(
      { ...grant, rule: isPin ? { ...grant.rule, words: `${anybody} (one-time PIN)` } : grant.rule, conditions: rest },
      everybody,
    );
  });
  return { answer: answerOf(grants), who: sorted(who), conditions: [...sorted([...sharedWords]), ...besides] };
}

function answerOf(grants: readonly Grant[]): Answer {
  if (grants.some(({ conditions }) => conditions.length === 0)) {
    return "yes";
  }
  return grants.some((grant) => !isUnread(grant)) ? "depends" : "unknown";
}

function describeAll(grants: readonly Grant[]): string {
  return listOf(
    grants.map((grant) => describeGrant(grant)),
    "or",
  );
}

function listed(words: string | undefined): readonly string[] {
  return words === undefined ? [] : [words];
}

function sorted(words: readonly string[]): string[] {
  return [...new Set(words)].sort(compareText);
}
