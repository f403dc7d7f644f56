/**
 * The real engine beside an API that quotes every credential, in every place and in every encoding: none is in what it
 * prints, logs, saves and starts.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { useAccount } from "../support/account";
import { canariesOf, hiddenIn, type Credentials } from "../support/canaries";
import { filesIn } from "../support/filesIn";
import { HostileAccount, type Answering } from "../support/hostileAccount";
import { SecretWatch } from "../support/secretWatch";
import { ok, type Run } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const program = (name: string): string => `
const pulumi = require("@pulumi/pulumi");
const { McpPortal, McpServer } = require("pulumi-cloudflare-mcp");
const config = new pulumi.Config();
const docs = new McpServer("docs", {
  name: "${name}",
  hostname: config.requireSecret("hostname"),
  authType: "bearer",
  authCredentials: { headers: { authorization: config.requireSecret("authorization") } },
});
new McpPortal("team", { hostname: "mcp.example.com", name: "${name}", servers: [{ server: docs, tools: ["quiet"] }] });
`;

function authorizationOf({ args }: Credentials): string {
  return (args.authCredentials as { headers: { authorization: string } }).headers.authorization;
}

test("whatever is quoted, Pulumi's output, event log, state and processes hold no secret", async () => {
  const { cloudflare } = account;
  const seed = 20_261_128;
  for (const canaries of fc.sample(canariesOf("a Basic header"), { numRuns: 1, seed })) {
    const { before, after, apiToken, hostname } = canaries;
    const hostile = new HostileAccount(cloudflare, canaries, seed);
    const watch = new SecretWatch(hiddenIn(canaries), [], 8);
    const stack = await createStack(cloudflare, {
      program: program("Docs"),
      config: { hostname: { secret: hostname }, authorization: { secret: authorizationOf(before) } },
      environment: { CLOUDFLARE_API_TOKEN: apiToken },
    });
    const run = async (what: string, answering: Answering, command: () => Promise<Run>): Promise<Run> => {
      hostile.answer(answering);
      let done: Run | undefined;
      await watch.during(what, async () => {
        done = await command();
        watch.show(
          "the project and its backend",
          filesIn(stack.workspace.folder, (name) => name !== "index.js"),
        );
        watch.show("the state", (await stack.state()).text);
        return done;
      });
      if (done === undefined) {
        throw new Error(`${what} did not end.`);
      }
      return done;
    };

    hostile.quote(before);
    ok(await run("up", { sync: "fails" }, () => stack.up()));
    ok(await run("refresh", {}, () => stack.refresh("--diff")));
    stack.program(program("Handbook"));
    ok(await run("preview", {}, () => stack.preview("--diff")));
    ok(await run("update", {}, () => stack.up("--diff")));

    await stack.config("authorization", { secret: authorizationOf(after) });
    hostile.quote(before, after);
    const rotation = await run("refused rotation", { sync: "is refused" }, () => stack.up("--diff"));
    expect(rotation.code).not.toBe(0);
    expect(rotation.stdout + rotation.stderr).toContain("The upstream rejected the new authCredentials");

    hostile.quote(before);
    const calls = ["GET /servers/docs", "GET /servers", "GET /portals/team"];
    const failed = await run("failed refresh", { calls, failure: "a refusal" }, () => stack.refresh());
    expect(failed.code).not.toBe(0);

    hostile.answer();
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    const ended = once(up, "exit");
    await stack.providerProcess(up);
    const processes = execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" });
    await ended;
    expect(processes).toContain("dynamic-provider");
    await watch.during("processes", () => Promise.resolve(processes.split("\n")));

    watch.expectNothing();
  }
});
