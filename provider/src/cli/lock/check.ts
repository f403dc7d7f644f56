/** `lock check`: compares Cloudflare with the lock files, for people and as JSON (docs/tool-lock.md). */
import { visible } from "../../lock/characters";
import { contentsOf, differences } from "../../lock/compare";
import { describe, present, word, type Paint } from "../../lock/describe";
import type { LockFile } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { reasonOf } from "../../lifecycle/values";
import { likelyRenames } from "../../lock/renames";
import { isClean, judge, verdictLine, type Judged, type Verdict } from "../../lock/verdict";
import { chooseExitCode, type ExitCode } from "../exitCodes";
import { formatJson } from "../json";
import type { Shell } from "../shell";
import { chooseColours, type Colours } from "../terminal";
import { printableLines } from "../text";
import { openReader, type ReadServer, type RemoteOptions } from "./readServer";
import { formatFileOption, locateLocks, type ServerLock } from "./targets";

export interface CheckOptions extends RemoteOptions {
  readonly format: "text" | "json";
}

/** The result for one server. */
type CheckedLock = ServerLock & ({ readonly lock: LockFile; readonly verdict: Verdict } | { readonly error: string });

/** The same as it is printed. */
interface ReportedLock<Form> {
  readonly checked: CheckedLock;
  readonly form: Form;
}

export async function checkLocks(shell: Shell, servers: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const targets = locateLocks(shell, servers, options.file);
  const read = await openReader(shell, options);
  const colours = chooseColours(shell, shell.out);
  const inForm = options.format === "json" ? selectMembers : (each: CheckedLock) => formatServer(each, colours);
  const reported: ReportedLock<unknown>[] = [];
  for (const target of targets) {
    reported.push(await checkLock<unknown>(target, read, inForm));
  }
  const forms = reported.map(({ form }) => form);
  shell.out.write(
    options.format === "json" ? formatJson({ servers: forms }) : `${(forms as string[][]).flat().join("\n")}\n`,
  );
  return chooseExitCode({
    found: reported.some(({ checked }) => hasDifference(checked)),
    failed: reported.some(({ checked }) => isUnknown(checked)),
  });
}

/** One failure, whatever it is, does not stop the other servers. */
async function checkLock<Form>(
  target: ServerLock,
  read: ReadServer,
  inForm: (checked: CheckedLock) => Form,
): Promise<ReportedLock<Form>> {
  try {
    const lock = readLock(target.server, target.place);
    const checked = { ...target, lock, verdict: judge(lock, await read(target.server)) };
    return { checked, form: inForm(checked) };
  } catch (error) {
    const checked = { ...target, error: reasonOf(error) };
    return { checked, form: inForm(checked) };
  }
}

function hasDifference(checked: CheckedLock): boolean {
  return "verdict" in checked && !isClean(checked.verdict);
}

/** Also where Cloudflare answered: its catalogue can be older than the upstream's. */
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

/** Only verdicts stand at the beginning of a line. */
function formatServer(checked: CheckedLock, colours: Colours): string[] {
  if ("error" in checked) {
    return [colours.red(`${checked.server}: unknown`), ...indent(printableLines(checked.error).split("\n"))];
  }
  const { lock, verdict } = checked;
  const all = [...verdict.tools, ...verdict.prompts];
  return [
    colours.bold(verdictLine(verdict)),
    ...indent([
      ...formatHostnames(verdict),
      ...(lock.ignore.length > 0 ? [`ignored: ${lock.ignore.map(visible).join(", ")}`] : []),
      ...all.flatMap((each) => formatJudged(each, lock.ignore, colours)),
      ...[verdict.tools, verdict.prompts]
        .flatMap((each) => likelyRenames(each, lock.ignore))
        .map(({ from, to }) => `${word(from)} may have been renamed to ${word(to)}: the same but for the name`),
      ...(all.some(({ standing }) => standing === "changed" || standing === "new")
        ? [`to review it in the file: pulumi-cloudflare-mcp lock update ${verdict.server}${formatFileOption(checked)}`]
        : []),
    ]),
  ];
}

function formatHostnames({ otherHostname }: Verdict): string[] {
  return otherHostname === undefined
    ? []
    : [
        "the hostname is another than was reviewed, so every approval is void",
        `    - ${visible(otherHostname.reviewed)}`,
        `    + ${visible(otherHostname.observed)}`,
      ];
}

function formatJudged(judged: Judged, ignore: readonly string[], colours: Colours): string[] {
  const { kind, name, standing, fault, reviewed, observed, isAmbiguous } = judged;
  const title = `${standing} ${kind.slice(0, -1)} ${word(name)}`;
  const decision = reviewed?.allow === true ? "was allowed" : "was not allowed";
  const paint: Paint = { removed: colours.red, added: colours.green, strong: colours.inverse, fact: colours.yellow };
  const twice = isAmbiguous ? ["    ! Cloudflare has several of that name that are not the same"] : [];
  switch (standing) {
    case "approved":
    case "denied":
    case "void":
      return [];
    case "gone":
      return [`${title} (${decision})`];
    case "unreadable":
      return [`${title}${reviewed === undefined ? "" : ` (${decision})`}`, `    ! ${visible(fault ?? "")}`, ...twice];
    case "new": {
      const contents = contentsOf(observed?.definition ?? {}, ignore);
      const lines = contents.flatMap((each) => present(each, paint));
      return [title, ...twice, ...indent(lines, 4)];
    }
    case "changed": {
      const changes = differences(reviewed?.definition ?? {}, observed?.definition ?? {}, ignore);
      const lines = changes.flatMap((each) => describe(each, paint));
      return [`${title} (${decision})`, ...twice, ...indent(lines, 4)];
    }
  }
}

function indent(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`);
}
