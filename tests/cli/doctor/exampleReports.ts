/** Reports of doctor, made by hand. */
import type { CheckId, FindingId } from "../../../provider/src/cli/doctor/findings";
import {
  newCheck,
  newFinding,
  summarize,
  type Answer,
  type Audience,
  type Check,
  type Reach,
  type Report,
  type Subject,
} from "../../../provider/src/cli/doctor/report";
import { hostileTexts } from "../drift/hostile";

const team: Subject = { kind: "portal", id: "team", name: "Team tools" };

function server(id: string, name = id): Subject {
  return { kind: "server", id, name };
}

function audience(answer: Answer, who: readonly string[] = [], conditions: readonly string[] = []): Audience {
  return { answer, who, conditions };
}

function tools(
  serverId: string,
  names: readonly string[],
  approval: Reach["tools"][number]["approval"],
): Reach["tools"] {
  return names.map((name) => ({ name, calledAs: `${serverId}_${name}`, approval, certain: true }));
}

export function report(checks: readonly Check[], reach: readonly Reach[], more: Partial<Report> = {}): Report {
  return {
    version: 1,
    checkedAt: "2026-10-01T12:00:00.000Z",
    accountId: "0123456789abcdef0123456789abcdef",
    portal: { id: team.id, name: team.name, hostname: "mcp.example.com" },
    summary: summarize(checks),
    checks,
    reach,
    ...more,
  };
}

const employees = "email addresses of example.com";
const support = 'group "Support"';
const robot = 'service token "robot"';

const portalChecks: readonly Check[] = [
  newCheck("portal", team, "4 servers", []),
  newCheck("zone", team, "example.com, active", []),
  newCheck("record", team, "CNAME gateway.agents.cloudflare.com, not proxied", [
    newFinding(
      "record-not-proxied",
      "The record of mcp.example.com is not proxied, so Cloudflare never sees the request: clients get error 522.",
      {
        fix: "Turn Proxy status on, on the dashboard: the zone, DNS, Records. In a program:",
        program:
          'new cloudflare.DnsRecord("mcp.example.com", {\n  name: "mcp.example.com",\n  type: "CNAME",\n  proxied: true,\n});',
      },
    ),
  ]),
  newCheck("door", team, 'application "Team tools", 2 policies', []),
];

/** A portal as many have it: one thing wrong with it, one server that nobody reaches. */
export const ordinary = report(
  [
    ...portalChecks,
    newCheck("servers", server("docs", "Documentation"), "ready, 3 tools", []),
    newCheck("server-access", server("docs", "Documentation"), "1 application", []),
    newCheck("servers", server("crm", "Customers"), "ready, 4 tools", []),
    newCheck("server-access", server("lost"), "no application", [
      newFinding(
        "server-without-application",
        "No Access application lets anybody see lost: it is hidden from everybody.",
        {
          fix: "Create an application of type `mcp` for it. In a program:",
          program: 'new cloudflare.ZeroTrustAccessApplication("lost", {\n  type: "mcp",\n});',
        },
      ),
    ]),
  ],
  [
    {
      serverId: "docs",
      name: "Documentation",
      people: audience("yes", [employees]),
      machines: audience("yes", [robot]),
      tools: tools("docs", ["search", "read", "list"], "approved"),
      hidden: 2,
      lock: "tool lock mcp-locks/docs.json",
    },
    {
      serverId: "crm",
      name: "Customers",
      people: audience("yes", [support]),
      machines: audience("no"),
      tools: [
        ...tools("crm", ["find_customer", "list_orders"], "approved"),
        ...tools("crm", ["delete_customer"], "new"),
      ],
      hidden: 0,
      lock: "tool lock mcp-locks/crm.json",
    },
    {
      serverId: "tickets",
      name: "tickets",
      people: audience("depends", [employees, support], ["country DE"]),
      machines: audience("unknown", [], ["the policies could not be read"]),
      tools: tools("tickets", ["create", "close"], "none"),
      hidden: 0,
      lock: null,
    },
    {
      serverId: "lost",
      name: "lost",
      people: audience("no"),
      machines: audience("no"),
      tools: tools("lost", ["ping"], "none"),
      hidden: 0,
      lock: null,
    },
  ],
);

const answersForAlice: readonly NonNullable<Reach["as"]>[] = [
  { answer: "yes", because: 'policy "people" of application "Documentation"' },
  { answer: "depends", because: 'whether the person is in group "Support"' },
  { answer: "depends", because: "country DE" },
  { answer: "no", because: "no application lets anybody see the server" },
];

/** The same, asked about one person. */
export const asked: Report = {
  ...ordinary,
  as: "alice@example.com",
  reach: ordinary.reach.map((row, index) => ({
    ...row,
    as: answersForAlice[index] ?? { answer: "unknown", because: "" },
  })),
};

const answers: readonly Answer[] = ["yes", "yes", "depends", "no", "unknown"];

/** As large as a portal may be, with more audiences than have a line of their own. */
export const large = report(
  [
    ...portalChecks,
    ...Array.from({ length: 80 }, (_, index) =>
      newCheck(
        "servers",
        server(`server-${index}`),
        "ready, 40 tools",
        index % 9 === 0
          ? [newFinding("sync-failed", `The last sync of server-${index} failed.`, { fix: "Run a sync." })]
          : [],
      ),
    ),
  ],
  Array.from({ length: 80 }, (_, index): Reach => {
    const serverId = `server-${index}`;
    const names = Array.from({ length: 40 }, (_unused, tool) => `tool_number_${tool}_of_server_${index}`);
    return {
      serverId,
      name: `Server ${index}`,
      people: audience(answers[index % 5] ?? "no", index % 5 === 3 ? [] : [employees, `group "Team ${index % 12}"`]),
      machines: index % 4 === 0 ? audience("yes", [`service token "robot ${index % 8}"`]) : audience("no"),
      tools: tools(serverId, names, index % 2 === 0 ? "approved" : "changed"),
      hidden: index % 7,
      lock: "tool lock mcp-locks/all.json",
    };
  }),
);

/** Hostile texts in every place that takes a text from outside. */
export const hostile = report(
  hostileTexts.map((text, index) =>
    newCheck("server-access" satisfies CheckId, server(`evil-${index}`, text), text, [
      newFinding("nobody-reaches" satisfies FindingId, text, { fix: text, program: text }),
    ]),
  ),
  hostileTexts.map((text, index) => ({
    serverId: `evil-${index}`,
    name: text,
    people: audience("depends", [text], [text]),
    machines: audience("yes", [text]),
    tools: [{ name: text, calledAs: text, approval: "changed", certain: false }],
    hidden: 0,
    lock: text,
    as: { answer: "no", because: text },
  })),
  { as: hostileTexts[0] ?? "", portal: { id: "team", name: hostileTexts[1] ?? "", hostname: hostileTexts[2] ?? "" } },
);

/** Nothing to mend. */
export const healthy = report(
  [newCheck("portal", team, "1 server", []), newCheck("servers", server("docs"), "ready, 3 tools", [])],
  ordinary.reach.slice(0, 1),
);
