/** Tools, lock files and observed servers for tests of the lock. */
import type { Deviation } from "../../provider/src/toolLock/observe";
import { digestOf } from "../../provider/src/lock/digest";
import { lockSchemaId, type LockEntry, type LockFile } from "../../provider/src/lock/file";
import type { ObservedServer } from "../../provider/src/lock/verdict";
import { summaryOf, type LockMode, type LockSummary } from "../../provider/src/toolLock/summary";

export type Definition = Record<string, unknown> & { name: string };

export const upstreamUrl = "https://api.example.com/mcp";

/** A tool as an upstream publishes it. */
export function tool(name: string, more: Record<string, unknown> = {}): Definition {
  return { name, description: `Does ${name}.`, inputSchema: { type: "object" }, ...more };
}

export function entry(
  definition: Definition,
  more: Partial<LockEntry> = {},
  ignore: readonly string[] = [],
): LockEntry {
  return { allow: true, digest: digestOf(definition, ignore), definition, ...more };
}

/** The digest of a definition as Pulumi shows it. */
export function shortDigest(definition: Definition): string {
  return digestOf(definition, []).slice(0, "sha256:".length + 12);
}

/** A lock in which all of some tools are allowed. */
export function lockOf(tools: readonly Definition[], more: Partial<LockFile> = {}): LockFile {
  const ignore = more.ignore ?? [];
  return {
    server: "github",
    hostname: upstreamUrl,
    ignore,
    tools: new Map(tools.map((definition) => [definition.name, entry(definition, {}, ignore)])),
    prompts: new Map(),
    ...more,
  };
}

/** A lock as inputs and state hold it. */
export function summarized(lock: LockFile, mode: LockMode = "enforce"): LockSummary {
  return summaryOf(lock, "mcp-locks/github.json", mode);
}

/** A server as Cloudflare shows it after a sync that succeeded. */
export function observed(tools: readonly unknown[], more: Partial<ObservedServer> = {}): ObservedServer {
  return {
    hostname: upstreamUrl,
    tools: tools as Definition[],
    prompts: [],
    status: "ready",
    authentication_status: "not_required",
    last_successful_sync: "2026-11-20 10:00:00",
    ...more,
  };
}

/** The content of a lock file, to be spoiled. */
export function lockContent(tools: readonly Definition[] = []): Record<string, unknown> {
  return {
    $schema: lockSchemaId,
    server: "github",
    hostname: upstreamUrl,
    tools: Object.fromEntries(tools.map((definition) => [definition.name, entry(definition)])),
    prompts: {},
  };
}

/** As state holds it, from `tools search changed sha256:…`. */
export function deviation(words: string): Deviation {
  const [kind, name = "", standing, digest] = words.split(" ");
  return { kind, name, standing, ...(digest !== undefined && { digest }) } as Deviation;
}
