import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A machine of one's own: a PATH with only what a test puts there, and an empty cache. */
export interface FakeMachine {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly cache: string;
  /** Puts a command on PATH. The body is JavaScript; `commandArguments` holds what it is called with. */
  install(name: string, body: string): string;
  /** Puts a Go on PATH that records each build and writes a Pulumi that tells its version. */
  installGo(options?: { version?: string; duringBuild?: string }): void;
  /** One line for each build that was begun. */
  builds(): string[];
  remove(): void;
}

export function createFakeMachine(): FakeMachine {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tools-"));
  const bin = join(folder, "bin");
  const record = join(folder, "builds");
  mkdirSync(bin);
  writeFileSync(record, "");
  const machine: FakeMachine = {
    folder,
    cache: join(folder, "cache", "pulumi-cloudflare-mcp"),
    environment: { PATH: bin, XDG_CACHE_HOME: join(folder, "cache"), HOME: folder },
    install: (name, body) => {
      const command = join(bin, name);
      writeFileSync(command, script(body));
      chmodSync(command, 0o755);
      return command;
    },
    installGo: ({ version = "go1.99.0", duringBuild = "" } = {}) => {
      const pulumi = script(`console.log("v3.259.0", ...commandArguments);`);
      machine.install(
        "go",
        `
        const { appendFileSync, existsSync, writeFileSync } = require("node:fs");
        if (commandArguments[0] === "env") {
          console.log(${JSON.stringify(version)});
          process.exit(0);
        }
        const folder = ${JSON.stringify(folder)};
        appendFileSync(folder + "/builds", process.pid + "\\n");
        const finish = () => {
          writeFileSync(commandArguments[commandArguments.indexOf("-o") + 1], ${JSON.stringify(pulumi)}, { mode: 0o755 });
        };
        ${duringBuild === "" ? "finish();" : duringBuild}
        `,
      );
    },
    builds: () => readFileSync(record, "utf8").split("\n").filter(Boolean),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return machine;
}

/** A script that needs nothing from PATH. */
function script(body: string): string {
  return `#!${process.execPath}\nconst commandArguments = process.argv.slice(2);\n${body}\n`;
}
