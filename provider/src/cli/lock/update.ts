/** `lock init` and `lock update`: write Cloudflare's definitions into lock files. */
import { initial, update, type Skipped } from "../../lock/edit";
import { word } from "../../lock/describe";
import { catalogues, lockText, type Catalogue, type LockFile } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { asText } from "../../text/asText";
import { joined, line, say } from "../../text/shown";
import { checkIgnored, LockError } from "../../lock/parse";
import { judge, knowledgeWords, verdictLine, type ObservedServer, type Verdict } from "../../lock/verdict";
import { isObject } from "../../lifecycle/values";
import { holdsSecret, redact } from "../../text/redact";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import { refuseReason } from "./decide";
import { openReader, type ReadServer, type RemoteOptions } from "./readServer";
import {
  formatFileOption,
  locateLock,
  locateLocks,
  refuseOtherThanId,
  refuseUnsafeLock,
  writeLock,
  type ServerLock,
} from "./targets";

export interface InitOptions extends RemoteOptions {
  readonly allow: "all" | "none";
  readonly reason?: string;
  readonly ignore?: readonly string[];
}

export async function initLock(shell: Shell, given: string, options: InitOptions): Promise<ExitCode> {
  const { allow, reason, ignore = [], file } = options;
  if ((allow === "all") !== (reason !== undefined)) {
    throw new UsageError(
      allow === "all"
        ? "--allow all needs --reason: why all tools and prompts are allowed."
        : "--reason is for --allow all: nothing else is decided here.",
    );
  }
  refuseReason(reason);
  const fault = checkIgnored(ignore);
  if (fault !== undefined) {
    throw new UsageError(`--ignore ${fault}`);
  }
  const target = locateLock(shell, given, file);
  const { server } = target;
  refuseUnsafeLock(shell, target.place);
  refuseToOverwrite(target);
  const read = await openReader(shell, [target], options);
  const observed = await read(server);
  const unread = kindsNeverRead(
    judge({ server, hostname: undefined, ignore, tools: new Map(), prompts: new Map() }, observed),
  );
  if (unread !== undefined) {
    throw new Error(
      `There is nothing to review yet, because Cloudflare has not read the ${unread} of ${server}. Sync it first with \`npx pulumi-cloudflare-mcp sync ${server}\`; an OAuth server needs its administrator's login. Until then, an empty ${target.place.file} approves nothing.`,
    );
  }
  const { kept, skipped: secret } = withoutSecrets(observed, shell.secrets.list);
  const { lock, skipped } = initial(server, kept, reason === undefined ? undefined : { reason }, ignore);
  writeLock(shell, target.place, lock);
  const lines = [
    verdictLine(judge(lock, observed)),
    `  ${target.place.file}: ${summarizeDecision(lock, allow)}`,
    ...(allow === "all"
      ? []
      : [
          `  to allow: npx pulumi-cloudflare-mcp lock allow ${server} <tool>... --reason "..."${formatFileOption(target)}`,
        ]),
    ...listSkipped([...secret, ...skipped]),
  ];
  shell.out.write(shell.secrets.redactShown(say`${joined(lines.map(line))}\n`));
  return exitCodes.nothingFound;
}

/** After a failed first sync, Cloudflare's lists are empty. */
function kindsNeverRead({ knowledge, tools }: Verdict): string | undefined {
  if (knowledge.state === "unread") {
    return knowledge.kinds.join(" and ");
  }
  return knowledge.state === "unsynced" && knowledge.since === undefined && tools.length === 0 ? "tools" : undefined;
}

/** A blank file stands for a server that did not exist yet, so it can be overwritten. */
function refuseToOverwrite(target: ServerLock): void {
  let isBlank = false;
  try {
    isBlank = readLock(target.server, target.place).hostname === undefined;
  } catch (error) {
    if (!(error instanceof LockError)) {
      throw error;
    }
    isBlank = error.kind === "missing";
  }
  if (!isBlank) {
    throw new Error(
      `${target.place.file} already exists, and decisions in it would be lost. \`npx pulumi-cloudflare-mcp lock update ${target.server}${formatFileOption(target)}\` brings it up to date.`,
    );
  }
}

function summarizeDecision(lock: LockFile, allow: "all" | "none"): string {
  const counts = catalogues.flatMap((kind) => (lock[kind].size === 0 ? [] : [`${lock[kind].size} ${kind}`]));
  const decision = allow === "all" ? "all allowed: review the file before you commit it" : "none allowed";
  return counts.length === 0 ? "no tools" : `${counts.join(" and ")}, ${decision}`;
}

export async function updateLocks(shell: Shell, servers: readonly string[], options: RemoteOptions): Promise<ExitCode> {
  const targets = locateLocks(shell, servers, options.file);
  const read = await openReader(shell, targets, options);
  let code: ExitCode = exitCodes.nothingFound;
  for (const target of targets) {
    try {
      const lines = await updateLock(shell, target, read);
      shell.out.write(shell.secrets.redactShown(say`${joined(lines.map(line))}\n`));
    } catch (error) {
      // One failure does not affect the other servers.
      shell.err.write(say`error: ${shell.secrets.reasonsOf(error)}\n`);
      code = exitCodes.failed;
    }
  }
  return code;
}

/** The first line is the verdict, which a pull request can use as its title. */
async function updateLock(shell: Shell, { server, place }: ServerLock, read: ReadServer): Promise<string[]> {
  refuseOtherThanId(server);
  refuseUnsafeLock(shell, place);
  const before = readLock(server, place);
  const observed = await read(server);
  const verdict = judge(before, observed);
  if (verdict.knowledge.state === "unread") {
    throw new Error(`${server}: ${knowledgeWords(verdict.knowledge)}. ${place.file} is left as it is.`);
  }
  const { kept, skipped: secret } = withoutSecrets(observed, shell.secrets.list);
  const { lock, skipped } = update(before, kept);
  const isSame = before.hostname !== undefined && lockText(before) === lockText(lock);
  if (!isSame) {
    writeLock(shell, place, lock);
  }
  return [
    verdictLine(verdict),
    isSame ? `  ${place.file} is up to date` : `  written to ${place.file}; nothing is allowed that was not before`,
    ...listSkipped([...secret, ...skipped]),
  ];
}

/** Many people read a lock file, and an upstream can quote a credential. */
function withoutSecrets<Server extends ObservedServer>(
  observed: Server,
  secrets: readonly string[],
): { readonly kept: Server; readonly skipped: readonly Skipped[] } {
  const skipped: Skipped[] = [];
  const keep = (kind: Catalogue): unknown => {
    const list = observed[kind];
    return Array.isArray(list)
      ? list.filter((definition: unknown) => {
          const isSecret = holdsSecret(definition, secrets);
          if (isSecret) {
            const name = isObject(definition) ? asText(definition.name) : "";
            skipped.push({ kind, name: redact(name, secrets), reason: "its definition holds a credential" });
          }
          return !isSecret;
        })
      : list;
  };
  return { kept: { ...observed, tools: keep("tools"), prompts: keep("prompts") }, skipped };
}

/** Names the omitted definitions, so that nobody assumes that they were reviewed. */
function listSkipped(skipped: readonly Skipped[]): string[] {
  return skipped.map(
    ({ kind, name, reason }) => `  not written, and so never allowed: ${kind.slice(0, -1)} ${word(name)}: ${reason}`,
  );
}
