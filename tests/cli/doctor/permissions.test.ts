import { permissionNames, type Permission } from "cloudflare-mcp-emulator";
import { useAccount } from "../../support/account";
import type { CheckId, FindingId } from "../../../provider/src/cli/doctor/findings";
import { findingsOf, idsOf, machines, people, reportOf, runDoctor, seedHealthy } from "./world";

const account = useAccount();

interface Hidden {
  readonly permission: Permission;
  /** What is said of it. */
  readonly unknown: readonly FindingId[];
  /** What is checked all the same. */
  readonly checked: readonly CheckId[];
}

const portalChecks: readonly CheckId[] = ["portal", "servers"];

/** By what each permission hides of a portal whose policies name a group, a login method and a service token. */
const hidden: readonly Hidden[] = [
  {
    permission: "Zone Read",
    unknown: ["zone-unread"],
    checked: [...portalChecks, "door", "server-access", "machines", "registration", "names"],
  },
  {
    permission: "DNS Read",
    unknown: ["record-unread"],
    checked: [...portalChecks, "zone", "door", "server-access", "machines", "registration", "names"],
  },
  {
    permission: "Access: Apps and Policies Read",
    unknown: ["door-unread"],
    checked: [...portalChecks, "zone", "record"],
  },
  {
    permission: "Access: Organizations, Identity Providers, and Groups Read",
    unknown: ["identity-providers-unread", "groups-unread"],
    checked: [...portalChecks, "zone", "record", "server-access", "machines", "registration"],
  },
  {
    permission: "Access: Service Tokens Read",
    unknown: ["tokens-unread"],
    checked: [...portalChecks, "zone", "record", "door", "server-access", "registration", "names"],
  },
];

const answers = ["refuse", "empty"] as const;
const cases = hidden.flatMap((each) => answers.map((answer) => ({ ...each, answer })));

function withoutPermission(permission: Permission): { readonly apiToken: readonly Permission[] } {
  return { apiToken: permissionNames.filter((name) => name !== permission) };
}

beforeEach(() => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  cloudflare.applications.edit("door", {
    allowed_idps: ["pin"],
    policies: [{ ...people, include: [{ group: { id: "staff" } }] }, machines],
  });
});

test.each(cases)(
  "without $permission, answered by: $answer, the unknown is named and the rest is checked",
  async ({ permission, answer, unknown, checked }) => {
    const { cloudflare } = account;
    cloudflare.setSwitches({ listWithoutPermission: answer });
    cloudflare.setPermissions(withoutPermission(permission));
    const report = await reportOf(cloudflare);
    const findings = findingsOf(report).filter(({ verdict }) => verdict !== "skipped");
    expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual(unknown.map((id) => [id, "unknown"]));
    for (const { fix = "", message } of findings) {
      expect(`${message} ${fix}`).toContain(permission);
    }
    expect(report.code).toBe(1);
    const fine = new Set(report.checks.filter(({ verdict }) => verdict === "ok").map(({ id }) => id));
    expect(checked.filter((id) => !fine.has(id))).toEqual([]);
    expect(report.checks.filter(({ verdict }) => verdict === "problem")).toEqual([]);
  },
);

test.each(cases)("without $permission ($answer), a problem elsewhere is found, and 1 outranks 7", async (each) => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ listWithoutPermission: each.answer });
  cloudflare.setPermissions(withoutPermission(each.permission));
  cloudflare.editServer("tickets", { status: "error", error: "Server error: HTTP 530" });
  const report = await reportOf(cloudflare);
  expect(idsOf(report)).toContain("upstream-down");
  expect(report.code).toBe(1);
});

test("without a permission that no policy needs, nothing is unknown, and the report says what was not read", async () => {
  const { cloudflare } = account;
  cloudflare.applications.edit("door", { policies: [people], allowed_idps: [] });
  for (const id of ["handbook", "tickets"]) {
    cloudflare.applications.edit(`application-${id}`, { policies: [people] });
  }
  cloudflare.setPermissions({
    apiToken: ["MCP Portals Read", "Zone Read", "DNS Read", "Access: Apps and Policies Read"],
  });
  const report = await reportOf(cloudflare);
  expect(findingsOf(report)).toEqual([]);
  expect(report.code).toBe(0);
  expect(report.checks.find(({ id }) => id === "names")?.seen).toBe(
    "0 groups in policies; not read: groups, identity providers, service tokens, organization",
  );
});

test("without MCP Portals Read nothing can be said, and the error names the permission", async () => {
  account.cloudflare.setPermissions({ apiToken: ["Zone Read"] });
  const { code, stdout, stderr } = await runDoctor(account.cloudflare);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("MCP Portals Read");
});

test("--zone stands in for a token that cannot list zones", async () => {
  const { cloudflare } = account;
  cloudflare.setPermissions(withoutPermission("Zone Read"));
  cloudflare.records.edit("record", { proxied: false });
  const report = await reportOf(cloudflare, ["team", "--zone", "zone"]);
  // A zone that cannot be read might have its DNS elsewhere.
  expect(idsOf(report)).toEqual(["zone-unread", "record-uncertain"]);
  expect(findingsOf(report)[1]?.message).toContain("is not proxied");
});
