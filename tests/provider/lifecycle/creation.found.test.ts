import { useAccount } from "../../support/account";
import { Deployment } from "../../support/deployment";
import { inProcess } from "../../support/drivers";

let onAnswer: (method: string) => void = () => undefined;
const account = useAccount({
  onAnswer: ({ method }) => {
    onAnswer(method);
  },
});

test("a create that Cloudflare carries out after the lookup is found when the second create is refused", async () => {
  const { cloudflare } = account;
  const args = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
  cloudflare.addFault({ method: "POST", action: "cutBeforeCommit" });
  onAnswer = (method) => {
    onAnswer = () => undefined;
    expect(method).toBe("GET");
    cloudflare.seedServer({ id: "docs", name: "docs", hostname: args.hostname });
  };
  const deployment = new Deployment(inProcess(cloudflare).next);

  expect(await deployment.up(args)).toBe("create");

  expect(cloudflare.requests().map(({ method, status }) => [method, status])).toEqual([
    ["POST", null],
    ["GET", 404],
    ["POST", 400],
    ["GET", 200],
  ]);
  expect(cloudflare.servers()).toHaveLength(1);
  expect(await deployment.drift()).toEqual([]);
});

describe("a server that is found in place of the answer to its create", () => {
  const args = { hostname: "https://docs.example.com/mcp", authType: "bearer", sync: "never" };
  const methods = (): string[] => account.cloudflare.requests().map(({ method }) => method);

  test("gets the credentials of the program, though an earlier create may have made it with others", async () => {
    const { cloudflare } = account;
    const deployment = new Deployment(inProcess(cloudflare).next);
    cloudflare.addFault({ method: "POST", action: "cutAfterCommit" });
    cloudflare.addFault({ method: "GET", action: "html", status: 403 });
    await expect(deployment.up({ ...args, authCredentials: "first" })).rejects.toThrow("CLOUDFLARE_MCP_ADOPT");
    cloudflare.clearRequests();
    cloudflare.addFault({ method: "POST", action: "cutBeforeCommit" });

    expect(await deployment.up({ ...args, authCredentials: "second" })).toBe("create");

    expect(methods()).toEqual(["POST", "GET", "PUT"]);
    expect(cloudflare.server("docs")?.auth_credentials).toBe("second");
    expect(await deployment.up({ ...args, authCredentials: "second" })).toBe("same");
  });

  test("is in state without credentials when these cannot be sent, and the next up sends them", async () => {
    const { cloudflare } = account;
    const deployment = new Deployment(inProcess(cloudflare).next);
    cloudflare.addFault({ method: "POST", action: "cutAfterCommit" });
    cloudflare.addFault({ method: "PUT", action: "html", status: 403 });

    await expect(deployment.up({ ...args, authCredentials: "secret" })).rejects.toThrow(
      /MCP server "docs" was created\. Run `pulumi up` to send its credentials\.$/,
    );

    expect(deployment.state?.outputs).toMatchObject({ serverId: "docs", authCredentials: null });
    expect(await deployment.up({ ...args, authCredentials: "secret" })).toBe("update");
    expect(await deployment.drift()).toEqual([]);
  });
});
