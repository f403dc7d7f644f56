/** The operations on MCP servers. */
import { ObjectCollection, type CollectionOptions } from "./collection";
import { Portals } from "./portals";
import { readableObject } from "./readable";
import { serverFields, serverNoun, type WireServer, type WireSyncResult } from "./wire";

/** The result of a sync. */
export type SyncOutcome = WireSyncResult & { readonly succeeded: boolean };

export class Servers extends ObjectCollection<WireServer> {
  constructor(options: Omit<CollectionOptions, "noun" | "folder" | "fields">) {
    super({ ...options, noun: serverNoun, folder: "servers", fields: serverFields });
  }

  /** The portals of the same account. */
  get portals(): Portals {
    return new Portals(this.options);
  }

  /**
   * Makes Cloudflare connect to the upstream and read its tools and prompts. A failure is a normal answer: observed as
   * HTTP 200 with `success: false` and the result.
   */
  async sync(id: string): Promise<SyncOutcome> {
    const answer = await this.send<WireSyncResult>({
      method: "POST",
      path: `${this.path(id)}/sync`,
      attempted: `sync ${this.named(id)}`,
      repeatable: true,
      readable: (result, rounded) => readableObject({}, result, rounded),
      isAnswer: (_success, result) => typeof result === "object" && result !== null && "status" in result,
    });
    return { ...answer.result, succeeded: answer.success && answer.result.status !== "error" };
  }
}
