/** The table of reach against a model in which everything about a request is known. */
import fc from "fast-check";
import { reachOf } from "../../../../provider/src/cli/doctor/access/reach";
import type { Reach } from "../../../../provider/src/cli/doctor/report";
import {
  doorOf,
  emails,
  evidenceOf,
  groupLists,
  groupPolicies,
  listOf,
  policyLists,
  rowOf,
  serverApplication,
} from "./accounts";
import { choices, getsTo, type Group, type Policy, type World } from "./model";

const runs = Number(process.env.SEQUENCES ?? 200);

interface Account {
  readonly door: readonly Policy[];
  readonly server: readonly Policy[];
  readonly groups: readonly Group[];
  readonly onBehalf: boolean;
}

const accounts = fc.record({
  door: fc.oneof(
    fc.constant<Policy[]>([
      { name: "All", decision: "allow", precedence: 1, include: [{ everyone: {} }], require: [], exclude: [] },
    ]),
    policyLists,
  ),
  server: fc.oneof({ weight: 3, arbitrary: policyLists }, { weight: 1, arbitrary: groupPolicies }),
  groups: groupLists,
  onBehalf: fc.boolean(),
});

/** What Cloudflare might know or do: all of it where that is little, else a part. */
const worldLists = fc.array(fc.nat(2 ** choices.length - 1), { minLength: 100, maxLength: 100 });

function worldOf(bits: number): World {
  return Object.fromEntries(choices.map((choice, index) => [choice, ((bits >> index) & 1) === 1])) as World;
}

function reachIn({ door, server, groups, onBehalf }: Account, email: string): Reach {
  const applications = [doorOf(door), serverApplication("github", server)];
  const evidence = evidenceOf(applications, [rowOf("github", { on_behalf: onBehalf })], {
    groups: listOf(groups as never),
  });
  const [reach] = reachOf(evidence, email);
  if (reach === undefined) {
    throw new Error("The table has no row.");
  }
  return reach;
}

function outcomes(
  { door, server, groups, onBehalf }: Account,
  asker: { email: string } | { token: string },
  worlds: readonly World[],
): Set<boolean> {
  return new Set(worlds.map((world) => getsTo(asker, door, server, onBehalf, { groups, world })));
}

test("--as says yes or no only where that holds whatever Cloudflare knows besides", () => {
  const seen = { yes: 0, no: 0, depends: 0, unknown: 0 };
  const property = fc.property(accounts, fc.constantFrom(...emails), worldLists, (account, email, masks) => {
    fc.pre(account.door.length > 0);
    const answer = reachIn(account, email).as?.answer ?? "unknown";
    seen[answer] += 1;
    const found = outcomes(account, { email }, masks.map(worldOf));
    if (answer === "yes" || answer === "no") {
      expect([...found]).toEqual([answer === "yes"]);
    }
  });
  // The same draws each time, since chance must not decide whether each case was met. Then others.
  fc.assert(property, { numRuns: runs, seed: 20_261_128 });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(runs / 100);
  fc.assert(property, { numRuns: runs });
});

/** Rules that a person's email address decides, and unknown ones, each of them once. */
const plainRules = fc.oneof(
  fc.constant("unknown" as const),
  fc.constantFrom<unknown>({ everyone: {} }, ...emails.map((email) => ({ email: { email } }))),
  fc.constant({ email_domain: { domain: "one.test" } }),
);
const plainPolicies = fc.array(
  fc.record({
    decision: fc.constantFrom("allow", "deny"),
    include: fc.array(plainRules, { minLength: 1, maxLength: 2 }),
    require: fc.array(plainRules, { maxLength: 1 }),
    exclude: fc.array(plainRules, { maxLength: 1 }),
  }),
  { maxLength: 3 },
);

