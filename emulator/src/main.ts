#!/usr/bin/env node
/** The command `cloudflare-mcp-emulator`. */
import { parseArgs } from "node:util";
import type { Emulator } from "./emulator";
import { startEmulator } from "./start";

const help = `Usage: cloudflare-mcp-emulator [--port N] [--data FILE]

A Cloudflare account with MCP servers and portals on this machine, for trying and testing programs without an account.

  --port N      listen on this port of 127.0.0.1 (default: a free one)
  --data FILE   keep what is stored in this file (default: in memory)
  --help        show this text
`;

async function main(): Promise<void> {
  const { port, data, help: isHelpWanted } = readArguments();
  if (isHelpWanted) {
    process.stdout.write(help);
    return;
  }
  const emulator = await startEmulator({
    ...(port !== undefined && { port }),
    ...(data !== undefined && { dataFile: data }),
  });
  const stop = (): void => void emulator.close();
  process.once("SIGTERM", stop).once("SIGINT", stop);
  process.stdout.write(greeting(emulator));
}

function readArguments(): { port: number | undefined; data: string | undefined; help: boolean } {
  const { values } = parseArgs({
    options: { port: { type: "string" }, data: { type: "string" }, help: { type: "boolean", default: false } },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!/^\d+$/.test(values.port ?? "") || port > 65_535)) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port ?? ""}".`);
  }
  return { port, data: values.data, help: values.help };
}

function greeting(emulator: Emulator): string {
  return `Cloudflare emulator is running. Stop it with Ctrl+C.

  base URL    ${emulator.baseUrl}
  account id  ${emulator.accountId}
  API token   ${emulator.apiToken}

Other identities: read only ${emulator.readOnlyToken}, no permission ${emulator.powerlessToken},
second account ${emulator.secondAccountId} only ${emulator.secondAccountToken},
API key ${emulator.apiKey} of ${emulator.email}.

To use it from a shell:

export CLOUDFLARE_BASE_URL=${emulator.baseUrl}
export CLOUDFLARE_ACCOUNT_ID=${emulator.accountId}
export CLOUDFLARE_API_TOKEN=${emulator.apiToken}
`;
}

main().catch((error: unknown) => {
  const { message, code, port } = error as NodeJS.ErrnoException & { port?: number };
  const text = code === "EADDRINUSE" ? `Port ${port ?? ""} is in use. Choose another with --port.` : message;
  process.stderr.write(`cloudflare-mcp-emulator: ${text}\n`);
  process.exitCode = 1;
});
