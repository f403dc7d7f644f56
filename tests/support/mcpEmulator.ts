/** An emulator for each test of the emulator, calls to its API, and bodies for them. */
import type { WireError, WirePortal, WireResultInfo, WireServer } from "pulumi-cloudflare-mcp/wire";
import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator/src";
import { answerFaults } from "./mcpAnswers";

/** The envelope of an answer, as a test looks into it. */
export interface Reply<Result = WireServer> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly success: boolean;
    readonly result: Result;
    readonly errors: WireError[];
    readonly result_info: WireResultInfo;
  };
}

export interface CallOptions {
  readonly accountId?: string;
  /** In place of the token with read and write. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the API below an account. */
export async function call(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Reply> {
  const { accountId = emulator.accountId, headers = { authorization: `Bearer ${emulator.apiToken}` } } = options;
  const url = `${emulator.baseUrl}/accounts/${accountId}/access/ai-controls/mcp${path}`;
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply["body"] };
}

/** Calls an operation on portals. */
export async function callPortal(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply<WirePortal>> {
  return await call(emulator, method, path, body);
}

/** Gives each test of a file its own emulator, and holds every answer of it against the OpenAPI document. */
export function useEmulator(options: EmulatorOptions = {}): () => Emulator {
  let emulator: Emulator;
  let faults: string[];

  beforeEach(async () => {
    faults = [];
    emulator = await startEmulator({
      ...options,
      onAnswer: (answer) => {
        faults.push(...answerFaults(answer));
      },
    });
  });

  afterEach(async () => {
    await emulator.close();
    expect(faults).toEqual([]);
  });

  return () => emulator;
}

/** The body of a create request that needs nothing else. */
export const plainServer = {
  id: "docs",
  name: "Docs",
  hostname: "https://docs.example.com/mcp",
  auth_type: "unauthenticated",
} as const;

/** The body of a create request for a portal that shows nothing yet. */
export const plainPortal = { id: "team", name: "Team", hostname: "mcp.example.com" } as const;

export const manualCredentials = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify({
    auth_mode: "manual",
    config: { authorization_endpoint: "https://idp.test/authorize", token_endpoint: "https://idp.test/token" },
    registration_info: {
      client_id: "portal",
      redirect_uris: ["https://mcp.example.com/servers-callback"],
      scope: "read",
    },
    ...changes,
  });

export const manualServer = {
  ...plainServer,
  auth_type: "oauth",
  auth_credentials: manualCredentials(),
  client_secret: "first-secret",
};
