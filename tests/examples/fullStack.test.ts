/**
 * Pulumi's Cloudflare package needs a plug-in that is not installed here, so this example runs under Pulumi's mocks. Its
 * resources are what the program says; ours are real all the same, made by the provider in an emulated account.
 */
import * as pulumi from "@pulumi/pulumi";
import { startEmulator, startMcpServer, type StoredPortal } from "cloudflare-mcp-emulator";
import type * as fullStack from "../../examples/full-stack";
import { createdByMocks, kindOf, withoutSecrets } from "../support/mocks";
import { environmentOf } from "../support/stack";

// The program loads its two packages, and one of them is large.
jest.setTimeout(60_000);

type Properties = Readonly<Record<string, unknown>>;

interface Registered {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
}

const registered: Registered[] = [];
const closers: (() => Promise<void>)[] = [];
const environment = { ...process.env };
let portal: StoredPortal | undefined;
let outputs: typeof fullStack;

beforeAll(async () => {
  ({ portal, outputs } = await deploy());
});

afterAll(async () => {
  process.env = environment;
  await Promise.all(closers.map((close) => close()));
});

async function deploy(): Promise<{ portal: StoredPortal | undefined; outputs: typeof fullStack }> {
  const cloudflare = await startEmulator();
  const handbook = await startMcpServer({ tools: [{ name: "search" }] });
  const tickets = await startMcpServer({ token: "t0ken", tools: [{ name: "list_tickets" }] });
  closers.push(...[cloudflare, handbook, tickets].map((each) => () => each.close()));
  Object.assign(process.env, environmentOf(cloudflare));

  pulumi.runtime.setAllConfig(
    {
      "project:accountId": cloudflare.accountId,
      "project:zoneId": "the-zone",
      "project:portalHost": "mcp.example.com",
      "project:emailDomain": "example.com",
      "project:handbookUrl": handbook.url,
      "project:ticketsUrl": tickets.url,
      "project:ticketsToken": "t0ken",
    },
    ["project:ticketsToken"],
  );
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: async (resource) => {
      const { type, name } = resource;
      const ours = kindOf(type);
      const plain = withoutSecrets(resource.inputs as unknown) as Properties;
      const { id, state } =
        ours === undefined
          ? { id: `${name}-id`, state: { ...plain, clientId: "id.access", clientSecret: "s3cret" } }
          : await createdByMocks(ours, plain);
      registered.push({ type, id, inputs: plain });
      return { id, state };
    },
  });
  const outputs = jest.requireActual<typeof fullStack>("../../examples/full-stack");
  // Waits for everything that the program has begun.
  await pulumi.runtime.disconnect();
  return { portal: cloudflare.portal("team"), outputs };
}

/** All resources of a type, by the last part of its name. */
function all(type: string): Registered[] {
  return registered.filter((each) => each.type.endsWith(`:${type}`));
}

function only(type: string): Registered {
  const [first, ...rest] = all(type);
  expect(rest).toEqual([]);
  return first ?? { type, id: "none", inputs: {} };
}

const applications = (type: string): Registered[] =>
  all("ZeroTrustAccessApplication").filter(({ inputs }) => inputs.type === type);

test("the host name of the portal is a proxied CNAME to where the portal says", () => {
  expect(only("DnsRecord").inputs).toEqual({
    zoneId: "the-zone",
    name: portal?.hostname,
    type: "CNAME",
    content: "gateway.agents.cloudflare.com",
    proxied: true,
    ttl: 1,
  });
});

test("one application guards the host name of the portal, and lets clients register that are no browsers", () => {
  const guards = applications("mcp_portal");
  expect(guards.map(({ inputs }) => inputs.domain)).toEqual([portal?.hostname]);
  expect(guards[0]?.inputs).toMatchObject({
    oauthConfiguration: { enabled: true, dynamicClientRegistration: { enabled: true } },
  });
  // An application of this type with such a destination is refused (error 12130, reported by a user).
  expect(guards[0]?.inputs).not.toHaveProperty("destinations");
});

test("one application guards each server of the portal, and nothing else", () => {
  const guarded = applications("mcp").flatMap(({ inputs }) => inputs.destinations);
  const ids = portal?.servers.map(({ server_id }) => server_id) ?? [];
  expect(ids.toSorted()).toEqual(["handbook", "tickets"]);
  expect(guarded).toHaveLength(ids.length);
  expect(guarded).toEqual(
    expect.arrayContaining(ids.map((mcpServerId) => ({ type: "via_mcp_server_portal", mcpServerId }))),
  );
  expect(all("ZeroTrustAccessApplication")).toHaveLength(ids.length + 1);
});

test("people and machines get in at every application, machines by a policy for their token", () => {
  const policies = all("ZeroTrustAccessPolicy");
  const idOf = (decision: string): string | undefined =>
    policies.find(({ inputs }) => inputs.decision === decision)?.id;
  const expected = [
    { id: idOf("allow"), precedence: 1 },
    { id: idOf("non_identity"), precedence: 2 },
  ];
  expect(all("ZeroTrustAccessApplication").map(({ inputs }) => inputs.policies)).toEqual([
    expected,
    expected,
    expected,
  ]);
  expect(policies.map(({ inputs }) => inputs.includes)).toEqual([
    [{ emailDomain: { domain: "example.com" } }],
    [{ serviceToken: { tokenId: only("ZeroTrustAccessServiceToken").id } }],
  ]);
});

test("machines see the servers: none is called with the login of a person", () => {
  expect(portal?.servers.map(({ on_behalf }) => on_behalf)).toEqual([false, false]);
});

test("what the program exports is the address, and the token of the machine as a secret", async () => {
  const values = await new Promise((resolve) => {
    pulumi.all({ ...outputs }).apply(resolve);
  });
  expect(values).toEqual({
    url: "https://mcp.example.com/mcp",
    robotClientId: "id.access",
    robotClientSecret: "s3cret",
  });
  expect(await pulumi.isSecret(outputs.robotClientSecret)).toBe(true);
});
