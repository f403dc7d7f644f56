/** Asks all questions, one after the other, and takes away whatever was made for them, however it ends. */
import { CloudflareError } from "../../cloudflare/errors";
import { redactDeep } from "../../cloudflare/redact";
import type { Connection } from "../../configuration";
import { openAccount } from "../account";
import { exitCodeOf, UsageError, type ExitCode } from "../exitCodes";
import { compareText } from "../order";
import { progressOf, tellsWaits, type Progress } from "../progress";
import type { Shell } from "../shell";
import { counted, jsonText, reasonOf, visible } from "../text";
import { packageVersion } from "../version";
import { coloursFor } from "../colours";
import { Api, Unanswerable } from "./api";
import { failure, open, type Finding } from "./findings";
import type { LiveCheckOptions } from "./options";
import { withoutOwnNames } from "./ownNames";
import { readQuestions, unaskable, writeQuestions } from "./questions";
import { textReport, type Answered, type Report } from "./report";
import { leftByOthers, madeWords, removeAll, Scratch, type Made } from "./scratch";
import { World, type Question } from "./world";

/** A token that may only read: to see how a write with it is refused. */
const readTokenVariable = "CLOUDFLARE_MCP_READ_TOKEN";

class Interrupted extends Error {}

export async function liveCheck(shell: Shell, options: LiveCheckOptions): Promise<ExitCode> {
  if (!URL.canParse(options.upstream)) {
    throw new UsageError(`--upstream has to be the URL of an MCP server, not ${options.upstream}.`);
  }
  const progress = progressOf(shell);
  let isInterrupted = false;
  const account = await openAccount(shell, { account: options.account, progress });
  const { client, connection, accountId } = account;
  const api = new Api({
    client,
    accountId,
    clock: shell.clock,
    onWait: tellsWaits(progress),
    before: () => {
      if (isInterrupted) {
        throw new Interrupted();
      }
    },
  });
  const reading = readerOf(shell, connection);
  const reader = reading && api.as(await shell.connect(reading));
  const secrets = [...connection.secrets, ...(reading?.secrets ?? []), accountId];
  const hide = withoutOwnNames(options);

  if (options.clean === true) {
    return await clean(shell, api, await leftByOthers(account));
  }
  const others = await leftByOthers(account).catch(nothingUnlessAboutCaller);
  const scratch = options.write === true ? new Scratch(api, randomText(shell)) : undefined;
  announce(shell, accountId, scratch, others);
  const stopListening = shell.onInterrupt(() => {
    isInterrupted = true;
    progress.end();
    shell.err.write("Interrupted: what was made is being removed. Once more ends at once and leaves it.\n");
  });
  try {
    const world = new World({ ...options, api, reader, scratch, clock: shell.clock });
    let answered: readonly Answered[] = [];
    let left: readonly Made[] = [];
    try {
      answered = await answersOf(world, progress);
    } finally {
      progress.say("removing what was made");
      left = (await scratch?.remove()) ?? [];
      progress.end();
      warnOfLeft(shell, left);
    }
    const report: Report = redactDeep(
      {
        version: 1,
        packageVersion: packageVersion(),
        date: new Date(shell.clock.now()).toISOString(),
        mode: scratch === undefined ? "read" : "write",
        complete: !isInterrupted,
        findings: answered.map((finding) => ({ ...finding, evidence: hide(finding.evidence) })),
        left,
      },
      secrets,
    );
    shell.out.write(options.format === "json" ? jsonText(report) : textReport(report, coloursFor(shell, shell.out)));
    const failed = !report.complete || left.length > 0 || report.findings.some((each) => each.failed === true);
    return exitCodeOf({ found: false, failed });
  } finally {
    stopListening();
  }
}

async function answersOf(world: World, progress: Progress): Promise<readonly Answered[]> {
  const asked: Answered[] = [];
  const questions = [
    ...readQuestions.map((question) => ({ question, isAsked: true })),
    ...writeQuestions.map((question) => ({ question, isAsked: !world.isReadOnly })),
  ];
  for (const { question, isAsked } of questions) {
    progress.say(`${question.name} (${asked.length + 1} of ${questions.length})`);
    const { name, asks } = question;
    const finding = isAsked ? await answerOf(question, world) : open("Needs --write.");
    asked.push({ name, asks, ...finding });
  }
  const never = unaskable.map(({ name, asks, reason }) => ({ name, asks, ...open(reason) }));
  return [...asked, ...never].toSorted((one, other) => compareText(one.name, other.name));
}

/** One question that fails takes none of the others along; a token that may not do this fails them all. */
async function answerOf(question: Question, world: World): Promise<Finding> {
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

/** The token may not do this, or there is no such account. */
function isAboutCaller(error: unknown): boolean {
  return error instanceof CloudflareError && ["authentication", "permission", "noRoute"].includes(error.kind);
}

/** A list that cannot be read is a matter of the questions, not an end of the check. */
function nothingUnlessAboutCaller(error: unknown): readonly Made[] {
  if (isAboutCaller(error)) {
    throw error;
  }
  return [];
}

/** Says before anything is made where it is going to be. */
function announce(shell: Shell, accountId: string, scratch: Scratch | undefined, others: readonly Made[]): void {
  if (scratch !== undefined) {
    shell.err.write(
      `Makes servers and portals named ${scratch.prefix}… in account ${visible(accountId)}, and removes them again.\n`,
    );
  }
  if (others.length > 0) {
    shell.err.write(
      `An earlier run left ${madeWords(others)}. When it is not still going on: pulumi-cloudflare-mcp live-check --clean\n`,
    );
  }
}

async function clean(shell: Shell, api: Api, others: readonly Made[]): Promise<ExitCode> {
  const left = await removeAll(api, others);
  shell.out.write(`${counted(others.length - left.length, "scratch object")} removed.\n`);
  warnOfLeft(shell, left);
  return exitCodeOf({ found: false, failed: left.length > 0 });
}

function warnOfLeft(shell: Shell, left: readonly Made[]): void {
  if (left.length > 0) {
    shell.err.write(
      `Could not remove ${madeWords(left)}. Remove it later with: pulumi-cloudflare-mcp live-check --clean\n`,
    );
  }
}

function readerOf(shell: Shell, connection: Connection): Connection | undefined {
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

function randomText({ clock }: Shell): string {
  return Array.from({ length: 8 }, () => Math.floor(clock.random() * 36).toString(36)).join("");
}
