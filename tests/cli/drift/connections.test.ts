import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { plain } from "../../behaviours/examples";
import { useAccount } from "../../support/account";
import { secret, type SavedOptions } from "../../support/savedState";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);
let elsewhere: Emulator;

beforeEach(async () => {
  elsewhere = await startEmulator();
});
afterEach(() => elsewhere.close());

const sealed = secret("token", "ciphertext");
const named = { "pulumi-cloudflare-mcp:provider": "other" };

describe("a state file that names another address never receives the environment's token,", () => {
  test.each<[string, NonNullable<SavedOptions["provider"]>]>([
    ["without credentials", {}],
    ["with an encrypted token", { "cloudflare:apiToken": sealed }],
    ["with an encrypted token of a named provider", { ...named, "cloudflare:apiToken": sealed }],
    ["with an encrypted key", { "cloudflare:apiKey": sealed, "cloudflare:email": "somebody@example.com" }],
    ["with an encrypted account", { "cloudflare:accountId": sealed }],
  ])("%s", async (_what, credentials) => {
    const provider = { ...credentials, "cloudflare:baseUrl": elsewhere.baseUrl };
    await world().up("McpServer", "docs", plain, { provider });
    account.cloudflare.clearRequests();

    const { code, stdout } = await world().drift();

    expect(code).toBe(1);
    expect(stdout).toContain(
      "Refused to send CLOUDFLARE_API_TOKEN (environment) to the address in cloudflare:baseUrl (saved state)",
    );
    expect(stdout).toContain("If you trust that address, set CLOUDFLARE_BASE_URL (environment) to it as well.");
    expect(elsewhere.requests()).toEqual([]);
    expect(account.cloudflare.requests()).toEqual([]);
  });

  test("and hides no resource that is read at the environment's own address", async () => {
    await world().up("McpServer", "docs", { ...plain, name: "Docs" });
    account.cloudflare.editServer("docs", { name: "Edited" });
    await world().up("McpServer", "other", plain, { provider: { "cloudflare:baseUrl": elsewhere.baseUrl } });

    const { code, stdout } = await world().drift();

    expect(code).toBe(1);
    expect(stdout).toContain('name: "Docs" → "Edited"');
    expect(stdout).toContain("Refused to send CLOUDFLARE_API_TOKEN (environment)");
    expect(elsewhere.requests()).toEqual([]);
  });
});

test("a token of the state goes to the address of the state, and not to the environment's", async () => {
  const { apiToken } = account.cloudflare;
  const provider = { ...named, "cloudflare:apiToken": apiToken, "cloudflare:baseUrl": account.cloudflare.baseUrl };
  await world().up("McpServer", "docs", plain, { provider });
  expect((await world().drift([], { environment: { CLOUDFLARE_BASE_URL: elsewhere.baseUrl } })).code).toBe(0);
  expect(elsewhere.requests()).toEqual([]);
});

test("the environment's token reads an encrypted state whose address the environment names too", async () => {
  const provider = { "cloudflare:apiToken": sealed, "cloudflare:baseUrl": account.cloudflare.baseUrl };
  await world().up("McpServer", "docs", plain, { provider });
  expect((await world().drift()).code).toBe(0);
});
