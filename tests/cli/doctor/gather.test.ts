import { tmpdir } from "node:os";
import { permissionNames, type Fault, type StoredApplication, type Switches } from "cloudflare-mcp-emulator";
import { openAccount } from "../../../provider/src/cli/account";
import type { Evidence, Known } from "../../../provider/src/cli/doctor/evidence";
import { gatherEvidence, type GatherOptions } from "../../../provider/src/cli/doctor/gather";
import { Secrets } from "../../../provider/src/cli/secrets";
import type { Shell } from "../../../provider/src/cli/shell";
import { CloudflareClient } from "../../../provider/src/cloudflare/client";
import { readPermissions, type ReadPermission } from "../../../provider/src/cloudflare/wire";
import { otherSettings } from "../../behaviours/switchSettings";
import { calls, useAccount } from "../../support/account";
import { FakeClock } from "../../support/fakeClock";
import { environmentOf } from "../../support/stack";
import { seedHealthyPortal } from "../../support/surroundings";

const account = useAccount();
const progressLines: string[] = [];

beforeEach(() => {
  progressLines.length = 0;
});

async function gather(options: Partial<GatherOptions> = {}): Promise<Evidence> {
  const { cloudflare } = account;
  const clock = new FakeClock();
  const shell = {
    environment: environmentOf(cloudflare),
    folder: tmpdir(),
    clock,
    secrets: new Secrets(),
    connect: (connection: ConstructorParameters<typeof CloudflareClient>[0]) =>
      Promise.resolve(new CloudflareClient(connection, clock)),
  } as unknown as Shell;
  const open = await openAccount(shell, {});
  const portal = (await open.portals.get("team"))?.object;
  if (portal === undefined) {
    throw new Error("The portal is not seeded.");
  }
  cloudflare.clearRequests();
  const progress = { say: (text: string) => void progressLines.push(text), end: () => undefined };
  return gatherEvidence(open, { portal, reviews: undefined, now: 0, progress, ...options });
}

/** The parts of evidence that are read, each with what it takes. */
const parts = {
  servers: readPermissions.portals,
  zone: readPermissions.zones,
  records: readPermissions.records,
  applications: readPermissions.applications,
  doors: readPermissions.applications,
  groups: readPermissions.organization,
  identityProviders: readPermissions.organization,
  serviceTokens: readPermissions.serviceTokens,
  organization: readPermissions.organization,
} as const satisfies Partial<Record<keyof Evidence, ReadPermission>>;
type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

/** The names of the parts that are not known. */
const unknownIn = (evidence: Evidence): Part[] => partNames.filter((name) => !evidence[name].known);
const becauseOf = (part: Known<unknown>): string => (part.known ? "" : part.because);

test("of a healthy portal everything is known, by one call for each list and two for its zone", async () => {
  seedHealthyPortal(account.cloudflare, "docs");
  const evidence = await gather();
  expect(unknownIn(evidence)).toEqual([]);
  expect(evidence).toMatchObject({
    accountId: account.cloudflare.accountId,
    portal: { id: "team" },
    servers: { value: new Map([["docs", expect.objectContaining({ id: "docs" })]]) },
    zone: { value: { id: "zone" } },
    records: { value: { exact: [{ id: "record" }], wildcard: [], delegations: [] } },
    applications: { value: { objects: [{ id: "app-docs" }, { id: "door" }], unread: [] } },
    doors: { value: [{ id: "door", oauth_configuration: { enabled: true } }] },
    groups: { value: { objects: [{ id: "admins" }] } },
    identityProviders: { value: { objects: [{ id: "pin" }] } },
    serviceTokens: { value: { objects: [{ id: "robot" }] } },
    organization: { value: { auth_domain: "emulator.cloudflareaccess.com" } },
  });
  expect(calls(account.cloudflare).toSorted()).toEqual([
    "GET /access/apps",
    "GET /access/apps/door",
    "GET /access/groups",
    "GET /access/identity_providers",
    "GET /access/organizations",
    "GET /access/service_tokens",
    "GET /servers",
    "GET /zones",
    "GET /zones",
    "GET /zones/zone/dns_records",
  ]);
  expect(progressLines.at(-1)).toBe("reading what portal team depends on: 7 of 7");
});

test("a portal of 80 servers among 300 applications takes less than 20 calls", async () => {
  const ids = Array.from({ length: 80 }, (_, index) => `server-${index}`);
  seedHealthyPortal(account.cloudflare, ...ids);
  for (let index = 0; index < 219; index += 1) {
    account.cloudflare.applications.seed({ id: `other-${index}`, domain: `app-${index}.example.com` });
  }
  const evidence = await gather();
  expect(unknownIn(evidence)).toEqual([]);
  expect(evidence.servers).toMatchObject({ value: { size: 80 } });
  expect(evidence.applications.known && evidence.applications.value.objects.length).toBe(300);
  expect(calls(account.cloudflare).length).toBeLessThan(15);
});

