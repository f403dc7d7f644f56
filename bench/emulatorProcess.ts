/** Runs the emulator in a process of its own, so that no measurement includes its work. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";

/** The emulator in a process of its own, so that what it uses is not counted with what is measured. */
export class EmulatorProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** What makes a program use it. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<EmulatorProcess> {
    const script = join(dirname(require.resolve("cloudflare-mcp-emulator")), "main.js");
    const child = spawn(process.execPath, [script], {
      stdio: ["ignore", "pipe", "inherit"],
      // Of its own group: Ctrl-C ends it from here, after what still talks to it.
      detached: true,
    });
    const ended = once(child, "exit").then(() => {
      throw new Error("The emulator did not start.");
    });
    const [greeting] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
    const exports = greeting.toString().matchAll(/^export (\w+)=(.*)$/gm);
    const environment = Object.fromEntries([...exports].map(([, name = "", value = ""]) => [name, value]));
    const emulator = new EmulatorProcess(child, environment);
    await emulator.send("PUT", "/switches", { rateLimit: false });
    return emulator;
  }

  /** How many calls reached the API since they were last forgotten. */
  async calls(): Promise<number> {
    return ((await this.send("GET", "/requests")) as unknown[]).length;
  }

  async forgetCalls(): Promise<void> {
    await this.send("DELETE", "/requests");
  }

  /** Adds a server that nobody made through the API. */
  async seed(server: { readonly id: string } & Readonly<Record<string, unknown>>): Promise<void> {
    await this.send("POST", "/servers", server);
  }

  async stop(): Promise<void> {
    // Also one that a signal ended has no exit code.
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill();
      await once(this.child, "exit");
    }
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = new URL(`/__emulator${path}`, this.environment.CLOUDFLARE_BASE_URL);
    const answer = await fetch(url, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const said = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${url.pathname} of the emulator: ${answer.status} ${said}`);
    }
    return said === "" ? undefined : JSON.parse(said);
  }
}
