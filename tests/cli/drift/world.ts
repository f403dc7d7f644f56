/** A small world in which a stack drifts: an emulated account, deployments in it, and the command that looks at them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "cloudflare-mcp-emulator";
import type { Outcome } from "../../../bench/workspace";
import type { Report } from "../../../provider/src/cli/drift/report";
import { commandLine, type CommandLineOptions } from "../../support/commandLine";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { savedState, type SavedOptions } from "../../support/savedState";
import { faultsBy } from "../../support/schemas";
import { environmentOf } from "../../support/stack";
import type { KindName } from "../../../provider/src/kinds";

const faultsOf = faultsBy("drift-report.schema.json");

export class DriftWorld {
  readonly folder = mkdtempSync(join(tmpdir(), "drift-"));
  private readonly saved: [Deployment, SavedOptions][] = [];

  constructor(readonly cloudflare: Emulator) {}

  /** Deploys a resource of the stack. */
  async up(kind: KindName, name: string, args: Properties, options: SavedOptions = {}): Promise<Deployment> {
    const deployment = new Deployment(inProcess(this.cloudflare).next, kind, name);
    this.saved.push([deployment, options]);
    await deployment.up(args);
    return deployment;
  }

  /** Writes a file beside the state. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** `drift` of the state as it is now. */
  drift(words: readonly string[] = [], options: CommandLineOptions = {}): Promise<Outcome> {
    this.write("state.json", savedState(...this.saved));
    return this.run(["--state", "state.json", ...words], options);
  }

  /** `drift` with these words. */
  run(words: readonly string[], options: CommandLineOptions = {}): Promise<Outcome> {
    const { environment = {}, ...rest } = options;
    return commandLine(["drift", ...words], {
      folder: this.folder,
      environment: { ...environmentOf(this.cloudflare), ...environment },
      ...rest,
    });
  }

  /** `drift`, as programs read it: each of these reports is as the published schema promises. */
  async report(words: readonly string[] = [], options: CommandLineOptions = {}): Promise<Report> {
    const { stdout, stderr } = await this.drift(["--format", "json", ...words], options);
    if (stdout === "") {
      throw new Error(stderr);
    }
    const report = JSON.parse(stdout) as Report;
    expect(faultsOf(report)).toEqual([]);
    return report;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A world for each test of a file. */
export function useDriftWorld(account: { readonly cloudflare: Emulator }): () => DriftWorld {
  let world: DriftWorld | undefined;
  afterEach(() => {
    world?.remove();
    world = undefined;
  });
  return () => (world ??= new DriftWorld(account.cloudflare));
}
