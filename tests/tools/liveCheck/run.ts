/** A live check of an emulator, with a real MCP server behind it. */
import { startMcpServer, type Emulator, type McpServer } from "cloudflare-mcp-emulator";
import { commandLine, type CommandLineOptions } from "../../support/commandLine";
import { faultsBy } from "../../support/schemas";
import { FakeClock } from "../../support/fakeClock";
import { environmentOf } from "../../support/stack";
import type { Outcome } from "../../support/pulumi";
import { runLiveCheck } from "../../../tools/live-check/program";
import type { LiveCheckReport } from "../../../tools/live-check/report";

/** What the emulator does in the background is over when a wait is. */
class SettlingClock extends FakeClock {
  constructor(private readonly cloudflare: Emulator) {
    super(0.5);
  }

  override async wait(milliseconds: number): Promise<void> {
    await super.wait(milliseconds);
    await this.cloudflare.settled();
  }
}

export async function startUpstream(): Promise<McpServer> {
  return await startMcpServer({
    tools: [{ name: "search", description: "Searches the documentation." }, { name: "read" }],
  });
}

export interface LiveCheckRun extends CommandLineOptions {
  readonly cloudflare: Emulator;
  readonly upstream: string;
}

const faultsOf = faultsBy("live-check.schema.json", "tools/live-check");

/** Each JSON report that comes of it is as the schema promises. */
export async function liveCheck(
  words: readonly string[],
  { cloudflare, upstream, ...options }: LiveCheckRun,
): Promise<Outcome> {
  const outcome = await commandLine(["--upstream", upstream, ...words], {
    program: runLiveCheck,
    clock: new SettlingClock(cloudflare),
    environment: { ...environmentOf(cloudflare), CLOUDFLARE_MCP_READ_TOKEN: cloudflare.readOnlyToken },
    ...options,
  });
  if (words.includes("json") && outcome.stdout !== "") {
    expect(faultsOf(JSON.parse(outcome.stdout))).toEqual([]);
  }
  return outcome;
}

/** What it found, by question. */
export async function found(words: readonly string[], run: LiveCheckRun): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await liveCheck([...words, "--format", "json"], run);
  if (code !== 0) {
    throw new Error(`exit code ${String(code)}\n${stdout}\n${stderr}`);
  }
  const { findings } = JSON.parse(stdout) as LiveCheckReport;
  return Object.fromEntries(findings.map(({ name, found: value }) => [name, value]));
}
