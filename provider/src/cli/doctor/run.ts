/** Runs `doctor`: gathers facts, checks them, and writes the report in the requested format. */
import type { WireServer } from "../../cloudflare/wire";
import { wireMappings } from "../../rows/rows";
import { say, visible, type Shown } from "../../text/shown";
import { chooseStack, openAccountOf } from "../account";
import { listSecrets } from "../drift/redactReport";
import { collectReviews } from "../drift/reviews";
import { readResources, type StateResource } from "../drift/state";
import { chooseExitCode, UsageError, type ExitCode } from "../exitCodes";
import { formatJson } from "../json";
import { openReportTarget } from "../reportTarget";
import type { Shell } from "../shell";
import type { Stack } from "../stack";
import { chooseColours, startProgress, type Progress } from "../terminal";
import { choosePortal } from "./choosePortal";
import { addChecks, diagnose } from "./diagnose";
import { formatHtml } from "./formats/html";
import { formatLines } from "./formats/lines";
import { formatMarkdown } from "./formats/markdown";
import { formatText } from "./formats/text";
import { describeResult } from "./formats/words";
import { gatherEvidence } from "./gather";
import type { DoctorOptions, FormatName } from "./options";
import { probePortal } from "./probe/probe";
import { redactReport } from "./redactReport";
import type { Report } from "./report";

export async function runDoctor(shell: Shell, portal: string | undefined, options: DoctorOptions): Promise<ExitCode> {
  const target = openReportTarget(shell, options.out);
  const progress = startProgress(shell);
  let report: Report;
  try {
    report = await examine(shell, portal, options, progress);
  } finally {
    progress.end();
  }
  target.write(formatReport(shell, report, options.format, target.sink), describeResult(report));
  const { problem, unknown } = report.summary;
  return chooseExitCode({ found: problem > 0, failed: unknown > 0 });
}

async function examine(
  shell: Shell,
  given: string | undefined,
  { account, stack: name, zone, as, probe = false }: DoctorOptions,
  progress: Progress,
): Promise<Report> {
  if (as !== undefined && !/^[^@\s]+@[^@\s]+$/.test(as)) {
    throw new UsageError(`--as is "${visible(as)}", and has to be one email address, as in alice@example.com.`);
  }
  const stack = await chooseStack(shell, { account, stack: name });
  const resources = stack === undefined ? undefined : await readStack(shell, stack, progress);
  const open = await openAccountOf(shell, stack, { account, progress });
  const portal = await choosePortal(open, given);
  const addSecrets = (servers: readonly object[]): void => {
    shell.secrets.add(
      listSecrets({ resources: [], accounts: [{ objects: { McpServer: servers as WireServer[], McpPortal: [] } }] }),
    );
  };
  // Its rows contain whole servers, even if the token cannot list those.
  addSecrets(wireMappings(portal.servers));
  const evidence = await gatherEvidence(open, {
    portal,
    zoneId: zone,
    reviews: resources && collectReviews(resources),
    now: shell.clock.now(),
    progress,
  });
  addSecrets(evidence.servers.known ? [...evidence.servers.value.values()] : []);
  const report = diagnose(evidence, as);
  if (probe) {
    progress.say(say`asking the portal`);
  }
  const probed = probe ? await probePortal(shell, evidence, report.reach) : [];
  return redactReport(addChecks(report, probed), shell.secrets.list);
}

async function readStack(shell: Shell, stack: Stack, progress: Progress): Promise<StateResource[]> {
  progress.say(say`reading the stack`);
  const resources = readResources(await stack.exported(), "The state of the stack");
  shell.secrets.add(listSecrets({ resources, accounts: [] }));
  return resources;
}

function formatReport(shell: Shell, report: Report, format: FormatName, sink: Shell["out"]): Shown {
  switch (format) {
    case "text":
      return sink.isTerminal ? formatText(report, chooseColours(shell, sink)) : formatLines(report);
    case "json":
      return formatJson(report);
    case "markdown":
      return formatMarkdown(report);
    case "html":
      return formatHtml(report);
  }
}
