/**
 * What SECURITY.md says of Pulumi's own logs: which of them print credentials, and that each line that does is Pulumi's.
 * Where a newer Pulumi prints less, change both.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../docs/tree";
import { canaryIdentities, useAccount } from "../support/account";
import { formsOf } from "../support/apiClient";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount({ identities: canaryIdentities });
const createStack = useStacks();

const canaries = {
  tokenOfEnvironment: canaryIdentities.apiToken,
  tokenOfProvider: canaryIdentities.secondAccountToken,
  secretOfConfig: "canary-secret-of-config-0003",
  secretOfProgram: "canary-secret-of-program-0004",
};

const program = `
const pulumi = require("@pulumi/pulumi");
const { McpServer, Provider } = require("pulumi-cloudflare-mcp");
const config = new pulumi.Config();
const common = { hostname: "https://docs.example.com/mcp", authType: "bearer", sync: "never" };
new McpServer("one", { ...common, authCredentials: config.requireSecret("token") });
const provider = new Provider("second", {
  apiToken: process.env.SECOND_TOKEN,
  baseUrl: process.env.CLOUDFLARE_BASE_URL,
  accountId: "${canaryIdentities.secondAccountId}",
});
new McpServer("two", { ...common, authCredentials: process.env.UPSTREAM_TOKEN }, { provider });
`;

interface Way {
  /** As SECURITY.md names it. */
  readonly name: string;
  readonly flags?: readonly string[];
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** The files of the project's folder to which it writes, beside the terminal. */
  readonly files?: RegExp;
  readonly prints: readonly (keyof typeof canaries)[];
}

const fromProgram = ["tokenOfProvider", "secretOfProgram"] as const;
const everything = ["tokenOfProvider", "secretOfConfig", "secretOfProgram"] as const;

const ways: readonly Way[] = [
  { name: "pulumi up", prints: [] },
  { name: "--diff", flags: ["--diff"], prints: [] },
  { name: "--debug", flags: ["--debug"], prints: fromProgram },
  { name: "-v=3 --logtostderr", flags: ["-v=3", "--logtostderr"], prints: fromProgram },
  { name: "-v=9 --logtostderr", flags: ["-v=9", "--logtostderr"], prints: everything },
  {
    name: "-v=9",
    flags: ["-v=9"],
    environment: (folder) => ({ TMPDIR: folder }),
    files: /^pulumi\..*\.log\./,
    prints: everything,
  },
  { name: "--tracing=file:", flags: ["--tracing=file:trace"], files: /^trace$/, prints: everything },
  {
    name: "PULUMI_DEBUG_GRPC",
    environment: () => ({ PULUMI_DEBUG_GRPC: "grpc.json" }),
    files: /^grpc\.json$/,
    prints: everything,
  },
];

/** How Pulumi's engine and its library for Node.js begin the messages in which they quote a resource. */
const messageOfPulumi =
  /^(?:(?:Unm|M)arshaling property for RPC\[|eventSink::Debug\((?:<\{%reset%\}>)?RegisterResource RPC finished: |RegisterResource RPC finished: )/;

test.each(ways)("$name prints $prints, and SECURITY.md says so", async (way) => {
  const { name, flags = [], environment = () => ({}), files, prints } = way;
  const stack = await createStack(account.cloudflare, {
    program,
    config: { token: { secret: canaries.secretOfConfig } },
    environment: { SECOND_TOKEN: canaries.tokenOfProvider, UPSTREAM_TOKEN: canaries.secretOfProgram },
  });

  const { folder } = stack.workspace;
  const run = ok(await stack.run(["up", "--yes", "--skip-preview", ...flags], environment(folder)));

  const written = readdirSync(folder).filter((file) => files?.test(file));
  expect(written.length > 0).toBe(files !== undefined);
  const said = [run.stdout, run.stderr, ...written.map((file) => readFileSync(join(folder, file), "latin1"))].join(
    "\n",
  );
  const printed = Object.entries(canaries).filter(([, canary]) => formsOf(canary).some((form) => said.includes(form)));
  expect(printed.map(([which]) => which)).toEqual(prints);
  expect(textOf("SECURITY.md")).toContain(`\`${name}`);
  // Nothing else in the terminal has them: neither the provider process nor the program.
  const messages = (run.stdout + run.stderr)
    .split("\n")
    .filter((line) => line.includes("canary"))
    .map((line) => (line.startsWith("{") ? (JSON.parse(line) as { msg: string }).msg : line.replace(/^.*debug: /, "")));
  expect(messages.filter((message) => !messageOfPulumi.test(message))).toEqual([]);
});