describe("what cannot be read is unknown, and the rest is as it was:", () => {
  /** Without a zone or applications, what depends on them is unknown, too. */
  const dependent: Partial<Record<Part, Part>> = { records: "zone", doors: "applications" };

  async function compare(change: () => void, isLost: (part: Part) => boolean): Promise<Evidence> {
    seedHealthyPortal(account.cloudflare, "docs");
    const before = await gather();
    change();
    const after = await gather();
    for (const part of partNames) {
      if (isLost(part) || isLost(dependent[part] ?? part)) {
        expect([part, after[part].known]).toEqual([part, false]);
      } else {
        expect([part, after[part]]).toEqual([part, before[part]]);
      }
    }
    return after;
  }

  const surroundings = Object.values(readPermissions).filter((permission) => permission !== readPermissions.portals);

  test.each(
    surroundings.flatMap((permission) =>
      (["refuse", "empty"] as const).flatMap((form) =>
        ([403, 401] as const).map((status) => [permission, form, status] as const),
      ),
    ),
  )("without %s, where the answer is %s or %i", async (permission, listWithoutPermission, missingPermissionStatus) => {
    const { cloudflare } = account;
    const isLost = (part: Part): boolean => parts[part] === permission;
    const evidence = await compare(() => {
      cloudflare.setSwitches({ listWithoutPermission, missingPermissionStatus });
      cloudflare.setPermissions({ apiToken: permissionNames.filter((each) => each !== permission) });
    }, isLost);
    for (const part of partNames.filter(isLost)) {
      expect([part, evidence[part]]).toMatchObject([part, { known: false, permission }]);
    }
  });

  const failures: readonly (readonly [string, Part | undefined])[] = [
    ["/servers", "servers"],
    ["/zones", "zone"],
    ["/zones/zone/dns_records", "records"],
    ["/access/apps", "applications"],
    ["/access/apps/door", "doors"],
    ["/access/groups", "groups"],
    ["/access/identity_providers", "identityProviders"],
    ["/access/service_tokens", "serviceTokens"],
    ["/access/organizations", "organization"],
  ];
  const faults: readonly Fault[] = [
    {
      action: "answer",
      status: 500,
      body: { success: false, errors: [{ code: 1, message: "boom" }] },
      times: "always",
    },
    { action: "cutBeforeCommit", times: "always" },
    { action: "html", times: "always" },
    { action: "answer", status: 200, body: { success: true, result: "nothing" }, times: "always" },
  ];
  test.each(failures.flatMap(([path, part]) => faults.map((fault) => [path, fault.action, part, fault] as const)))(
    "a call of %s that ends in %s",
    async (path, _action, part, fault) => {
      const evidence = await compare(
        () => {
          account.cloudflare.addFault({ method: "GET", path, ...fault });
        },
        (each) => each === part,
      );
      for (const name of unknownIn(evidence)) {
        const because = becauseOf(evidence[name]);
        expect(because).toMatch(/^Could not |^Its zone is not known\.$/);
        expect(evidence[name]).not.toHaveProperty("permission");
      }
    },
  );
});

test("an account without groups, tokens or identity providers might only look like one", async () => {
  seedHealthyPortal(account.cloudflare, "docs");
  account.cloudflare.groups.remove("admins");
  account.cloudflare.serviceTokens.remove("robot");
  account.cloudflare.identityProviders.remove("pin");
  const evidence = await gather();
  expect(unknownIn(evidence)).toEqual(["groups", "identityProviders", "serviceTokens"]);
  expect(evidence.groups).toEqual({
    known: false,
    because: "Cloudflare lists no Access group: there is none, or this token is not allowed to see it.",
    isEmpty: true,
    permission: "Access: Organizations, Identity Providers, and Groups Read",
  });
});

test("an account in which nobody has set up Zero Trust lacks no permission", async () => {
  seedHealthyPortal(account.cloudflare, "docs");
  account.cloudflare.organization.remove();
  const { organization, applications } = await gather();
  for (const part of [organization, applications]) {
    expect(becauseOf(part)).toContain("Set up Zero Trust on the Cloudflare dashboard");
    expect(part).not.toHaveProperty("permission");
  }
});

describe("every switch of the emulator", () => {
  const settings = otherSettings("rateLimit").map(({ name, value, changes }) => [name, value, changes] as const);

  test.each(settings)("%s %j: everything is known", async (_name, _value, changes: Partial<Switches>) => {
    account.cloudflare.setSwitches(changes);
    seedHealthyPortal(account.cloudflare, "docs");
    account.cloudflare.records.seed({ id: "other", zone_id: "zone", name: "other.example.com" });
    const evidence = await gather();
    expect(unknownIn(evidence)).toEqual([]);
    expect(evidence.records).toMatchObject({ value: { exact: [{ id: "record" }] } });
    expect(evidence.doors).toMatchObject({ value: [{ oauth_configuration: { enabled: true } }] });
  });
});

