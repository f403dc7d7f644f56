import { useAccount } from "../../support/account";
import { Deployment } from "../../support/deployment";
import { inProcess } from "../../support/drivers";

let onAnswer: (method: string) => void = () => undefined;
const account = useAccount({
  onAnswer: ({ method }) => {
    onAnswer(method);
  },
});

test("a create that Cloudflare carries out after it was looked for is found again when the second one is refused", async () => {
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
