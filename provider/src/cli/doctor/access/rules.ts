/** Rules of policies and groups: one table of their kinds, and how a rule is read, whatever it holds. */
import { canonicalText, isObject, ownMember } from "../../../lifecycle/values";
import type { Directory } from "./directory";
import { parseEmail, type Address } from "./emails";
import { once } from "./memo";

/**
 * email: the email address alone decides. login: what else is known of a person who logged in. machine: only machines
 * can meet it. request: people and machines can, by where and how they ask. anybody: everyone does.
 */
export type Decides = "anybody" | "email" | "login" | "machine" | "request";

interface RuleKind {
  /** Its member that says which one; kinds without it have no parameter. */
  readonly parameter?: string;
  /** What that member has to be, besides a text. */
  readonly form?: RegExp;
  readonly decides: Decides;
  /** A circumstance, such as a country, says under which conditions; any other kind says who. */
  readonly isCircumstance?: true;
  /** Letter case means nothing. */
  readonly ignoresCase?: true;
  words(value: string, directory: Directory, parameters: Readonly<Record<string, unknown>>): string;
}

const email = /^[^@\s]+@[^@\s]+$/;
const domain = /^[^@\s*]+$/;
const country = /^[A-Za-z0-9]{2}$/;

/** By the key of the rule (Cloudflare's published SDK types). */
export const ruleKinds = {
  everyone: { decides: "anybody", words: () => "everybody" },
  email: { parameter: "email", form: email, decides: "email", words: (value) => value },
  email_domain: {
    parameter: "domain",
    form: domain,
    decides: "email",
    words: (value) => `email addresses of ${value}`,
  },
  email_list: { parameter: "id", decides: "login", words: (value) => `email list ${value}` },
  group: { parameter: "id", decides: "login", words: (value, directory) => directory.groupWords(value) },
  ip: { parameter: "ip", decides: "request", isCircumstance: true, words: (value) => `IP address in ${value}` },
  ip_list: { parameter: "id", decides: "request", isCircumstance: true, words: (value) => `IP list ${value}` },
  geo: {
    parameter: "country_code",
    form: country,
    ignoresCase: true,
    decides: "request",
    isCircumstance: true,
    words: (value) => `country ${value.toUpperCase()}`,
  },
  any_valid_service_token: { decides: "machine", words: () => "any valid service token" },
  service_token: {
    parameter: "token_id",
    decides: "machine",
    words: (value, directory) => directory.tokenWords(value),
  },
  linked_app_token: {
    parameter: "app_uid",
    decides: "request",
    words: (value) => `access token of application ${value}`,
  },
  login_method: {
    parameter: "id",
    decides: "login",
    words: (value, directory) => `login with ${directory.providerWords(value)}`,
  },
  auth_method: {
    parameter: "auth_method",
    decides: "login",
    isCircumstance: true,
    words: (value) => `authentication method ${value}`,
  },
  auth_context: {
    parameter: "id",
    decides: "login",
    isCircumstance: true,
    words: (value) => `authentication context ${value}`,
  },
  certificate: { decides: "request", words: () => "any valid client certificate" },
  common_name: {
    parameter: "common_name",
    decides: "request",
    words: (value) => `client certificate ${JSON.stringify(value)}`,
  },
  device_posture: {
    parameter: "integration_uid",
    decides: "request",
    isCircumstance: true,
    words: (value) => `device posture check ${value}`,
  },
  azureAD: { parameter: "id", decides: "login", words: (value) => `Microsoft Entra group ${value}` },
  "github-organization": {
    parameter: "name",
    decides: "login",
    words: (value, _directory, { team }) =>
      `GitHub organization ${value}${typeof team === "string" && team !== "" ? `, team ${team}` : ""}`,
  },
  gsuite: { parameter: "email", decides: "login", words: (value) => `Google Workspace group ${value}` },
  okta: { parameter: "name", decides: "login", words: (value) => `Okta group ${JSON.stringify(value)}` },
  saml: {
    parameter: "attribute_name",
    decides: "login",
    words: (value, _directory, { attribute_value: wanted }) => `SAML attribute ${value} = ${textOf(wanted)}`,
  },
  oidc: {
    parameter: "claim_name",
    decides: "login",
    words: (value, _directory, { claim_value: wanted }) => `OIDC claim ${value} = ${textOf(wanted)}`,
  },
  external_evaluation: {
    parameter: "evaluate_url",
    decides: "request",
    isCircumstance: true,
    words: (value) => `external evaluation at ${value}`,
  },
  user_risk_score: {
    decides: "login",
    isCircumstance: true,
    words: (_value, _directory, { user_risk_score: scores }) =>
      `user risk score ${Array.isArray(scores) ? scores.map(textOf).join(" or ") : textOf(scores)}`,
  },
  cloudflare_account_member: { decides: "login", words: () => "members of the Cloudflare account" },
} as const satisfies Record<string, RuleKind>;

export type RuleKey = keyof typeof ruleKinds;

/** A rule as it can be worked with. `unknown`: a kind or a form of it that nobody here knows; it might be met or not. */
export interface Rule {
  readonly kind: RuleKey | "unknown";
  /** The parameter. Two rules of a kind with the same text are the same rule. */
  readonly value: string;
  readonly identity: string;
  readonly words: string;
  readonly decides: Decides | "unknown";
  readonly isCircumstance: boolean;
  /** Of an email address. */
  readonly address?: Address;
  /** The identity provider that it names. */
  readonly provider?: string;
}

const rulesOf = once((directory: Directory) => once((rule: object) => read(rule, directory)));

export function readRule(rule: unknown, directory: Directory): Rule {
  return typeof rule === "object" && rule !== null ? rulesOf(directory)(rule) : read(rule, directory);
}

function read(rule: unknown, directory: Directory): Rule {
  const [key, ...others] = isObject(rule) ? Object.keys(rule) : [];
  if (!isObject(rule) || key === undefined || others.length > 0) {
    return unknownRule("a rule that this version cannot read", rule);
  }
  const kind = ownMember(ruleKinds, key) as RuleKind | undefined;
  const parameters = rule[key];
  if (kind === undefined) {
    return unknownRule(`a rule of the kind ${JSON.stringify(key)}, which this version does not know`, rule);
  }
  const value = kind.parameter === undefined ? "" : isObject(parameters) ? parameters[kind.parameter] : undefined;
  const isReadable = isObject(parameters) && typeof value === "string";
  if (!isReadable || (kind.parameter !== undefined && !(kind.form ?? /./).test(value))) {
    return unknownRule(`a rule of the kind ${JSON.stringify(key)} in a form that this version cannot read`, rule);
  }
  const provider = key === "login_method" ? value : parameters.identity_provider_id;
  return {
    kind: key as RuleKey,
    value,
    identity: kind.ignoresCase ? `${key} ${value.toUpperCase()}` : canonicalText(rule),
    words: kind.words(value, directory, parameters),
    decides: kind.decides,
    isCircumstance: kind.isCircumstance === true,
    ...(key === "email" ? { address: parseEmail(value) } : {}),
    ...(typeof provider === "string" && provider !== "" ? { provider } : {}),
  };
}

/** The rules of a list. What is no list is one rule that cannot be read. */
export function listRules(rules: unknown): readonly unknown[] {
  return Array.isArray(rules) ? rules : rules === undefined || rules === null ? [] : [undefined];
}

function unknownRule(words: string, rule: unknown): Rule {
  const identity = canonicalText(rule ?? null);
  return { kind: "unknown", value: "", identity, words, decides: "unknown", isCircumstance: false };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : "a value that this version cannot read";
}
