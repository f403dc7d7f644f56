/** Arguments by the names that other packages have for them: each refusal says how it is written here. */
import { CloudflareClient } from "../../../provider/src/cloudflare/client";
import { lookUpsOf, type LookUpHost } from "../../../provider/src/lifecycle/lookup";
import { resources } from "../../../provider/src/resources";
import { plain } from "../../behaviours/examples";
import { plainPortal } from "../../behaviours/portalExamples";
import { calls, useAccount } from "../../support/account";
import { Deployment, type Properties, type Refused } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { FakeClock } from "../../support/fakeClock";
import { environmentOf } from "../../support/stack";

const account = useAccount();

const codeMode = 'Set codeMode to "off" instead of false, or to "opt_in" instead of true';

/** Of `@pulumi/cloudflare` and Terraform: those with another name here. */
const names: readonly (readonly [kind: "McpServer" | "McpPortal", given: Properties, reason: string])[] = [
  [
    "McpServer",
    { zeroTrustAccessAiControlsMcpServerId: "docs" },
    "zeroTrustAccessAiControlsMcpServerId: is not an argument here. Write serverId.",
  ],
  ["McpServer", { id: "docs" }, "id: is not an argument here. Write serverId."],
  ["McpServer", { account_id: "x" }, "account_id: is not an argument; did you mean accountId?"],
  ["McpServer", { auth_credentials: "x" }, "auth_credentials: is not an argument; did you mean authCredentials?"],
  [
    "McpServer",
    { is_shared_oauth_callback_enabled: true },
    "is_shared_oauth_callback_enabled: is not an argument; did you mean isSharedOauthCallbackEnabled?",
  ],
  [
    "McpPortal",
    { zeroTrustAccessAiControlsMcpPortalId: "team" },
    "zeroTrustAccessAiControlsMcpPortalId: is not an argument here. Write portalId.",
  ],
  ["McpPortal", { id: "team" }, "id: is not an argument here. Write portalId."],
  ["McpPortal", { allowCodeMode: true }, `allowCodeMode: is not an argument here. ${codeMode}.`],
  ["McpPortal", { allow_code_mode: true }, `allow_code_mode: is not an argument here. ${codeMode}.`],
  [
    "McpPortal",
    { servers: [{ id: "docs", serverId: "docs" }] },
    "servers.0.id: is not a setting of a portal's server; use serverId",
  ],
];

test.each(names)("%s: %j is refused before any call", async (kind, given, reason) => {
  const deployment = new Deployment(inProcess(account.cloudflare).next, kind, "docs");
  const refusal: unknown = await deployment
    .up({ ...(kind === "McpServer" ? plain : plainPortal), ...given })
    .catch((error: unknown) => error);
  expect((refusal as Refused).reasons).toEqual([reason]);
  expect(calls(account.cloudflare)).toEqual([]);
});

test.each([
  ["one", "McpServer", { id: "docs", serverId: "docs" }, "id: is not an argument here. Write serverId."],
  ["one", "McpPortal", { id: "team", portalId: "team" }, "id: is not an argument here. Write portalId."],
  [
    "one",
    "McpServer",
    { filter: { search: "docs" }, serverId: "docs" },
    "filter: is not an argument here. Write serverId, or look it up by getMcpServers with search.",
  ],
  [
    "one",
    "McpPortal",
    { filter: {}, portalId: "docs" },
    "filter: is not an argument here. Write portalId, or look it up by getMcpPortals with search.",
  ],
  ["all", "McpServer", { filter: { search: "docs" } }, "filter: is not an argument here. Write search."],
  ["all", "McpPortal", { maxItems: 5 }, "maxItems: is not an argument here. Remove it: a lookup reads every page."],
] as const)("a look-up of %s %s with %j is refused before any call", async (which, kind, args, reason) => {
  const clock = new FakeClock();
  const host: LookUpHost = {
    configuration: { get: () => undefined },
    environment: environmentOf(account.cloudflare),
    clock,
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
    progress: () => undefined,
  };
  const { [kind]: resource } = resources;
  await expect(lookUpsOf(resource as typeof resources.McpServer)[which](args, host)).rejects.toThrow(new Error(reason));
  expect(calls(account.cloudflare)).toEqual([]);
});