test("--as says depends only where two cases differ, as long as nothing is asked twice", () => {
  const seen = { yes: 0, no: 0, depends: 0, unknown: 0 };
  const property = fc.property(plainPolicies, fc.constantFrom(...emails), (plain, email) => {
    let names = 0;
    const named = (rules: readonly unknown[]): unknown[] =>
      rules.map((rule) => {
        names += rule === "unknown" ? 1 : 0;
        return rule === "unknown" ? { [`kind-${names}`]: {} } : rule;
      });
    const server = plain.map(({ decision, include, require, exclude }, precedence): Policy => {
      const sets = { include: named(include), require: named(require), exclude: named(exclude) };
      return { name: "Policy", decision, precedence, ...sets };
    });
    const everybody: Policy[] = [
      { name: "All", decision: "allow", precedence: 1, include: [{ everyone: {} }], require: [], exclude: [] },
    ];
    const answer = reachIn({ door: everybody, server, groups: [], onBehalf: false }, email).as?.answer ?? "unknown";
    seen[answer] += 1;
    const found = new Set(
      Array.from({ length: 2 ** names }, (_, bits) => {
        // Each unknown rule becomes one that is met, or one that is not.
        const met = (rules: readonly unknown[]): unknown[] =>
          rules.map((rule) => {
            const [, index] = /kind-(\d+)/.exec(JSON.stringify(rule)) ?? [];
            const isMet = ((bits >> (Number(index) - 1)) & 1) === 1;
            return index === undefined ? rule : isMet ? { everyone: {} } : { service_token: { token_id: "none" } };
          });
        const settled = server.map((policy) => ({
          ...policy,
          include: met(policy.include),
          require: met(policy.require),
          exclude: met(policy.exclude),
        }));
        return getsTo({ email }, everybody, settled, false, { groups: [], world: worldOf(0) });
      }),
    );
    expect(answer).toBe(found.size === 2 ? "depends" : found.has(true) ? "yes" : "no");
  });
  // The same draws each time, since chance must not decide whether each case was met. Then others.
  fc.assert(property, { numRuns: runs, seed: 20_261_128 });
  expect([seen.yes, seen.no, seen.depends].filter((count) => count < runs / 20)).toEqual([]);
  fc.assert(property, { numRuns: runs });
});

/** Whether words of the table can mean a person: any words do that are not about other email addresses. */
function canMean(words: string, email: string): boolean {
  const [who = "", ...others] = words.split(/ except |, only with /);
  const isExcepted = words.includes(" except ") && holds(others[0] ?? "", email);
  return isExcepted ? false : /@|email addresses of/.test(who) ? holds(who, email) : true;
}

function holds(words: string, email: string): boolean {
  const domain = email.replace(/^.*@/, "");
  return words.split(/, | and /).some((each) => each === email || each === `email addresses of ${domain}`);
}

test("the people of the table are those who get in", () => {
  const seen = { nobody: 0, everybody: 0, surely: 0, perhaps: 0 };
  const property = fc.property(accounts, worldLists, (account, masks) => {
    fc.pre(account.door.length > 0);
    const worlds = masks.map(worldOf);
    const { people } = reachIn(account, emails[0]);
    for (const email of emails) {
      const found = outcomes(account, { email }, worlds);
      if (people.answer === "no") {
        seen.nobody += 1;
        expect([...found]).toEqual([false]);
      } else if (found.has(true) && people.answer !== "unknown") {
        seen.perhaps += 1;
        expect(people.who.filter((words) => canMean(words, email))).not.toEqual([]);
      }
      const isNamed = people.who.some(
        (words) =>
          !words.includes(", only with ") &&
          !words.includes(" except ") &&
          (words === "everybody who can log in" || holds(words, email)),
      );
      if (people.answer === "yes" && people.conditions.length === 0 && isNamed) {
        seen[people.who.includes("everybody who can log in") ? "everybody" : "surely"] += 1;
        expect([...found]).toEqual([true]);
      }
    }
  });
  // The same draws each time, since chance must not decide whether each case was met. Then others.
  fc.assert(property, { numRuns: runs, seed: 20_261_128 });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(runs / 100);
  fc.assert(property, { numRuns: runs });
});

/** The same policies, most of them for machines. */
const machineLists = policyLists.map((policies) =>
  policies.map((policy) => (policy.decision === "allow" ? { ...policy, decision: "non_identity" } : policy)),
);

test("the machines of the table are those that get in", () => {
  const seen = { none: 0, named: 0, perhaps: 0 };
  const property = fc.property(accounts, machineLists, machineLists, worldLists, (others, door, server, masks) => {
    fc.pre(door.length > 0);
    const account = { ...others, door, server };
    const worlds = masks.map(worldOf);
    const { machines } = reachIn(account, emails[0]);
    for (const [token, words] of [
      ["token-1", 'service token "robot"'],
      ["token-2", 'service token "cron"'],
    ] as const) {
      const found = outcomes(account, { token }, worlds);
      const named = machines.who.filter((each) =>
        [words, "any valid service token", "every request, without a login"].includes(each),
      );
      if (machines.answer === "no") {
        seen.none += 1;
        expect([...found]).toEqual([false]);
      } else if (machines.answer === "yes" && machines.conditions.length === 0 && named.length > 0) {
        seen.named += 1;
        expect([...found]).toEqual([true]);
      } else if (found.has(true)) {
        seen.perhaps += 1;
        expect(machines.who.filter((each) => !each.startsWith("service token") || each.startsWith(words))).not.toEqual(
          [],
        );
      }
    }
  });
  // The same draws each time, since chance must not decide whether each case was met. Then others.
  fc.assert(property, { numRuns: runs, seed: 20_261_128 });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(runs / 100);
  fc.assert(property, { numRuns: runs });
});
