/** A lock file of the tools that a stored server has now. */
import type { StoredServer } from "cloudflare-mcp-emulator";
import { digestOf } from "../../provider/src/lock/digest";
import type { LockEntries, LockFile } from "../../provider/src/lock/file";

/** A lock of what a server has now: reviewed, and these names are allowed. */
export function reviewedLock(
  server: StoredServer | undefined,
  allowed: "all" | readonly string[] = "all",
  more: Partial<LockFile> = {},
): LockFile {
  if (server === undefined) {
    throw new Error("There is no server to review.");
  }
  const { ignore = [] } = more;
  const entries = (kind: "tools" | "prompts"): LockEntries =>
    new Map(
      (server[kind] ?? []).map((definition) => {
        const allow = allowed === "all" || allowed.includes(definition.name);
        return [definition.name, { allow, digest: digestOf(definition, ignore), definition }];
      }),
    );
  return {
    server: server.id,
    hostname: server.hostname,
    ignore,
    tools: entries("tools"),
    prompts: entries("prompts"),
    ...more,
  };
}
