import type { Emulator } from "cloudflare-mcp-emulator";
import type { FindingId } from "../../../provider/src/cli/doctor/findings";
import type { Finding, Report } from "../../../provider/src/cli/doctor/report";
import { useAccount } from "../../support/account";
import { findingsOf, hostname, idsOf, machines, people, reportOf, seedHealthy, serverApplication } from "./world";

const account = useAccount();

const allow = { name: "P", decision: "allow", precedence: 1, include: [{ email_domain: { domain: "example.com" } }] };

beforeEach(() => {
  seedHealthy(account.cloudflare);
});

const reportAfter = async (happens: (cloudflare: Emulator) => void): Promise<Report & { code: number | null }> => {
  happens(account.cloudflare);
  return reportOf(account.cloudflare, ["team", "--as", "alice@example.com"]);
};

const findingIn = (report: Report, id: FindingId): Finding | undefined =>
  findingsOf(report).find((finding) => finding.id === id);

const answersOf = (report: Report, id: string): unknown[] => {
  const row = report.reach.find(({ serverId }) => serverId === id);
  return [row?.people.answer, row?.as?.answer];
};

test.each(["tickets", "other"])(
  "with an application that cannot be read, perhaps for %s, nobody's reach is certain, and all is not well",
  async (serverId) => {
    const report = await reportAfter((cloudflare) => {
      cloudflare.applications.seed({ ...serverApplication(serverId), id: "rotten", policies: "none" } as never);
    });
    expect(answersOf(report, "tickets")).toEqual(["unknown", "unknown"]);
    expect(new Set(idsOf(report))).toContain("door-uncertain");
    expect(report.code).toBe(1);
  },
);

test("a policy that does not tell whom it includes might include anybody", async () => {
  const report = await reportAfter((cloudflare) => {
    const policies = [{ ...allow, include: undefined }];
    cloudflare.applications.edit("application-tickets", { policies } as never);
  });
  expect(answersOf(report, "tickets")).not.toContain("no");
  expect(idsOf(report)).not.toContain("nobody-reaches");
});

test("a host name that only a wildcard covers is not said to be fine", async () => {
  const report = await reportAfter((cloudflare) => {
    cloudflare.applications.edit("door", { domain: "*.example.com", destinations: [] });
  });
  expect(findingIn(report, "door-by-wildcard")?.message).toContain("*.example.com");
  expect(report.code).toBe(1);
});

test("where Zero Trust is not set up, no permission is asked for", async () => {
  const report = await reportAfter((cloudflare) => {
    cloudflare.organization.remove();
  });
  const finding = findingIn(report, "door-unread");
  expect(finding?.message).toContain("Set up Zero Trust");
  expect(finding?.fix).toBeUndefined();
});

test("a wildcard that a record of another type keeps away is not said to be missing", async () => {
  const report = await reportAfter(({ records }) => {
    records.remove("record");
    records.seed({ id: "text", zone_id: "zone", name: hostname, type: "TXT", content: "x" });
    records.seed({ id: "wildcard", zone_id: "zone", name: "*.example.com" });
  });
  expect(findingIn(report, "record-missing")?.message).toContain("no wildcard above answers for it");
});

test("a service token that a Service Auth policy of the application lets in is no mistake in another policy", async () => {
  const include = [...allow.include, { service_token: { token_id: "robot" } }];
  const report = await reportAfter(({ applications }) => {
    applications.edit("application-tickets", { policies: [{ ...allow, include }, machines] });
  });
  expect(idsOf(report)).toEqual([]);
});

test("a Bypass for some is not said to be for everybody in the portal", async () => {
  const bypass = { name: "B", decision: "bypass", precedence: 1, include: [{ ip: { ip: "192.0.2.0/24" } }] };
  const report = await reportAfter(({ applications }) => {
    applications.edit("application-tickets", { policies: [bypass, people, machines] });
  });
  expect(findingIn(report, "server-bypassed")?.message).toContain("everybody in the portal who matches it");
});

test("a fix that ends with a colon is followed by a piece of program", async () => {
  const report = await reportAfter(({ applications }) => {
    applications.edit("application-tickets", { policies: [machines] });
  });
  const { fix, program } = findingIn(report, "server-for-machines") ?? {};
  expect(fix).toMatch(/:$/);
  expect(program).toContain("policy-people");
});

test("a piece of program takes away no policy that it cannot name", async () => {
  const report = await reportAfter(({ applications }) => {
    applications.edit("application-tickets", { policies: [{ ...allow, id: "inline", reusable: false }] });
  });
  const { fix, program } = findingIn(report, "machines-not-at-server") ?? {};
  expect(fix).toContain("> Policies.");
  expect(program).toBeUndefined();
});

test("whether clients may register is not judged where the answer does not tell", async () => {
  const report = await reportAfter(({ applications }) => {
    const registration = { allow_any_on_localhost: true, allowed_uris: ["https://claude.ai/*"] };
    applications.edit("door", {
      oauth_configuration: { enabled: true, dynamic_client_registration: registration },
    });
  });
  expect(idsOf(report)).toEqual([]);
});

test("only a portal's own application is said to have the portal's own OAuth", async () => {
  const report = await reportAfter(({ applications }) => {
    applications.edit("door", { type: "self_hosted", oauth_configuration: undefined } as never);
  });
  expect(report.checks.find(({ id }) => id === "registration")?.seen).toContain("no managed OAuth");
});
