/** Syncs a server with retries: whether it works, why not, and what to check first. */
import { dashboardServers } from "../cloudflare/wire";
import type { Clock } from "../cloudflare/clock";
import { CloudflareError } from "../cloudflare/errors";
import type { Servers, SyncOutcome } from "../cloudflare/servers";
import { asText } from "../text/asText";
import { redact } from "../text/redact";

type Trial = { readonly works: true } | Trouble;

export interface Trouble {
  readonly works: false;
  /** The upstream itself rejects the credentials; it is not merely down, slow or unreachable. */
  readonly refused: boolean;
  readonly reason: string;
  /** The part that the upstream rejects, if its answer shows it. */
  readonly cause: "credentials" | "path" | undefined;
  /** Set if Cloudflare gave no result at all. */
  readonly error?: CloudflareError;
}

/** The upstream of a failed sync, as a program declares it. */
interface Upstream {
  readonly authType: unknown;
  readonly hostname: unknown;
  /** The name of the server. */
  readonly name: unknown;
}

/** What a sync needs from its step or command. */
interface TrialContext {
  readonly api: Pick<Servers, "sync">;
  readonly id: string;
  readonly clock: Clock;
  /** When to give up. */
  readonly deadline: number;
  readonly secrets: readonly string[];
}

const syncAttempts = 3;
const syncDelay = 2_000;

/** Retries while Cloudflare says that another attempt might help. */
export async function trySync(context: TrialContext): Promise<Trial> {
  const { api, id, clock, deadline } = context;
  for (let attempt = 1; ; attempt++) {
    let outcome: SyncOutcome;
    try {
      outcome = await api.sync(id);
    } catch (error) {
      if (!(error instanceof CloudflareError)) {
        throw error;
      }
      const reason = error.details.reason.replace(/\.$/, "");
      return { works: false, refused: false, cause: undefined, reason, error };
    }
    if (outcome.succeeded) {
      return { works: true };
    }
    const again = outcome.error_details?.retryable === true && attempt < syncAttempts;
    if (!again || clock.now() + syncDelay >= deadline) {
      return troubleOf(outcome, context.secrets);
    }
    await clock.wait(syncDelay);
  }
}

function troubleOf(outcome: SyncOutcome, secrets: readonly string[]): Trouble {
  const details = outcome.error_details;
  const said = [outcome.error, details?.cause].find((text) => typeof text === "string") ?? "no reason given";
  const who = details?.is_upstream === true ? "the upstream answered" : "Cloudflare says";
  return {
    works: false,
    refused: details?.is_upstream === true && [401, 403].includes(details.status_code ?? 0),
    reason: `${who} "${redact(said, secrets)}"`,
    cause: causeOf(details?.status_code ?? statusIn(said), said),
  };
}

/** Some answers have no status, and some have it only in their text. */
function statusIn(words: string): number | undefined {
  const status = /\bHTTP (\d{3})\b/.exec(words)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** "Authorization failed" is documented, "Bearer credentials missing headers" was observed: both without a status. */
const refusals = /unauthori[sz]ed|authori[sz]ation failed|forbidden|credentials missing/i;

function causeOf(status: number | undefined, words: string): Trouble["cause"] {
  if (status === undefined) {
    return refusals.test(words) ? "credentials" : undefined;
  }
  if ([401, 403].includes(status)) {
    return "credentials";
  }
  // Cloudflare tries other paths after these answers (documented), so none of them was an MCP endpoint.
  return [404, 405, 406].includes(status) ? "path" : undefined;
}

/** Undefined if the program is probably right. */
export function remedyFor({ cause }: Pick<Trouble, "cause">, upstream: Upstream): string | undefined {
  switch (cause) {
    case "credentials":
      return credentialsRemedy(upstream);
    case "path":
      return hasMcpPath(upstream.hostname)
        ? "Check the path of hostname: the upstream has no MCP endpoint there."
        : "Check the path of hostname: MCP endpoints often end in /mcp.";
    case undefined:
      return undefined;
  }
}

function credentialsRemedy({ authType, name }: Upstream): string {
  switch (authType) {
    case "unauthenticated":
      return 'Check authType: the upstream wants credentials, so set "bearer" with authCredentials, or "oauth".';
    case "oauth":
      return `Check the login: log in again on Cloudflare's dashboard, under ${dashboardServers}, "${asText(name)}".`;
    default:
      return "Set authCredentials to the current ones.";
  }
}

function hasMcpPath(hostname: unknown): boolean {
  return typeof hostname === "string" && URL.canParse(hostname) && /\/mcp\/?$/.test(new URL(hostname).pathname);
}
