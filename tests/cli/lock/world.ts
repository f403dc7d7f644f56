/** A server with a real MCP server behind it, and the commands that look after its lock file. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../../bench/workspace";
import { parseLock } from "../../../provider/src/lock/parse";
import type { LockFile } from "../../../provider/src/lock/file";
import { commandLine, type CommandLineOptions } from "../../support/commandLine";
import { LockedProgram, type Tool } from "../../support/lockedProgram";
import { environmentOf } from "../../support/stack";

export const place = "mcp-locks/docs.json";

export class LockWorld {
  private constructor(readonly program: LockedProgram) {}

  static async start(tools: readonly Tool[]): Promise<LockWorld> {
    const program = await LockedProgram.start(tools);
    program.cloudflare.seedServer({ id: "docs", hostname: program.upstream.url });
    await program.sync();
    return new LockWorld(program);
  }

  /** `lock …`, with a token that may only read, unless told otherwise. */
  async run(words: readonly string[], { environment = {}, ...rest }: CommandLineOptions = {}): Promise<Outcome> {
    const { cloudflare, folder } = this.program;
    return commandLine(["lock", ...words], {
      folder,
      environment: {
        ...environmentOf(cloudflare),
        CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken,
        ...environment,
      },
      ...rest,
    });
  }

  /** What was printed by a command that has to succeed. */
  async printed(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  /** The folder below the project, in which nobody expects a lock file. */
  get deep(): string {
    const folder = join(this.program.folder, "src/deep");
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  get text(): string | undefined {
    const path = join(this.program.folder, place);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  get lock(): LockFile {
    return parseLock(this.text ?? "", { file: place, server: "docs" });
  }

  /** Name to decision. */
  get decisions(): Record<string, boolean> {
    const { tools, prompts } = this.lock;
    return Object.fromEntries([...tools, ...prompts].map(([name, { allow }]) => [name, allow]));
  }
}

/** A world for each test of a file. */
export function useLockWorld(tools: readonly Tool[]): { readonly world: LockWorld } {
  let running: LockWorld | undefined;
  beforeEach(async () => {
    running = await LockWorld.start(tools);
  });
  afterEach(async () => {
    await running?.program.stop();
  });
  return {
    get world(): LockWorld {
      if (running === undefined) {
        throw new Error("The world is there only while a test runs.");
      }
      return running;
    },
  };
}
