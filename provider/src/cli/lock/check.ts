/** `lock check`: compares Cloudflare with the lock files, for people and as JSON (docs/tool-lock.md). */
import { joined, line, say, visible, type Shown } from "../../text/shown";
import { contentsOf, differences } from "../../lock/compare";
import { word, type Paint } from "../../lock/describe";
import { judgedDetails, judgedTitle } from "../../lock/describeJudged";
import type { LockFile } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { likelyRenames } from "../../lock/renames";
import { isClean, judge, verdictLine, type Judged, type Verdict } from "../../lock/verdict";
import { chooseExitCode, type ExitCode } from "../exitCodes";
import { formatJson } from "../json";
import { redactMembers, type Vocabulary } from "../redactMembers";
import type { Shell } from "../shell";
import { chooseColours, type Colours } from "../terminal";
import { openReader, type ReadServer, type RemoteOptions } from "./readServer";
import { redactDeep } from "../../text/redact";
import { formatFileOption, locateLocks, refuseOtherThanId, type ServerLock } from "./targets";

export interface CheckOptions extends RemoteOptions {
  readonly format: "text" | "json";
}

/** The result for one server. */
type CheckedLock = ServerLock & ({ readonly lock: LockFile; readonly verdict: Verdict } | { readonly error: Shown });

export async function checkLocks(shell: Shell, servers: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const targets = locateLocks(shell, servers, options.file);
  const read = await openReader(shell, targets, options);
  const colours = chooseColours(shell, shell.out);
  const { checked, written } =
    options.format === "json"
      ? await checkAll(shell, targets, read, selectMembers, (all) =>
          formatJson(redactMembers({ servers: all }, shell.secrets.list, vocabulary)),
        )
      : await checkAll(
          shell,
          targets,
          read,
          (each) => formatServer(each, colours),
          (all) => shell.secrets.redactShown(say`${joined(all.flat())}\n`),
        );
  shell.out.write(written);
  return chooseExitCode({ found: checked.some(hasDifference), failed: checked.some(isUnknown) });
}

const vocabulary: Vocabulary = {
  ownWords: new Set(["standing", "kind", "state"]),
  outside: new Set(["before", "after"]),
};

/** Formats each server on its own: one that cannot be judged or described is unknown, and does not affect others. */
async function checkAll<Part>(
  shell: Shell,
  targets: readonly ServerLock[],
  read: ReadServer,
  format: (checked: CheckedLock) => Part,
  combine: (parts: readonly Part[]) => Shown,
): Promise<{ readonly checked: readonly CheckedLock[]; readonly written: Shown }> {
  const checked: CheckedLock[] = [];
  const parts: Part[] = [];
  const add = (each: CheckedLock): void => {
    parts.push(format(each));
    checked.push(each);
  };
  for (const target of targets) {
    try {
      add(await checkLock(shell, target, read));
    } catch (error) {
      add({ ...target, error: shell.secrets.reasonsOf(error) });
    }
  }
  return { checked, written: combine(parts) };
}

async function checkLock(shell: Shell, target: ServerLock, read: ReadServer): Promise<CheckedLock> {
  const { server, place } = target;
  refuseOtherThanId(server);
  const lock = readLock(server, place);
  const verdict = judge(lock, await read(server));
  // Redacts before shortening, which could leave half of a secret.
  const redactJudged = (judged: Judged): Judged => redactDefinitions(judged, shell.secrets.list);
  return {
    ...target,
    lock,
    verdict: { ...verdict, tools: verdict.tools.map(redactJudged), prompts: verdict.prompts.map(redactJudged) },
  };
}

/** The judged tool for display. Its digests are those of the original definitions. */
function redactDefinitions(judged: Judged, secrets: readonly string[]): Judged {
  const { reviewed, observed } = judged;
  return {
    ...judged,
    ...(reviewed && { reviewed: { ...reviewed, definition: redactDeep(reviewed.definition, secrets) } }),
    ...(observed && { observed: { ...observed, definition: redactDeep(observed.definition, secrets) } }),
  };
}

function hasDifference(checked: CheckedLock): boolean {
  return "verdict" in checked && !isClean(checked.verdict);
}

