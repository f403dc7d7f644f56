/** Compares what an Access service token sees through the portal with what the policies let it reach. */
import { ruleKinds } from "../access/rules";
import { newFinding, type Finding, type Reach } from "../report";
import type { Ask, Seen } from "./ask";
import { readListing } from "./listing";
import { callTool, endSession, findMessage, initialize, initialized } from "./messages";

export interface ServiceToken {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Its name in the table of reach; undefined if the account has no such token. */
  readonly words: string | undefined;
}

export interface MachineSight {
  readonly seen: string;
  readonly findings: readonly Finding[];
}

export async function probeAsMachine(
  ask: Ask,
  host: string,
  token: ServiceToken,
  reach: readonly Reach[],
): Promise<MachineSight> {
  const headers = { "CF-Access-Client-Id": token.clientId, "CF-Access-Client-Secret": token.clientSecret };
  const opened = await ask(initialize(headers));
  const session = opened.kind === "answer" ? opened.header("mcp-session-id") : undefined;
  const inSession = session === undefined ? headers : { ...headers, "Mcp-Session-Id": session };
  try {
    if (opened.kind === "none" || opened.status !== 200 || findMessage(opened.text)?.result === undefined) {
      return refused(opened, host, token, reach);
    }
    await ask(initialized(inSession));
    const listed = await ask(callTool("portal_list_servers", inSession));
    const message = listed.kind === "answer" ? findMessage(listed.text) : undefined;
    const listing = readListing(
      message,
      reach.map(({ serverId }) => serverId),
    );
    if (!listing.isRead) {
      const why = `${host} lets the service token in, but its list of servers could not be read: ${listing.why}.`;
      return { seen: "let in", findings: [newFinding("machine-unclear", why)] };
    }
    return {
      seen: `${nameToken(token)}: ${listing.serverIds.length} of ${reach.length} servers listed`,
      findings: compareSight(token, reach, listing.serverIds),
    };
  } finally {
    if (session !== undefined) {
      await ask(endSession(inSession));
    }
  }
}

function nameToken({ words }: ServiceToken): string {
  return words ?? "a service token that the account does not list";
}

/** Only the table of reach knows whether the portal should admit it. */
function refused(opened: Seen, host: string, token: ServiceToken, reach: readonly Reach[]): MachineSight {
  const seen = opened.kind === "none" ? `no answer (${opened.code})` : `rejected with ${opened.status}`;
  if (opened.kind === "none" || ![200, 302, 401, 403].includes(opened.status)) {
    const message = `${host} did not answer the service token as a portal does: ${seen}.`;
    return { seen, findings: [newFinding("machine-unclear", message, { fix: "Run doctor again later." })] };
  }
  const expected = reach.filter((row) => shouldReach(row, token) === "yes").map(({ serverId }) => serverId);
  const fix =
    "Check CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, and that a Service Auth policy of the portal's application names this token.";
  const message =
    expected.length === 0
      ? `${host} does not admit ${nameToken(token)}, and no policy that was read allows it.`
      : `${host} does not admit ${nameToken(token)}, although the policies allow it to reach ${expected.join(", ")}.`;
  return {
    seen,
    findings: [newFinding(expected.length === 0 ? "machine-refused" : "machine-misses", message, { fix })],
  };
}

function compareSight(token: ServiceToken, reach: readonly Reach[], listed: readonly string[]): Finding[] {
  const missing = reach.filter((row) => shouldReach(row, token) === "yes" && !listed.includes(row.serverId));
  const surplus = reach.filter((row) => shouldReach(row, token) === "no" && listed.includes(row.serverId));
  const names = (rows: readonly Reach[]): string => rows.map(({ serverId }) => serverId).join(", ");
  return [
    ...(missing.length === 0
      ? []
      : [
          newFinding(
            "machine-misses",
            `The policies allow ${nameToken(token)} to reach ${names(missing)}, but the portal does not list them for it.`,
            {
              fix: "Check the findings of `servers` and `machines` for these servers, and run doctor again after the next sync.",
            },
          ),
        ]),
    ...(surplus.length === 0
      ? []
      : [
          newFinding(
            "machine-sees-more",
            `The portal lists ${names(surplus)} for ${nameToken(token)}, although no policy allows it.`,
            { fix: "Look for a policy of these servers that admits too much, such as a Bypass." },
          ),
        ]),
  ];
}

const anyToken = ruleKinds.any_valid_service_token.words();

/** Undefined if the policies do not decide it, or cannot name the token. */
function shouldReach({ machines }: Reach, { words }: ServiceToken): "yes" | "no" | undefined {
  const { answer, who } = machines;
  if (answer === "no") {
    return "no";
  }
  const isNamed = words !== undefined && (who.includes(words) || who.includes(anyToken));
  return answer === "yes" && isNamed ? "yes" : undefined;
}
