/** An emulated Cloudflare account for each test, and what its request log shows. */
import { startEmulator, type Emulator, type EmulatorOptions } from "cloudflare-mcp-emulator";
import { defaultIdentities } from "../../emulator/src/identities";

/** Accounts whose tokens are found again wherever they should not be. */
export const canaryIdentities = {
  ...defaultIdentities,
  apiToken: "canary-token-of-the-first-0001",
  secondAccountToken: "canary-token-of-the-second-0002",
};

/** An emulated account for the tests of one file, empty at the start of each test. */
export function useAccount(options: EmulatorOptions = {}): { readonly cloudflare: Emulator } {
  let running: Emulator | undefined;
  beforeEach(async () => {
    running = await startEmulator(options);
  });
  afterEach(async () => {
    await running?.close();
  });
  return {
    get cloudflare(): Emulator {
      if (running === undefined) {
        throw new Error("The emulator runs only while a test does.");
      }
      return running;
    },
  };
}

/** The calls so far, as "PUT /servers/docs". */
export function calls(cloudflare: Emulator): string[] {
  return cloudflare.requests().map(({ method, path }) => `${method} ${path}`);
}

/** The bodies of the updates so far. */
export function updates(cloudflare: Emulator): unknown[] {
  return cloudflare
    .requests()
    .filter(({ method }) => method === "PUT")
    .map(({ body }) => body);
}
