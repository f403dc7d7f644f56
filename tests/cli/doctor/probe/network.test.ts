import { tmpdir } from "node:os";
import { useAccount } from "../../../support/account";
import { startCommandLine } from "../../../support/commandLine";
import { useLoopback } from "../../../support/loopback";
import { environmentOf } from "../../../support/stack";
import { authorityFile, startConnectProxy, startTls, type ConnectProxy, type Listener } from "../../../support/tls";
import type { Report } from "../../../../provider/src/cli/doctor/report";
import { seedHealthy } from "../world";
import { clientId, clientSecret, listing, portal, summarizeRequests } from "./portalHost";

/** The probe as companies start it: a process of its own, a proxy, and TLS up to the portal. */
const account = useAccount();
const loopback = useLoopback();
const hostname = "api.cloudflare.test";
let tls: Listener;
let proxy: ConnectProxy;

afterEach(async () => {
  await proxy.close();
  await tls.close();
});

test("the portal is asked over TLS, which a proxy cannot read, and only with the service token", async () => {
  seedHealthy(account.cloudflare);
  account.cloudflare.editPortal("team", { hostname });
  const list = listing("- Handbook (handbook): enabled\n- Tickets (tickets): enabled");
  const server = await loopback.http(portal(list, `https://${hostname}`));
  tls = await startTls(server.url);
  proxy = await startConnectProxy(tls.port);
  const environment = environmentOf(account.cloudflare);
  const { stdout, stderr } = await startCommandLine(["doctor", "team", "--probe", "--format", "json"], {
    // The folder of the repository is that of a Pulumi project.
    folder: tmpdir(),
    environment: {
      ...environment,
      CF_ACCESS_CLIENT_ID: clientId,
      CF_ACCESS_CLIENT_SECRET: clientSecret,
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: authorityFile,
    },
  });
  expect(stderr).toBe("");
  const probed = (JSON.parse(stdout) as Report).checks.filter(({ id }) => id.startsWith("probe"));
  expect(probed.map(({ verdict, seen }) => `${verdict}: ${seen}`)).toEqual([
    `ok: POST /mcp: 401, asks for a login; login at https://${hostname}`,
    "ok: a service token that the account does not list: 2 of 2 servers listed",
  ]);
  expect(summarizeRequests(server.received)).toHaveLength(7);
  expect([...new Set(proxy.tunnels)]).toEqual([`${hostname}:443`]);
  const token = environment.CLOUDFLARE_API_TOKEN ?? "";
  expect(token).not.toBe("");
  expect(JSON.stringify(server.received)).not.toContain(token);
  expect(proxy.seen().includes(token) || proxy.seen().includes(clientSecret)).toBe(false);
  expect(stdout).not.toContain(clientSecret);
});
