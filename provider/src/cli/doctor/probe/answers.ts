/**
 * Interprets the answer of `/mcp` to a client without a login. Draws only conclusions that Cloudflare documents, or
 * that users reported with the cause; otherwise the report states what was seen.
 */
import type { FindingId } from "../findings";
import { newFinding, type Finding } from "../report";
import type { Answered, Seen, Unanswered } from "./ask";
import { findMessage } from "./messages";

export interface Judgement {
  /** `401, asks for a login`. */
  readonly seen: string;
  readonly finding?: Finding;
  /** Whether the host asks for a login as a portal does. Only then is a service token sent to it. */
  readonly asksForLogin: boolean;
}

interface Rule {
  readonly id: FindingId;
  readonly applies: (answer: Answered, code: string | undefined) => boolean;
  /** Completes "<host> …". */
  readonly words: (answer: Answered, code: string | undefined) => string;
  readonly fix?: string;
}

const seeRecord =
  "Fix the DNS record as the check `record` describes. If that check is ok, try again in a few minutes.";

/** The first match wins. */
const rules: readonly Rule[] = [
  {
    id: "probe-no-application",
    applies: ({ text }, code) => code === "1043" || text.includes("Unable to find your Access application"),
    words: () => "is rejected by Access, which knows no application for it",
    fix: "Create the portal's Access application: see the check `door`.",
  },
  {
    id: "probe-record-new",
    applies: (_, code) => code === "1014",
    words: () => "answers with error 1014, which was seen for some seconds after a record was made",
    fix: "Wait a minute and run doctor again. If the error stays, delete the record and create it again.",
  },
  {
    id: "probe-leads-nowhere",
    applies: ({ status }, code) => code === "1016" || status === 522 || status === 530,
    words: ({ status }, code) =>
      `answers ${status}${code === undefined ? "" : ` with error ${code}`}: its DNS record is missing, wrong or not proxied`,
    fix: seeRecord,
  },
  {
    id: "probe-leads-nowhere",
    applies: ({ status }) => status === 523 || status === 525 || status === 526,
    words: ({ status }) => `answers ${status}: Cloudflare takes it for a server of yours and cannot connect to that`,
    fix: seeRecord,
  },
  {
    id: "probe-blocked",
    applies: (_, code) => code === "1010",
    words: () => "answers with error 1010: a security rule of the zone blocks scripts, and perhaps clients too",
    fix: "Look for the request under Security, Events in the zone, and make an exception for this host name.",
  },
  {
    id: "probe-login-page",
    applies: isLoginPage,
    words: ({ status }) =>
      `answers ${status} with the login page of an Access application that is not a portal's: clients cannot log in there`,
    fix: "Give the host name an application of type mcp_portal, or enable managed OAuth in the one that it has.",
  },
  {
    id: "probe-elsewhere",
    applies: ({ status }) => status >= 300 && status < 400,
    words: (answer) => `answers ${answer.status}, a redirect to ${targetOf(answer)}, which no portal does`,
    fix: "Look for a redirect rule, a page rule or a Worker at this host name, and remove it.",
  },
  {
    id: "probe-blocked",
    applies: ({ status }) => status === 403,
    words: (_, code) =>
      `answers 403${code === undefined ? "" : ` with error ${code}`} instead of asking for a login: something blocks requests before they reach the portal`,
    fix: "Look for the request under Security, Events in the zone; if it is not there, see whether the portal and its application exist.",
  },
  {
    id: "probe-open",
    applies: ({ status, text }) => status === 200 && findMessage(text) !== undefined,
    words: () => "answers MCP requests without any login: no Access application is in front of it",
    fix: "Create the portal's Access application: see the check `door`. If something else answers at this host name, remove it.",
  },
  {
    id: "probe-elsewhere",
    applies: ({ status }) => status === 200 || status === 404 || status === 421,
    words: (answer) => `answers ${answer.status}${kindOf(answer)}, as some other server or a Worker does`,
    fix: "Look for a Worker, a page rule or a custom hostname at this host name, and compare its DNS record.",
  },
];

export function judgeAnswer(seen: Seen, host: string): Judgement {
  if (seen.kind === "none") {
    return { ...judgeSilence(seen, host), asksForLogin: false };
  }
  const code = errorCodeIn(seen);
  const words = `POST /mcp: ${seen.status}${code === undefined ? "" : `, error ${code}`}`;
  if (challengeOf(seen) !== undefined) {
    return { seen: `${words}, asks for a login`, asksForLogin: true };
  }
  const rule = rules.find(({ applies }) => applies(seen, code));
  const finding =
    rule === undefined
      ? newFinding(
          "probe-unclear",
          `${host} answers ${seen.status}${kindOf(seen)}, from which nothing can be concluded.`,
          {
            fix: "Run doctor again later.",
          },
        )
      : newFinding(rule.id, `${host} ${rule.words(seen, code)}.`, rule.fix === undefined ? {} : { fix: rule.fix });
  return { seen: words, finding, asksForLogin: false };
}

/** The challenge of a portal: a 401 with this scheme. */
export function challengeOf({ status, header }: Answered): string | undefined {
  const challenge = header("www-authenticate");
  return status === 401 && challenge !== undefined && /^bearer\b/i.test(challenge) ? challenge : undefined;
}

/** Cloudflare's own pages use several wordings. */
function errorCodeIn({ status, text }: Answered): string | undefined {
  if (status < 400) {
    return undefined;
  }
  const words = text.slice(0, 20_000).replace(/<[^<>]*>/g, " ");
  return /\berror(?:[\s_]+code)?["\s:]+(\d{3,4})\b/i.exec(words)?.[1];
}

function isLoginPage(answer: Answered): boolean {
  const { status, header } = answer;
  return (
    (status >= 300 && status < 400 && /(^|\.)cloudflareaccess\.com$/.test(targetOf(answer))) ||
    /^cloudflare-access\b/i.test(header("www-authenticate") ?? "")
  );
}

/** Only the host: a login address contains a token. */
function targetOf({ header }: Answered): string {
  const location = header("location") ?? "";
  return URL.canParse(location) ? new URL(location).host : "another path";
}

function kindOf({ header }: Answered): string {
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(header("content-type") ?? "")?.[0];
  return type === undefined ? "" : ` (${type})`;
}

function judgeSilence({ code }: Unanswered, host: string): Omit<Judgement, "asksForLogin"> {
  const seen = `no answer (${code})`;
  if (code === "ENOTFOUND") {
    return {
      seen,
      finding: newFinding("probe-no-address", `${host} has no address, as this machine sees it.`, { fix: seeRecord }),
    };
  }
  if (/ALTNAME_INVALID|CERT_HAS_EXPIRED|^EPROTO$|^ERR_SSL_/.test(code)) {
    return {
      seen,
      finding: newFinding("probe-certificate", `${host} has no certificate that fits, so TLS fails (${code}).`, {
        fix: "Order a certificate for the host name (the zone, SSL/TLS, Edge Certificates), or use a host name one label below the zone.",
      }),
    };
  }
  const isUntrusted = /CERT|SELF_SIGNED|UNABLE_TO_/.test(code);
  return {
    seen,
    finding: newFinding("probe-silent", `${host} could not be asked from this machine (${code}).`, {
      fix: isUntrusted
        ? "Set NODE_EXTRA_CA_CERTS if a proxy of yours replaces certificates."
        : "Check the network and HTTPS_PROXY, and run doctor again.",
    }),
  };
}
