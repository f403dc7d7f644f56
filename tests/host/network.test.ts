import { useAccount } from "../support/account";
import { formsOf } from "../support/apiClient";
import { Deployment } from "../support/deployment";
import { HostDrivers, type DriverOptions } from "../support/drivers";
import { authorityFile, startConnectProxy, startTls, type ConnectProxy, type Listener } from "../support/tls";
import { bearer, plain, token } from "../behaviours/examples";

/**
 * The way from Pulumi's provider process to Cloudflare as companies have it: through a proxy, to a certificate of their
 * own. Only the environment of the process says so, and Node reads a part of it only when a process starts.
 */
const host = HostDrivers.forThisFile();
const account = useAccount();
let cloudflare: Listener;
let proxy: ConnectProxy;

beforeEach(async () => {
  cloudflare = await startTls(account.cloudflare.baseUrl);
  proxy = await startConnectProxy(cloudflare.port);
});
afterEach(async () => {
  await proxy.close();
  await cloudflare.close();
});

/** Nothing of what is set where the tests run counts. */
const neutral = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "NODE_TLS_REJECT_UNAUTHORIZED"]
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, undefined]),
);
const untrusting: NonNullable<DriverOptions["environment"]> = { ...neutral, NODE_EXTRA_CA_CERTS: undefined };
const trusting = { ...neutral, NODE_EXTRA_CA_CERTS: authorityFile };

/** A deployment whose API is at an https:// address. */
function deploymentAt(origin: string, environment: DriverOptions["environment"] = {}): Deployment {
  const { next } = host.drive(account.cloudflare, {
    environment: { ...environment, CLOUDFLARE_BASE_URL: `${origin}/client/v4` },
  });
  return new Deployment(next);
}

async function expectWholeLife(deployment: Deployment): Promise<void> {
  expect(await deployment.up({ ...bearer, name: "Docs" })).toBe("create");
  expect(account.cloudflare.server("docs")).toMatchObject({ name: "Docs", auth_credentials: token });
  expect(await deployment.refresh()).toEqual([]);
  expect(await deployment.up({ ...bearer, name: "Handbook" })).toBe("update");
  expect(account.cloudflare.server("docs")).toMatchObject({ name: "Handbook" });
  expect(await deployment.up(undefined)).toBe("delete");
  expect(account.cloudflare.servers()).toEqual([]);
}

describe("a certificate that is signed by an authority of one's own", () => {
  test("is trusted when NODE_EXTRA_CA_CERTS names the authority", async () => {
    await expectWholeLife(deploymentAt(`https://localhost:${cloudflare.port}`, trusting));
  });

  test("is not trusted otherwise: the error names the variable, nothing is sent and nothing is in state", async () => {
    const deployment = deploymentAt(`https://localhost:${cloudflare.port}`, untrusting);

    const failure = deployment.up(plain);

    await expect(failure).rejects.toThrow(
      "Its certificate is not trusted here: set NODE_EXTRA_CA_CERTS if a proxy of yours replaces certificates.",
    );
    await expect(failure).rejects.toThrow('Could not create MCP server "docs"');
    expect(deployment.state).toBeUndefined();
    expect(account.cloudflare.requests()).toEqual([]);
  });

  test("that is no longer trusted makes no server look deleted", async () => {
    const origin = `https://localhost:${cloudflare.port}`;
    const deployment = deploymentAt(origin, trusting);
    await deployment.up(plain);
    const later = deploymentAt(origin, untrusting);
    later.state = deployment.state;

    await expect(later.refresh()).rejects.toThrow("Its certificate is not trusted here");
    await expect(later.up(undefined)).rejects.toThrow("Its certificate is not trusted here");

    expect(later.state).toBeDefined();
    expect(account.cloudflare.servers()).toHaveLength(1);
  });

  test("for another host is refused, also with its authority", async () => {
    // The certificate is for api.cloudflare.test, and the proxy leads anywhere.
    const deployment = deploymentAt("https://api.cloudflare.example", { ...trusting, HTTPS_PROXY: proxy.url });

    await expect(deployment.up(plain)).rejects.toThrow("ERR_TLS_CERT_ALTNAME_INVALID");

    expect(proxy.tunnels).toEqual(["api.cloudflare.example:443"]);
    expect(account.cloudflare.requests()).toEqual([]);
  });
});

describe("a proxy", () => {
  test.each(["HTTPS_PROXY", "https_proxy"])(
    "of %s is asked for tunnels, and reads neither the API token nor a credential",
    async (name) => {
      // No name server knows this host: whatever arrives came through the proxy.
      await expectWholeLife(deploymentAt("https://api.cloudflare.test", { ...trusting, [name]: proxy.url }));

      expect(new Set(proxy.tunnels)).toEqual(new Set(["api.cloudflare.test:443"]));
      expect(account.cloudflare.requests().length).toBeGreaterThan(0);
      const seen = proxy.seen().toString("latin1");
      expect(seen).toContain("api.cloudflare.test");
      const secrets = [account.cloudflare.apiToken, token].flatMap(formsOf);
      expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    },
  );

  test("never sees a request to this machine, with TLS or without", async () => {
    const everything = Object.fromEntries(
      ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        .flatMap((name) => [name, name.toLowerCase()])
        .map((name) => [name, proxy.url]),
    );
    for (const origin of [`https://localhost:${cloudflare.port}`, new URL(account.cloudflare.baseUrl).origin]) {
      await expectWholeLife(deploymentAt(origin, { ...trusting, ...everything }));
    }

    expect(proxy.tunnels).toEqual([]);
    expect(proxy.seen()).toHaveLength(0);
  });

  test("that replaces certificates is not trusted without its authority, and gets no token", async () => {
    const deployment = deploymentAt("https://api.cloudflare.test", { ...untrusting, HTTPS_PROXY: proxy.url });

    await expect(deployment.up(plain)).rejects.toThrow("Its certificate is not trusted here");

    expect(proxy.tunnels).toEqual(["api.cloudflare.test:443"]);
    expect(proxy.seen().includes(account.cloudflare.apiToken)).toBe(false);
    expect(deployment.state).toBeUndefined();
    expect(account.cloudflare.requests()).toEqual([]);
  });
});
