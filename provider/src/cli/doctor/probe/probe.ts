/** `--probe`: asks the portal itself, from this machine. */
import { isIP } from "node:net";
import { redactDeep } from "../../../text/redact";
import type { Shell } from "../../shell";
import { directoryOf } from "../access/directory";
import { portalSubject } from "../checks/subjects";
import type { Evidence } from "../evidence";
import { newCheck, newFinding, type Check, type Reach } from "../report";
import { judgeAnswer } from "./answers";
import { askAt, type Ask } from "./ask";
import { readLogin } from "./login";
import { probeAsMachine, type ServiceToken } from "./machine";
import { endSession, initialize } from "./messages";

/**
 * Sends no API token, follows no redirect and registers nothing. With a service token in the environment, also reads
 * its list.
 */
export async function probePortal(
  shell: Shell,
  evidence: Evidence,
  reach: readonly Reach[],
  askHost: (base: URL) => Ask = (base) => askAt(base, shell.clock),
): Promise<Check[]> {
  const { CF_ACCESS_CLIENT_ID: clientId = "", CF_ACCESS_CLIENT_SECRET: clientSecret = "" } = shell.environment;
  shell.secrets.add([clientSecret].filter((secret) => secret !== ""));
  const subject = portalSubject(evidence);
  const base = portalAddress(evidence.portal.hostname);
  if (base === undefined) {
    const message = "The portal has no host name that could be asked.";
    return [newCheck("probe", subject, "not asked", [newFinding("probe-skipped", message)])];
  }
  const ask = askHost(base);
  const { host } = base;
  const seen = await ask(initialize());
  const judgement = judgeAnswer(seen, host);
  const session = seen.kind === "answer" ? seen.header("mcp-session-id") : undefined;
  if (session !== undefined) {
    await ask(endSession({ "Mcp-Session-Id": session }));
  }
  const isPortal = seen.kind === "answer" && judgement.asksForLogin;
  const login = isPortal ? await readLogin(ask, host, seen, hasManagedOAuth(evidence)) : undefined;
  const checks = [
    newCheck(
      "probe",
      subject,
      login === undefined ? judgement.seen : `${judgement.seen}; ${login.seen}`,
      login?.findings ?? (judgement.finding === undefined ? [] : [judgement.finding]),
    ),
  ];
  if (clientId !== "" || clientSecret !== "") {
    const token = { clientId, clientSecret, words: nameToken(evidence, clientId) };
    const sight = await (isPortal ? sightOf(ask, host, token, reach) : unasked(host));
    checks.push(newCheck("probe-machine", subject, sight.seen, sight.findings));
  }
  // Answers might quote these.
  return redactDeep(checks, shell.secrets.list);
}

type Sight = Awaited<ReturnType<typeof probeAsMachine>>;

async function sightOf(ask: Ask, host: string, token: ServiceToken, reach: readonly Reach[]): Promise<Sight> {
  if (token.clientId !== "" && token.clientSecret !== "") {
    return probeAsMachine(ask, host, token, reach);
  }
  const missing = token.clientId === "" ? "CF_ACCESS_CLIENT_ID" : "CF_ACCESS_CLIENT_SECRET";
  const message = `The portal was not asked as a machine: the environment has only half of a service token.`;
  return { seen: "not asked", findings: [newFinding("machine-skipped", message, { fix: `Set ${missing} too.` })] };
}

/** A host that does not behave like a portal must not get the secret. */
function unasked(host: string): Sight {
  const message = `The service token was not sent: ${host} does not answer as a portal does.`;
  return { seen: "not asked", findings: [newFinding("machine-skipped", message)] };
}

/** Accepts only a plain name with a dot, because it gets a secret. */
function portalAddress(hostname: unknown): URL | undefined {
  const isName = typeof hostname === "string" && /^[^\s/@:?#\\]+\.[^\s/@:?#\\]+$/.test(hostname);
  const text = isName ? `https://${hostname}` : "";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && isIP(url.hostname) === 0 ? url : undefined;
}

/** Known only if one application covers the host name. */
function hasManagedOAuth({ doors }: Evidence): boolean | undefined {
  const [door, ...more] = doors.known ? doors.value : [];
  if (door === undefined || more.length > 0) {
    return undefined;
  }
  const configuration = door.oauth_configuration;
  return configuration !== null && configuration !== undefined && configuration.enabled !== false;
}

function nameToken(evidence: Evidence, clientId: string): string | undefined {
  const { serviceTokens } = evidence;
  const token = serviceTokens.known && serviceTokens.value.objects.find((each) => each.client_id === clientId);
  return token ? directoryOf(evidence).tokenWords(token.id) : undefined;
}