/** Applies even if Cloudflare answered: its catalog can be older than the upstream's. */
function isUnknown(checked: CheckedLock): boolean {
  if ("error" in checked) {
    return true;
  }
  const { knowledge, nameless, tools, prompts } = checked.verdict;
  return (
    knowledge.state !== "current" || nameless > 0 || [...tools, ...prompts].some(({ fault }) => fault !== undefined)
  );
}

function selectMembers(checked: CheckedLock): unknown {
  const { server, place } = checked;
  if ("error" in checked) {
    return { server, file: place.file, clean: false, error: checked.error };
  }
  const { lock, verdict } = checked;
  const { knowledge, otherHostname, tools, prompts, nameless, served } = verdict;
  return {
    server,
    file: place.file,
    clean: isClean(verdict),
    summary: verdictLine(verdict),
    knowledge,
    ...(otherHostname && { otherHostname }),
    ...(lock.ignore.length > 0 && { ignore: lock.ignore }),
    nameless,
    served: { tools: [...served.tools.keys()], prompts: [...served.prompts.keys()] },
    tools: tools.map((each) => selectJudgedMembers(each, lock.ignore)),
    prompts: prompts.map((each) => selectJudgedMembers(each, lock.ignore)),
    renames: [tools, prompts].flatMap((each) => likelyRenames(each, lock.ignore)),
  };
}

function selectJudgedMembers(judged: Judged, ignore: readonly string[]): unknown {
  const { name, standing, fault, reviewed, observed, isAmbiguous } = judged;
  return {
    name,
    standing,
    ...(fault !== undefined && { fault }),
    ...(isAmbiguous && { ambiguous: true }),
    ...(reviewed && { allow: reviewed.allow, reviewed: reviewed.digest }),
    ...(observed && fault === undefined && { observed: observed.digest }),
    ...(standing === "changed" &&
      reviewed &&
      observed && { differences: differences(reviewed.definition, observed.definition, ignore) }),
    ...(standing === "new" && observed && { differences: contentsOf(observed.definition, ignore) }),
  };
}

/** Only verdicts begin at the start of a line. */
function formatServer(checked: CheckedLock, colours: Colours): Shown[] {
  if ("error" in checked) {
    return [colours.red(say`${visible(checked.server)}: unknown`), ...indent(checked.error.split("\n").map(line))];
  }
  const { lock, verdict } = checked;
  const all = [...verdict.tools, ...verdict.prompts];
  return [
    colours.bold(line(verdictLine(verdict))),
    ...indent([
      ...formatHostnames(verdict),
      ...(lock.ignore.length > 0 ? [say`ignored: ${joined(lock.ignore.map(visible), ", ")}`] : []),
      ...all.flatMap((each) => formatJudged(each, lock.ignore, colours)),
      ...[verdict.tools, verdict.prompts]
        .flatMap((each) => likelyRenames(each, lock.ignore))
        .map(({ from, to }) => say`${word(from)} might have been renamed to ${word(to)}: only the name differs`),
      ...(all.some(({ standing }) => standing === "changed" || standing === "new")
        ? [
            say`to add the changes to the lock file: npx pulumi-cloudflare-mcp lock update ${visible(verdict.server)}${formatFileOption(checked)}`,
          ]
        : []),
    ]),
  ];
}

function formatHostnames({ otherHostname }: Verdict): Shown[] {
  return otherHostname === undefined
    ? []
    : [
        say`the hostname is not the reviewed one, so every approval is void`,
        say`    - ${visible(otherHostname.reviewed)}`,
        say`    + ${visible(otherHostname.observed)}`,
      ];
}

function formatJudged(judged: Judged, ignore: readonly string[], colours: Colours): Shown[] {
  const { standing } = judged;
  const paint: Paint = { removed: colours.red, added: colours.green, strong: colours.inverse, fact: colours.yellow };
  return standing === "approved" || standing === "denied" || standing === "void"
    ? []
    : [judgedTitle(judged), ...indent(judgedDetails(judged, ignore, paint), 4)];
}

function indent(lines: readonly Shown[], by = 2): Shown[] {
  return lines.map((each) => say`${visible(" ".repeat(by))}${each}`);
}
