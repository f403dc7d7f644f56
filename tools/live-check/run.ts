/** Asks all questions in turn, and removes the scratch objects however that ends. */
import { CloudflareError } from "#provider/cloudflare/errors";
import { redactDeep } from "#provider/text/redact";
import type { Connection } from "#provider/configuration";
import { openAccount } from "#provider/cli/account";
import { chooseExitCode, UsageError, type ExitCode } from "#provider/cli/exitCodes";
import { readPackageVersion } from "#provider/cli/commandLine";
import { formatJson } from "#provider/cli/json";
import { sortBy } from "#provider/cli/order";
import type { Shell } from "#provider/cli/shell";
import { chooseColours, reportWaits, startProgress, type Progress } from "#provider/cli/terminal";
import { formatCount } from "#provider/cli/text";
import { line, say, visible } from "#provider/text/shown";
import { reasonOf } from "#provider/lifecycle/values";
import { Api, Unanswerable } from "./api";
import { failure, needsWrite, open, type Answer } from "./answer";
import type { LiveCheckOptions } from "./options";
import { makeHider } from "./ownNames";
import { readQuestions, unaskable, writeQuestions } from "./questions";
import { formatReport, type NamedAnswer, type LiveCheckReport } from "./report";
import { leftByOthers, describeMade, removeAll, Scratch, type Made } from "./scratch";
import { World, type Question } from "./world";

/** A read-only token, to see how its write is refused. */
const readTokenVariable = "CLOUDFLARE_MCP_READ_TOKEN";

class Interrupted extends Error {}

export async function liveCheck(shell: Shell, options: LiveCheckOptions): Promise<ExitCode> {
  if (!URL.canParse(options.upstream)) {
    throw new UsageError(`--upstream has to be the URL of an MCP server, not ${options.upstream}.`);
  }
  const progress = startProgress(shell);
  const interruption = { happened: false };
  const account = await openAccount(shell, { account: options.account, progress });
  const { client, connection, accountId } = account;
  const api = new Api({
    client,
    accountId,
    clock: shell.clock,
    onWait: reportWaits(progress),
    before: () => {
      if (interruption.happened) {
        throw new Interrupted();
      }
    },
  });
  const reading = connectReader(shell, connection);
  const reader = reading && api.as(await shell.connect(reading));
  const secrets = [...connection.secrets, ...(reading?.secrets ?? []), accountId];

  if (options.clean === true) {
    return await clean(shell, api, await leftByOthers(account));
  }
  const others = await leftByOthers(account).catch(nothingUnlessAboutCaller);
  const scratch = options.write === true ? new Scratch(api, drawText(shell)) : undefined;
  announce(shell, accountId, scratch, others);
  const stopListening = shell.onInterrupt(() => {
    interruption.happened = true;
    progress.end();
    shell.err.write(say`Interrupted: what was made is being removed. Once more ends at once and leaves it.\n`);
  });
  try {
    const world = new World({ ...options, api, reader, scratch, clock: shell.clock });
    const { answers, left } = await askAndCleanUp(shell, world, scratch, progress);
    const report: LiveCheckReport = redactDeep(
      {
        version: 1,
        packageVersion: readPackageVersion(),
        date: new Date(shell.clock.now()).toISOString(),
        mode: scratch === undefined ? "read" : "write",
        complete: !interruption.happened,
        findings: withoutOwnNames(answers, options),
        left,
      },
      secrets,
    );
    shell.out.write(
      options.format === "json" ? formatJson(report) : formatReport(report, chooseColours(shell, shell.out)),
    );
    const failed = !report.complete || left.length > 0 || report.findings.some((each) => each.failed === true);
    return chooseExitCode({ found: false, failed });
  } finally {
    stopListening();
  }
}