describe("the zone", () => {
  beforeEach(() => {
    seedHealthyPortal(account.cloudflare, "docs");
  });

  test("is the one with the longest name", async () => {
    account.cloudflare.editPortal("team", { hostname: "MCP.team.example.com" });
    account.cloudflare.zones.seed({ id: "child", name: "team.example.com" });
    expect((await gather()).zone).toMatchObject({ value: { id: "child" } });
  });

  test("is one of another account only where this one has none", async () => {
    const { secondAccountId } = account.cloudflare;
    account.cloudflare.editPortal("team", { hostname: "mcp.team.example.com" });
    account.cloudflare.zones.seed({ id: "child", name: "team.example.com" }, secondAccountId);
    expect((await gather()).zone).toMatchObject({ value: { id: "zone" } });
    account.cloudflare.zones.remove("zone");
    expect((await gather()).zone).toMatchObject({ value: { id: "child", account: { id: secondAccountId } } });
  });

  test("that nobody lists is unknown, and so are its records", async () => {
    account.cloudflare.zones.remove("zone");
    const { zone, records } = await gather();
    expect(zone).toEqual({
      known: false,
      because: "Cloudflare lists no zone of mcp.example.com: there is none, or this token is not allowed to see it.",
      permission: "Zone Read",
    });
    expect(becauseOf(records)).toBe("Its zone is not known.");
  });

  test("of a host of Cloudflare's own is not looked for", async () => {
    account.cloudflare.editPortal("team", { hostname: "team.workers.dev" });
    expect(becauseOf((await gather()).zone)).toContain("workers.dev is Cloudflare's own");
    expect(calls(account.cloudflare).filter((call) => call.includes("zones"))).toEqual([]);
  });

  test("that is named is not looked for, so its records are read by a token that sees no zones", async () => {
    account.cloudflare.setPermissions({ apiToken: permissionNames.filter((each) => each !== "Zone Read") });
    const { zone, records } = await gather({ zoneId: "zone" });
    expect(zone).toMatchObject({ known: false, permission: "Zone Read" });
    expect(records).toMatchObject({ value: { exact: [{ id: "record" }] } });
    expect(calls(account.cloudflare).filter((call) => call === "GET /zones")).toEqual([]);
  });

  test("that is named and does not exist is unknown, and one of another name is refused", async () => {
    expect(becauseOf((await gather({ zoneId: "nowhere" })).zone)).toContain('There is no zone "nowhere"');
    account.cloudflare.zones.seed({ id: "other", name: "other.com" });
    await expect(gather({ zoneId: "other" })).rejects.toThrow(
      "--zone is other.com, and the portal is at mcp.example.com.",
    );
  });

  test("of a host with many labels takes a bounded number of calls", async () => {
    const hostname = `${"a.".repeat(100)}example.com`;
    account.cloudflare.editPortal("team", { hostname });
    await gather({ zoneId: undefined });
    expect(calls(account.cloudflare).filter((call) => call === "GET /zones").length).toBe(7);
  });
});

describe("an object that cannot be worked with", () => {
  test("is told, and harms no other", async () => {
    seedHealthyPortal(account.cloudflare, "docs");
    const rotten = { id: "rotten", policies: [null] } as unknown as StoredApplication;
    account.cloudflare.applications.seed(rotten);
    account.cloudflare.groups.seed({ id: "odd", include: "everyone" as unknown as [] });
    const { applications, groups, doors } = await gather();
    expect(applications).toMatchObject({
      value: {
        objects: [{ id: "app-docs" }, { id: "door" }],
        unread: ['Access application "rotten": its policies[0] has another form'],
      },
    });
    expect(groups).toMatchObject({
      value: { objects: [{ id: "admins" }], unread: ['Access group "odd": its include has another form'] },
    });
    expect(doors).toMatchObject({ value: [{ id: "door" }] });
  });
});

test("a refusal that quotes the token shows nothing of it", async () => {
  seedHealthyPortal(account.cloudflare, "docs");
  account.cloudflare.addFault({ path: "/access/*", action: "echoCredential", times: "always" });
  account.cloudflare.addFault({ path: "/zones", action: "echoCredential", times: "always", encoding: "base64" });
  const evidence = await gather();
  const said = JSON.stringify(partNames.map((name) => evidence[name]));
  expect(unknownIn(evidence).length).toBeGreaterThan(5);
  expect(said).not.toContain(account.cloudflare.apiToken);
  expect(said).not.toContain(Buffer.from(account.cloudflare.apiToken).toString("base64").slice(0, 20));
});
