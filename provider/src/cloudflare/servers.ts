/** The operations on MCP servers, as functions of one account. */
import type { Answer, CloudflareClient, Request } from "./client";
import { CloudflareError } from "./errors";
import type { WireServer, WireSyncResult } from "./wire";

/** What all requests of one operation share. */
export type RequestContext = Pick<Request, "deadline" | "secrets" | "onWait" | "beforeWrite">;

/** An object as Cloudflare holds it, and when it said so. */
export interface Observed<Wire> {
  readonly object: Wire;
  readonly date: number | undefined;
}

/** How a sync ended. */
export type SyncOutcome = WireSyncResult & { readonly succeeded: boolean };

/** Access to one kind of object in one account: what the lifecycle needs of the API. */
export interface Collection<Wire> {
  /** Undefined when Cloudflare says that there is none. Any other failure is thrown. */
  get(id: string): Promise<Observed<Wire> | undefined>;
  create(body: Readonly<Record<string, unknown>>): Promise<Wire>;
  update(id: string, body: Readonly<Record<string, unknown>>): Promise<Wire>;
  /** Also succeeds when there is none. */
  remove(id: string): Promise<void>;
}

export class Servers implements Collection<WireServer> {
  private readonly path: string;

  constructor(
    private readonly client: CloudflareClient,
    accountId: string,
    private readonly context: RequestContext,
  ) {
    this.path = `/accounts/${segment(accountId)}/access/ai-controls/mcp/servers`;
  }

  async get(id: string): Promise<Observed<WireServer> | undefined> {
    const answer = await unlessMissing(
      this.send<WireServer>({ method: "GET", path: this.at(id), attempted: `read MCP server "${id}"` }),
    );
    return answer && { object: answer.result, date: answer.date };
  }

  async create(body: Readonly<Record<string, unknown>>): Promise<WireServer> {
    const attempted = `create MCP server "${String(body.id)}"`;
    return (await this.send<WireServer>({ method: "POST", path: this.path, body, attempted })).result;
  }

  async update(id: string, body: Readonly<Record<string, unknown>>): Promise<WireServer> {
    const attempted = `update MCP server "${id}"`;
    return (await this.send<WireServer>({ method: "PUT", path: this.at(id), body, attempted })).result;
  }

  async remove(id: string): Promise<void> {
    await unlessMissing(
      this.send<unknown>({
        method: "DELETE",
        path: this.at(id),
        attempted: `delete MCP server "${id}"`,
        // What was deleted comes back, and nobody needs it.
        isAnswer: (success) => success,
      }),
    );
  }

  /**
   * Has Cloudflare connect to the upstream and read its tools and prompts. A failure is an answer like any other:
   * observed as HTTP 200 with `success: false` and the result beside it.
   */
  async sync(id: string): Promise<SyncOutcome> {
    const answer = await this.send<WireSyncResult>({
      method: "POST",
      path: `${this.at(id)}/sync`,
      attempted: `sync MCP server "${id}"`,
      repeatable: true,
      isAnswer: (_success, result) => typeof result === "object" && result !== null && "status" in result,
    });
    return { ...answer.result, succeeded: answer.success && answer.result.status !== "error" };
  }

  private at(id: string): string {
    return `${this.path}/${segment(id)}`;
  }

  private send<Result>(request: Omit<Request, keyof RequestContext>): Promise<Answer<Result>> {
    return this.client.send<Result>({ ...this.context, ...request });
  }
}

/** One step of a path. Dots alone would be taken for a way up, encoded or not, and end at another path of the API. */
function segment(id: string): string {
  if (/^\.*$/.test(id)) {
    throw new Error(`${JSON.stringify(id)} is not an id.`);
  }
  return encodeURIComponent(id);
}

async function unlessMissing<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudflareError && error.kind === "notFound") {
      return undefined;
    }
    throw error;
  }
}
