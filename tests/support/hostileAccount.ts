/** An account whose every answer quotes credentials: of the server "docs", and of the portal "team" that shows it. */
import type { Emulator, FaultAction } from "cloudflare-mcp-emulator";
import type { Canaries, Credentials } from "./canaries";
import type { Properties } from "./deployment";
import { always, PlantedAnswers, planterOf, success } from "./plantedAnswers";

/** How it answers from now on. */
export interface Answering {
  readonly sync?: "works" | "fails" | "is refused";
  /** Calls that fail, such as "PUT /servers/docs", and how: see `failures` of PlantedAnswers. */
  readonly calls?: readonly string[];
  readonly failure?: string;
  /** What the server has instead. */
  readonly server?: Properties;
}

export class HostileAccount {
  say: PlantedAnswers;

  constructor(
    private readonly cloudflare: Emulator,
    private readonly canaries: Canaries,
    private readonly seed: number,
  ) {
    this.say = this.quoting();
  }

  /** From now on it quotes what the server has, with these credentials; without any, it quotes those of the account alone. */
  quote(...credentials: readonly Credentials[]): void {
    const { key, hostname } = this.canaries;
    const quotable = credentials.flatMap((each) => each.quotable);
    this.say = this.quoting(...(quotable.length === 0 ? [] : [key, hostname, ...quotable]));
  }

  answer({ sync = "works", calls = [], failure = "", server = {} }: Answering = {}): void {
    const { cloudflare, say } = this;
    cloudflare.clearFaults();
    for (const call of calls) {
      const [method = "", path = ""] = call.split(" ");
      const { [failure]: action = this.sync("fails") } = say.failures();
      cloudflare.addFault(always(method, path, action));
    }
    const { hostname, before } = this.canaries;
    const docs = (): Properties => ({
      ...say.server("docs", { hostname, auth_type: before.args.authType, ...server }),
    });
    const team = (): Properties => ({ ...say.portal("team", [say.row("docs"), say.row(say.text())]) });
    for (const method of ["GET", "PUT", "DELETE"]) {
      cloudflare.addFault(always(method, "/servers/docs", success(docs())));
      cloudflare.addFault(always(method, "/portals/team", success(team())));
    }
    cloudflare.addFault(always("POST", "/servers", success(docs())));
    cloudflare.addFault(always("POST", "/portals", success(team())));
    cloudflare.addFault(always("GET", "/servers", success([docs()])));
    cloudflare.addFault(always("GET", "/portals", success([team()])));
    cloudflare.addFault(always("POST", "/servers/docs/sync", this.sync(sync)));
  }

  private quoting(...quotable: readonly string[]): PlantedAnswers {
    return new PlantedAnswers(planterOf([this.canaries.apiToken, ...quotable], this.seed));
  }

  /** A failed sync is an answer with HTTP 200. */
  private sync(how: "works" | "fails" | "is refused"): FaultAction {
    const { say } = this;
    if (how === "works") {
      return success({ ...say.sync(), status: "ready", error: null });
    }
    const refusal = how === "is refused" ? { is_upstream: true, status_code: 401 } : {};
    return success(say.sync(refusal), { success: false, errors: [{ message: say.text() }] });
  }
}
