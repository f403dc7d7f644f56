/**
 * A straightforward Access: everything about a request is known, so each rule is met or not. What Cloudflare leaves open is
 * a choice of a world. Written by the documents, not by the code under test.
 */

export interface Policy {
  readonly name: string;
  readonly decision: string;
  readonly precedence?: number;
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
}

export interface Group {
  readonly id: string;
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
}

/** Who asks: a person with an email address, or a machine with a service token. */
export type Asker = { readonly email: string } | { readonly token: string };

export const choices = [
  "isInGermany",
  "isAtAcme",
  "hasPosture",
  "usesLogin",
  "meetsMystery",
  "meetsNull",
  "meetsEmptyEmail",
  "isInLostGroup",
  "isInCycle",
  "readsBackwards",
  "putsUnrankedFirst",
  "strangeIsFirst",
  "strangeLetsIn",
  "bypassKnowsWho",
  "doorBypassForgetsWho",
  "doorBypassWorks",
] as const;
export type World = Readonly<Record<(typeof choices)[number], boolean>>;

export interface Setting {
  readonly groups: readonly Group[];
  readonly world: World;
}

/** Whether somebody gets through the door and then to the server. */
export function getsTo(
  asker: Asker,
  door: readonly Policy[],
  server: readonly Policy[],
  onBehalf: boolean,
  { groups, world }: Setting,
): boolean {
  const working = world.doorBypassWorks ? door : door.filter(({ decision }) => decision !== "bypass");
  const first = decide(asker, working, { groups, world });
  if (!lets(first, world)) {
    return false;
  }
  const isForgotten = first?.decision === "bypass" && world.doorBypassForgetsWho;
  const who = isForgotten ? undefined : asker;
  return lets(decide(who, server, { groups, world }), world) && !("token" in asker && onBehalf);
}

function lets(policy: Policy | undefined, world: World): boolean {
  return (
    policy !== undefined &&
    (isStrange(policy) ? world.strangeLetsIn : ["allow", "bypass", "non_identity"].includes(policy.decision))
  );
}

function isStrange({ decision }: Policy): boolean {
  return !["allow", "deny", "bypass", "non_identity"].includes(decision);
}

/** The first policy that matches. */
function decide(asker: Asker | undefined, policies: readonly Policy[], setting: Setting): Policy | undefined {
  const { world } = setting;
  const phaseOf = (policy: Policy): number =>
    isStrange(policy)
      ? world.strangeIsFirst
        ? -1
        : 3
      : policy.decision === "bypass" || policy.decision === "non_identity"
        ? 1
        : 2;
  const rankOf = ({ precedence }: Policy): number => precedence ?? (world.putsUnrankedFirst ? -1 : 99);
  const ordered = world.readsBackwards ? [...policies].reverse() : [...policies];
  ordered.sort((one, other) => phaseOf(one) - phaseOf(other) || rankOf(one) - rankOf(other));
  return ordered.find((policy) => {
    switch (policy.decision) {
      case "non_identity":
        return asker !== undefined && "token" in asker && meetsSet(asker, policy, setting, []);
      case "allow":
      case "deny":
        return asker !== undefined && "email" in asker && meetsSet(asker, policy, setting, []);
      case "bypass":
        return meetsSet(world.bypassKnowsWho ? asker : withoutLogin(asker), policy, setting, []);
      default:
        return meetsSet(asker, policy, setting, []);
    }
  });
}

function withoutLogin(asker: Asker | undefined): Asker | undefined {
  return asker !== undefined && "token" in asker ? asker : undefined;
}

function meetsSet(
  asker: Asker | undefined,
  { include, require, exclude }: Omit<Group, "id">,
  setting: Setting,
  within: readonly string[],
): boolean {
  const meets = (rule: unknown): boolean => meetsRule(asker, rule, setting, within);
  return include.some(meets) && require.every(meets) && !exclude.some(meets);
}

function meetsRule(asker: Asker | undefined, rule: unknown, setting: Setting, within: readonly string[]): boolean {
  const { world, groups } = setting;
  const text = JSON.stringify(rule);
  const isLoggedIn = asker !== undefined && "email" in asker;
  const email = isLoggedIn ? asker.email : "";
  const token = asker !== undefined && "token" in asker ? asker.token : undefined;
  const [[key, parameters] = ["", {}]] = Object.entries((rule ?? {}) as Record<string, Record<string, string>>);
  switch (key) {
    case "everyone":
      return true;
    case "email":
      return parameters.email === undefined ? world.meetsEmptyEmail : email === parameters.email;
    case "email_domain":
      return email.endsWith(`@${String(parameters.domain)}`);
    case "geo":
      return world.isInGermany === (parameters.country_code === "DE");
    case "github-organization":
      return isLoggedIn && world.isAtAcme;
    case "login_method":
      return isLoggedIn && world.usesLogin;
    case "device_posture":
      return world.hasPosture;
    case "service_token":
      return token === parameters.token_id;
    case "any_valid_service_token":
      return token !== undefined;
    case "mystery":
      return world.meetsMystery;
    case "group": {
      const id = String(parameters.id);
      const group = groups.find((each) => each.id === id);
      if (group === undefined) {
        return world.isInLostGroup;
      }
      return within.includes(id) ? world.isInCycle : meetsSet(asker, group, setting, [...within, id]);
    }
    default:
      if (text !== "null") {
        throw new Error(`The model has no rule ${text}.`);
      }
      return world.meetsNull;
  }
}
