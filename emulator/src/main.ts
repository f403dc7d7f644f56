#!/usr/bin/env node
/** The command `cloudflare-mcp-emulator`. */
import { parseArgs } from "node:util";
import type { Emulator } from "./emulator";
import { startMcpServer, type McpServer } from "./mcpServer";
import { startEmulator } from "./start";
import { provideTools, readTools } from "./toolsFile";

const help = `Usage: cloudflare-mcp-emulator [--port N] [--data FILE] [--mcp-server FILE [--mcp-token TOKEN]]

A Cloudflare account with MCP servers and portals on this machine, to try and test programs without an account.

  --port N           listen on this port of 127.0.0.1 (default: a free one)
  --data FILE        keep what is stored in this file (default: in memory)
  --mcp-server FILE  also run an MCP server with the tools in this JSON file, on the next port.
                     Creates the file with two tools if it does not exist. Edit it to change the tools.
  --mcp-token TOKEN  let that server reject every other bearer token
  --help             show this text
`;

interface Arguments {
  readonly port: number | undefined;
  readonly data: string | undefined;
  readonly toolsFile: string | undefined;
  readonly token: string | undefined;
  readonly help: boolean;
}

async function main(): Promise<void> {
  const { port, data, toolsFile, token, help: isHelpWanted } = readArguments();
  if (isHelpWanted) {
    process.stdout.write(help);
    return;
  }
  const emulator = await startEmulator({
    ...(port !== undefined && { port }),
    ...(data !== undefined && { dataFile: data }),
  });
  const upstream =
    toolsFile === undefined
      ? undefined
      : await startUpstream(toolsFile, { port, token }).catch(async (error: unknown) => {
          await emulator.close();
          throw error;
        });
  const stop = (): void => {
    void emulator.close();
    void upstream?.close();
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  process.stdout.write(greeting(emulator, upstream));
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      data: { type: "string" },
      "mcp-server": { type: "string" },
      "mcp-token": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!/^\d+$/.test(values.port ?? "") || port > 65_535)) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port ?? ""}".`);
  }
  const { data, help: isHelpWanted, "mcp-server": toolsFile, "mcp-token": token } = values;
  if (token !== undefined && toolsFile === undefined) {
    throw new Error("--mcp-token is for --mcp-server.");
  }
  return { port, data, toolsFile, token, help: isHelpWanted };
}

/** Tools that cannot be read are said here, because a sync only learns that the connection broke. */
async function startUpstream(file: string, { port, token }: Pick<Arguments, "port" | "token">): Promise<McpServer> {
  provideTools(file);
  const tools = (): ReturnType<typeof readTools> => {
    try {
      return readTools(file);
    } catch (error) {
      process.stderr.write(`cloudflare-mcp-emulator: ${(error as Error).message}\n`);
      throw error;
    }
  };
  return await startMcpServer({
    tools,
    ...(token !== undefined && { token }),
    ...(port !== undefined && port > 0 && { port: port + 1 }),
  });
}

function greeting(emulator: Emulator, upstream: McpServer | undefined): string {
  const server = upstream === undefined ? "" : `\n  MCP server  ${upstream.url}`;
  return `Cloudflare emulator is running. Stop it with Ctrl+C.

  base URL    ${emulator.baseUrl}
  account id  ${emulator.accountId}
  API token   ${emulator.apiToken}${server}

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
