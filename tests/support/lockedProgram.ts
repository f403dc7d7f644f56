/**
 * Deploys a program with a locked McpServer, and portals that show it, without the engine.
 *
 * Every command has one provider process for all its resources, as with the engine. Behind the emulator is a real MCP
 * server, so that a test decides what the upstream publishes and sees what agents are offered.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startEmulator, startMcpServer, type Emulator, type McpServer, type Switches } from "cloudflare-mcp-emulator";
import type { WireServer } from "../../provider/src/cloudflare/wire";
import { lockText, type LockFile } from "../../provider/src/lock/file";
import type { Clocks } from "./clocks";
import { Deployment, type Driver, type Properties, type Step } from "./deployment";
import { inProcess, type Drivers } from "./drivers";
import { reviewedLock } from "./reviewed";

export type Tool = Record<string, unknown> & { name: string };

/** What a program says beyond what each has. */
export interface Program {
  readonly server?: Properties;
  /** The row of the server in the portal "team"; undefined: the program has no portal. */
  readonly row?: Properties | undefined;
  readonly portal?: Properties;
}

export class LockedProgram {
  readonly docs: Deployment;
  readonly team: Deployment;
  private process: Promise<Driver> | undefined;

  private constructor(
    readonly cloudflare: Emulator,
    readonly upstream: McpServer,
    readonly folder: string,
    private readonly drivers: Drivers,
  ) {
    const ofThisCommand = (): Promise<Driver> => (this.process ??= this.drivers.next());
    this.docs = new Deployment(ofThisCommand, "McpServer", "docs");
    this.team = new Deployment(ofThisCommand, "McpPortal", "team");
  }

  static async start(
    tools: readonly Tool[],
    switches: Partial<Switches> = {},
    { clocks, apiToken }: { readonly clocks?: Clocks; readonly apiToken?: string } = {},
  ): Promise<LockedProgram> {
    const identities = apiToken === undefined ? {} : { apiToken };
    const cloudflare = await startEmulator({ switches, identities, ...clocks?.cloudflares });
    const upstream = await startMcpServer({ tools });
    const folder = mkdtempSync(join(tmpdir(), "locked-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    const drivers = inProcess(cloudflare, { folder }, clocks && (() => clocks.ours));
    return new LockedProgram(cloudflare, upstream, folder, drivers);
  }

  get warnings(): readonly string[] {
    return this.drivers.warnings;
  }

  get notes(): readonly string[] {
    return this.drivers.notes;
  }

  /** `pulumi up`, or `up --refresh`: what happened to each resource. */
  async up({ server, row = {}, portal }: Program = {}): Promise<Readonly<Record<string, Step>>> {
    this.process = undefined;
    const docs = await this.docs.up(this.serverArguments(server));
    const words = { serverTools: server?.updatedTools, serverPrompts: server?.updatedPrompts };
    return { docs, team: await this.team.up(this.portalArguments({ ...words, ...row }, portal)) };
  }

  /** `pulumi preview`: the lines of the lock of each that has a step, as Pulumi shows them. */
  async preview({ server, row = {}, portal }: Program = {}): Promise<Readonly<Record<string, unknown>>> {
    this.process = undefined;
    const docs = await this.docs.preview(this.serverArguments(server));
    const words = { serverTools: server?.updatedTools, serverPrompts: server?.updatedPrompts };
    const team = await this.team.preview(this.portalArguments({ ...words, ...row }, portal));
    const [mapping] = (team.inputs.servers ?? []) as Properties[];
    const linesOf = (lock: unknown): unknown => (lock as { tools?: unknown } | undefined)?.tools;
    return {
      docs: docs.differs ? linesOf(docs.inputs.toolLock) : "same",
      team: team.differs ? linesOf(mapping?.toolLock) : "same",
    };
  }

  async upRefresh(program: Program = {}): Promise<Readonly<Record<string, Step>>> {
    await this.refresh();
    return this.up(program);
  }

  /** `pulumi refresh`: the inputs that differ. */
  async refresh(): Promise<Readonly<Record<string, string[]>>> {
    this.process = undefined;
    return { docs: await this.docs.refresh(), team: await this.team.refresh() };
  }

  /** `pulumi refresh --preview-only`. */
  async drift(): Promise<Readonly<Record<string, string[]>>> {
    this.process = undefined;
    return { docs: await this.docs.drift(), team: await this.team.drift() };
  }

  serverArguments(more: Properties = {}): Properties {
    return { hostname: this.upstream.url, authType: "unauthenticated", toolLock: "mcp-locks/docs.json", ...more };
  }

  /** The row as the class makes it of a server: with its incarnation, and its lock and words as the program says them. */
  portalArguments(row: Properties = {}, more: Properties = {}): Properties {
    const incarnation = this.docs.state?.outputs.incarnation;
    const mapping = { serverId: "docs", incarnation, toolLock: "mcp-locks/docs.json", ...row };
    return { hostname: "mcp.example.com", servers: [mapping], ...more };
  }

  /** What is done every two hours by Cloudflare, and by nobody here. */
  async sync(): Promise<void> {
    const { baseUrl, accountId, apiToken } = this.cloudflare;
    await fetch(`${baseUrl}/accounts/${accountId}/access/ai-controls/mcp/servers/docs/sync`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiToken}` },
    });
    this.cloudflare.clearRequests();
  }

  /** The upstream publishes these from now on, and Cloudflare knows. */
  async publish(tools: readonly Tool[]): Promise<void> {
    this.upstream.setTools(tools);
    await this.sync();
  }

  /** Writes the lock: what is there now was reviewed, and these names are allowed; or all. */
  review(allowed: "all" | readonly string[] = "all", more: Partial<LockFile> = {}): void {
    this.writeLock(reviewedLock(this.cloudflare.server("docs"), allowed, more));
  }

  /** A file of the project. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  writeLock(lock: LockFile): void {
    this.write("mcp-locks/docs.json", lockText(lock));
  }

  /** What agents are offered. */
  offered(portal = "team"): { name: string; description?: unknown }[] {
    return this.cloudflare.portalTools(portal);
  }

  offeredNames(portal = "team"): string[] {
    return this.offered(portal).map(({ name }) => name);
  }

  stored(): WireServer | undefined {
    return this.cloudflare.server("docs");
  }

  async stop(): Promise<void> {
    await this.cloudflare.close();
    await this.upstream.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
