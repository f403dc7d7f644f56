import type { Emulator } from "cloudflare-mcp-emulator";
import { useAccount } from "../../support/account";
import { findingsOf, hostname, machines, people, reportOf, runDoctor, seedHealthy, serverApplication } from "./world";

const account = useAccount();

const inline = { ...people, id: "inline", reusable: false };

/** Each is as Cloudflare documents it, or as users have it. */
const shapes: Readonly<Record<string, (cloudflare: Emulator) => void>> = {
  "with managed OAuth": () => undefined,
  "whose managed OAuth is off": (cloudflare) => {
    cloudflare.applications.edit("door", { oauth_configuration: { enabled: false } });
  },
  "with its own OAuth": (cloudflare) => {
    cloudflare.applications.edit("door", { oauth_configuration: null });
  },
  "with policies of each application's own": (cloudflare) => {
    for (const { id } of cloudflare.applications.all()) {
      cloudflare.applications.edit(id, { policies: [inline] });
    }
    cloudflare.editPortal("team", {
      servers: ["handbook", "tickets"].map((id) => ({ server_id: id, on_behalf: true })),
    });
  },
  "for people only": (cloudflare) => {
    for (const { id } of cloudflare.applications.all()) {
      cloudflare.applications.edit(id, { policies: [people] });
    }
  },
  "whose servers are shown to whoever is in the portal": (cloudflare) => {
    for (const id of ["handbook", "tickets"]) {
      const everyone = { ...inline, include: [{ everyone: {} }] };
      cloudflare.applications.edit(`application-${id}`, { policies: [everyone, machines] });
    }
  },
  "with a wildcard record": (cloudflare) => {
    cloudflare.records.seed({ id: "record", zone_id: "zone", name: "*.example.com" });
  },
  "whose record ends with a dot and has capitals": (cloudflare) => {
    cloudflare.records.edit("record", { content: "Gateway.Agents.Cloudflare.com." });
  },
  "beside a TXT record": (cloudflare) => {
    cloudflare.records.seed({
      id: "text",
      zone_id: "zone",
      name: hostname,
      type: "TXT",
      content: "v=1",
      proxied: false,
    });
  },
  "beside a plain application for all hosts": (cloudflare) => {
    cloudflare.applications.seed({ id: "all", type: "self_hosted", domain: "*.example.com", policies: [inline] });
  },
  "with a login method of its own": (cloudflare) => {
    cloudflare.applications.edit("door", { allowed_idps: ["pin"] });
  },
  "that lets a group in": (cloudflare) => {
    cloudflare.applications.edit("door", {
      policies: [{ ...inline, include: [{ group: { id: "staff" } }] }, machines],
    });
  },
  "with an OAuth server that an administrator has logged in to": (cloudflare) => {
    cloudflare.editServer("tickets", { auth_type: "oauth", authentication_status: "connected" });
  },
  "beside other portals, servers and expired tokens": (cloudflare) => {
    cloudflare.seedServer({ id: "other", status: "error" });
    cloudflare.applications.seed({ ...serverApplication("other"), policies: [] });
    cloudflare.seedPortal({ id: "others", hostname: "others.example.org", servers: [{ server_id: "other" }] });
    cloudflare.serviceTokens.seed({ id: "old", expires_at: "2025-01-01T00:00:00Z" });
  },
};

test.each(Object.entries(shapes))("a portal %s gives no finding", async (_shape, shape) => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  shape(cloudflare);
  const report = await reportOf(cloudflare);
  expect(findingsOf(report)).toEqual([]);
  expect(report.code).toBe(0);
});

test("a healthy portal takes a screen of a terminal, and the last line says that nothing is wrong", async () => {
  seedHealthy(account.cloudflare);
  const { stdout } = await runDoctor(account.cloudflare, ["team"], {
    isTerminal: true,
    environment: { NO_COLOR: "1" },
  });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.at(-1)).toBe("Nothing is wrong with the portal and its 2 servers.");
  expect(lines.filter((line) => line.length > 80 && !line.startsWith("https://"))).toEqual([]);
});

test("what people ask in public besides is among the facts: how long logins last, and who may register", async () => {
  seedHealthy(account.cloudflare);
  const registration = async (): Promise<string | undefined> =>
    (await reportOf(account.cloudflare)).checks.find(({ id }) => id === "registration")?.seen;
  expect(await registration()).toBe(
    "managed OAuth, logins last 24h; may register: clients on the person's machine, https://playground.ai.cloudflare.com/*",
  );
  account.cloudflare.applications.edit("door", {
    oauth_configuration: { enabled: true, grant: { access_token_lifetime: "15m" } },
  });
  expect(await registration()).toBe("managed OAuth, access tokens last 15m, logins last 24h");
  account.cloudflare.applications.edit("door", { oauth_configuration: null });
  expect(await registration()).toBe("the portal's own OAuth, logins last 24h");
});

test("80 servers beside 300 applications take less than 20 calls, and what is alike is told once", async () => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  const ids = Array.from({ length: 80 }, (_, index) => `server-${String(index).padStart(2, "0")}`);
  for (const id of ids) {
    cloudflare.seedServer({ id, status: "ready", tools: [{ name: "search" }] });
    cloudflare.applications.seed({ ...serverApplication(id), policies: [people, machines] });
  }
  for (let index = 0; index < 217; index += 1) {
    cloudflare.applications.seed({ id: `other-${index}`, domain: `other-${index}.example.com` });
  }
  cloudflare.applications.remove("application-server-07");
  cloudflare.applications.remove("application-server-40");
  cloudflare.editPortal("team", { servers: ids.map((id) => ({ server_id: id, on_behalf: false })) });
  cloudflare.clearRequests();
  const { code, stdout } = await runDoctor(cloudflare, ["team"], { isTerminal: true, environment: { NO_COLOR: "1" } });
  expect(code).toBe(7);
  expect(cloudflare.requests().length).toBeLessThan(20);
  expect(stdout).toContain("✓ 78 servers");
  expect(stdout).toContain("✗ 2 servers       server-07, server-40");
  expect(stdout.split("\n").length).toBeLessThan(60);
});
