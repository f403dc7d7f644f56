/** The kinds of finding. Their ids are permanent, because waivers and code scanning refer to them. */

import { dashboardServers } from "../../cloudflare/wire";

/**
 * - finding: counts as drift
 * - note: information only
 * - unread: could not be read, which is worse than a finding
 */
export type Level = "finding" | "note" | "unread";

interface Rule {
  readonly level: Level;
  readonly title: string;
  /** The remedy. */
  readonly help: string;
}

/** In the order of the report. */
export const rules = {
  "could-not-read": {
    level: "unread",
    title: "Could not be read",
    help: "These could not be read, so nothing is known about them. The report quotes Cloudflare's answer.",
  },
  "unapproved-tool": {
    level: "finding",
    title: "Agents can call tools that were not approved",
    help: "`pulumi up --refresh` hides them. To expose them in their current form, review them: `npx pulumi-cloudflare-mcp lock update`, then `lock allow`.",
  },
  "unreviewed-tool": {
    level: "finding",
    title: "Hidden tools that are not as they were reviewed",
    help: "Review them: `npx pulumi-cloudflare-mcp lock update`, then `lock allow` or `lock deny`. `pulumi up --refresh` keeps the rest hidden, and ends the finding.",
  },
  "missing-server": {
    level: "finding",
    title: "Declared, but missing at Cloudflare",
    help: "Cloudflare has no such server. `pulumi up --refresh` creates it again.",
  },
  "missing-portal": {
    level: "finding",
    title: "Declared, but missing at Cloudflare",
    help: "Cloudflare has no such portal. `pulumi up --refresh` creates it again.",
  },
  "changed-argument": {
    level: "finding",
    title: "Changed at Cloudflare",
    help: "`pulumi up --refresh` restores the declared value. To keep the new value, declare it.",
  },
  "changed-credentials": {
    level: "finding",
    title: "Somebody else changed an OAuth client or its secret",
    help: "`pulumi up --refresh` sends the declared ones again. Cloudflare never reveals the current secret.",
  },
  "pending-sync": {
    level: "finding",
    title: "A required sync has not succeeded yet",
    help: "`pulumi up` tries it again.",
  },
  "unmanaged-server": {
    level: "finding",
    title: "A server that no program declares",
    help: "Declare it with `adopt: true`, name the stack that has it with --also-stack, or leave it out with --ignore.",
  },
  "unmanaged-portal": {
    level: "finding",
    title: "A portal that no program declares",
    help: "Declare it with `adopt: true`, name the stack that has it with --also-stack, or leave it out with --ignore.",
  },
  "login-expired": {
    level: "finding",
    title: "The administrator's login has expired",
    help: `Log in again on Cloudflare's dashboard, under ${dashboardServers}: Edit, Authenticate server. There is no API for it.`,
  },
  "login-needed": {
    level: "finding",
    title: "An administrator has to log in once",
    help: `Log in on Cloudflare's dashboard, under ${dashboardServers}: Edit, Authenticate server. Until then the server has no tools.`,
  },
  "failed-sync": {
    level: "finding",
    title: "The last sync failed",
    help: "Cloudflare tries again about every two hours. Until then agents are offered the tools of the last success.",
  },
  "stale-sync": {
    level: "finding",
    title: "The tools are out of date",
    help: "Cloudflare could not renew its access to the upstream. Sync the server, or log in again on the dashboard.",
  },
  "expired-waiver": {
    level: "finding",
    title: "A waiver has expired",
    help: "Fix what it covers, or give it a later date and a reason.",
  },
  "unused-waiver": {
    level: "finding",
    title: "A waiver without a finding",
    help: "Remove or correct it: no finding matches it.",
  },
  "changed-unmanaged-argument": {
    level: "note",
    title: "Changed, but not set by the program",
    help: "The program does not set this argument. Set it to manage it. --strict counts these changes.",
  },
  "changed-tools": {
    level: "note",
    title: "Tools changed since the last `up` or refresh",
    help: "Without a tool lock, the portal follows the upstream. A tool lock makes each change a decision.",
  },
  "review-pending": {
    level: "note",
    title: "Approved tools that are hidden, review pending",
    help: "To expose them in their current form: `npx pulumi-cloudflare-mcp lock update`, `lock allow`, then `pulumi up --refresh`.",
  },
  "reported-tool": {
    level: "note",
    title: "Agents can call tools that were not approved, and the lock only reports",
    help: "Report mode hides nothing. Review them with `npx pulumi-cloudflare-mcp lock check`; without `mode` the lock hides what it does not allow.",
  },
  "lapsed-override": {
    level: "note",
    title: "Overrides of missing tools",
    help: "The upstream removed or renamed the tool. Change the override, or remove it from the program. If the override hid the tool, this is a finding.",
  },
  "unusable-name": {
    level: "note",
    title: "Tool names that many clients reject",
    help: "Give these tools an alias in updatedTools, or the server another id.",
  },
  "not-synced": {
    level: "note",
    title: "Not synced yet",
    help: "Cloudflare has not read the tools of this server.",
  },
  "not-compared": {
    level: "note",
    title: "Not compared",
    help: "Encrypted in the state file. With --stack, Pulumi decrypts it in memory.",
  },
  "interrupted-replacement": {
    level: "note",
    title: "A replacement was interrupted",
    help: "It was deleted to be created again. `pulumi up` finishes that.",
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;

export const ruleIds = Object.keys(rules) as RuleId[];