/** Asks everything. Removes the scratch objects also when that throws. */
async function askAndCleanUp(
  shell: Shell,
  world: World,
  scratch: Scratch | undefined,
  progress: Progress,
): Promise<{ readonly answers: readonly NamedAnswer[]; readonly left: readonly Made[] }> {
  let left: readonly Made[] = [];
  let answers: readonly NamedAnswer[] = [];
  try {
    answers = await askAll(world, progress);
  } finally {
    progress.say(say`removing what was made`);
    left = (await scratch?.remove()) ?? [];
    progress.end();
    warnOfLeft(shell, left);
  }
  return { answers, left };
}

/** The questions are our own words, and a host can be called "portal": only the evidence loses names. */
function withoutOwnNames(answers: readonly NamedAnswer[], options: LiveCheckOptions): NamedAnswer[] {
  const hide = makeHider(options);
  return answers.map((answer) => ({ ...answer, evidence: hide(answer.evidence) }));
}

async function askAll(world: World, progress: Progress): Promise<readonly NamedAnswer[]> {
  const asked: NamedAnswer[] = [];
  const questions = [
    ...readQuestions.map((question) => ({ question, isAsked: true })),
    ...writeQuestions.map((question) => ({ question, isAsked: !world.isReadOnly })),
  ];
  for (const { question, isAsked } of questions) {
    progress.say(say`${visible(question.name)} (${asked.length + 1} of ${questions.length})`);
    const { name, asks } = question;
    const answer = isAsked ? await askOne(question, world) : needsWrite;
    asked.push({ name, asks, ...answer });
  }
  const never = unaskable.map(({ name, asks, reason }) => ({ name, asks, ...open(reason) }));
  return sortBy([...asked, ...never], ({ name }) => name);
}

/** A failed question affects no other. A missing permission ends the check. */
async function askOne(question: Question, world: World): Promise<Answer> {
  try {
    return await question.answer(world);
  } catch (error) {
    if (isAboutCaller(error)) {
      throw error;
    }
    if (error instanceof Unanswerable) {
      return open(`What it needs was refused: ${error.message}.`);
    }
    return failure(error instanceof Interrupted ? "Interrupted." : reasonOf(error));
  }
}

/** The token lacks the permission, or the account does not exist. */
function isAboutCaller(error: unknown): boolean {
  return error instanceof CloudflareError && ["authentication", "permission", "noRoute"].includes(error.kind);
}

/** An unreadable list does not end the check: questions report it. */
function nothingUnlessAboutCaller(error: unknown): readonly Made[] {
  if (isAboutCaller(error)) {
    throw error;
  }
  return [];
}

/** Names the account and the ids before anything is made. */
function announce(shell: Shell, accountId: string, scratch: Scratch | undefined, others: readonly Made[]): void {
  if (scratch !== undefined) {
    shell.err.write(
      say`Makes servers and portals named ${visible(scratch.prefix)}… in account ${visible(accountId)}, and removes them again.\n`,
    );
  }
  if (others.length > 0) {
    shell.err.write(
      say`An earlier run left ${line(describeMade(others))}. When it is not still going on: npm run live-check -- --clean\n`,
    );
  }
}

async function clean(shell: Shell, api: Api, others: readonly Made[]): Promise<ExitCode> {
  const left = await removeAll(api, others);
  shell.out.write(say`${formatCount(others.length - left.length, "scratch object")} removed.\n`);
  warnOfLeft(shell, left);
  return chooseExitCode({ found: false, failed: left.length > 0 });
}

function warnOfLeft(shell: Shell, left: readonly Made[]): void {
  if (left.length > 0) {
    shell.err.write(
      say`Could not remove ${line(describeMade(left))}. Remove it later with: npm run live-check -- --clean\n`,
    );
  }
}

function connectReader(shell: Shell, connection: Connection): Connection | undefined {
  const token = shell.environment[readTokenVariable];
  return token === undefined || token === ""
    ? undefined
    : {
        baseUrl: connection.baseUrl,
        headers: { Authorization: `Bearer ${token}` },
        secrets: [token],
        origin: `the environment variable ${readTokenVariable}`,
        fromStack: false,
      };
}

function drawText({ clock }: Shell): string {
  return Array.from({ length: 8 }, () => Math.floor(clock.random() * 36).toString(36)).join("");
}
