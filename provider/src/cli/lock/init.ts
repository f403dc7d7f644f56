/** `lock init`: the first lock file of a server. */
import { initial } from "../../lock/edit";
import { catalogues } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { checkIgnored, LockError } from "../../lock/parse";
import { judge, knowledgeWords, verdictLine } from "../../lock/verdict";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import type { InitOptions } from "./command";
import { fileWords, lockOfServer, writeLock, type ServerLock } from "./locks";
import { serverReader } from "./servers";
import { skippedLines } from "./skipped";

export async function init(shell: Shell, server: string, options: InitOptions): Promise<ExitCode> {
  const { allow, ignore = [], file } = options;
  const fault = checkIgnored(ignore);
  if (fault !== undefined) {
    throw new UsageError(`--ignore ${fault}`);
  }
  const target = lockOfServer(shell, server, file);
  refuseToOverwrite(target);
  const read = await serverReader(shell, options);
  const observed = await read(server);
  const { knowledge } = judge({ server, hostname: undefined, ignore, tools: new Map(), prompts: new Map() }, observed);
  if (knowledge.state === "unread") {
    throw new Error(
      `There is nothing to review yet: Cloudflare has ${knowledgeWords(knowledge)}. Sync the server first; one with OAuth needs the login of its administrator. Until then an empty ${target.place.file} approves nothing.`,
    );
  }
  const { lock, skipped } = initial(server, observed, allow === "all", ignore);
  writeLock(target.place, lock);
  const words = catalogues
    .flatMap((kind) => (lock[kind].size === 0 ? [] : [`${lock[kind].size} ${kind}`]))
    .join(" and ");
  const decision = allow === "all" ? "all allowed: review the file before you commit it" : "none allowed";
  shell.out.write(
    [
      verdictLine(judge(lock, observed)),
      `  ${target.place.file}: ${words === "" ? "no tools" : `${words}, ${decision}`}`,
      ...(allow === "all"
        ? []
        : [`  to allow: pulumi-cloudflare-mcp lock allow ${server} <tool>... --reason "..."${fileWords(target)}`]),
      ...skippedLines(skipped),
      "",
    ].join("\n"),
  );
  return exitCodes.nothingFound;
}

/** A blank file stands for a server that did not exist yet, so there is nothing to lose. */
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
      `${target.place.file} exists already, and decisions in it would be lost. \`pulumi-cloudflare-mcp lock update ${target.server}${fileWords(target)}\` brings it up to date.`,
    );
  }
}
