/** The operations that servers and portals share, for one kind of object in one account. */
import { asText } from "../text/asText";
import type { CloudflareClient, Request } from "./client";
import { readableObject } from "./readable";
import { isTooLarge, ObjectReader, unlessMissing, type Readable, type RequestContext } from "./reader";
import { objectFault, type Fields } from "./shape";

/** Access to one kind of object in one account: what the lifecycle needs of the API. */
export interface Collection<Wire> extends Readable<Wire> {
  create(body: Readonly<Record<string, unknown>>): Promise<Wire>;
  update(id: string, body: Readonly<Record<string, unknown>>): Promise<Wire>;
  /** Also succeeds if the object does not exist. */
  remove(id: string): Promise<void>;
}

export interface CollectionOptions {
  /** The noun in messages: "MCP server". */
  readonly noun: string;
  /** The path below the account: "servers". */
  readonly folder: string;
  /** What one object has. */
  readonly fields: Fields;
  readonly client: CloudflareClient;
  readonly accountId: string;
  readonly context: RequestContext;
}

export class ObjectCollection<Wire extends object> extends ObjectReader<Wire> implements Collection<Wire> {
  constructor(protected readonly options: CollectionOptions) {
    const { noun, folder, fields, client, accountId, context } = options;
    super({
      noun,
      steps: ["accounts", accountId, "access", "ai-controls", "mcp", folder],
      judge: {
        readable: (object, rounded) => readableObject(fields, object, rounded),
        flaw: (object, id) => objectFault(fields, object, id),
      },
      client,
      context,
    });
  }

  async create(body: Readonly<Record<string, unknown>>): Promise<Wire> {
    const id = asText(body.id);
    return this.write("POST", this.path(), body, `create ${this.named(id)}`, id);
  }

  async update(id: string, body: Readonly<Record<string, unknown>>): Promise<Wire> {
    return this.write("PUT", this.path(id), body, `update ${this.named(id)}`, id);
  }

  async remove(id: string): Promise<void> {
    const remove = (): Promise<unknown> =>
      unlessMissing(
        this.send<unknown>({
          method: "DELETE",
          path: this.path(id),
          attempted: `delete ${this.named(id)}`,
          // The answer contains the deleted object, which nobody needs.
          isAnswer: (success) => success,
          readable: () => undefined,
        }),
      );
    // The answer was too large to read. A second delete confirms that the object is gone.
    await remove().catch((error: unknown) => (isTooLarge(error) ? remove() : Promise.reject(error as Error)));
  }

  private async write(
    method: Request["method"],
    path: string,
    body: Readonly<Record<string, unknown>>,
    attempted: string,
    id: string,
  ): Promise<Wire> {
    return (await this.send<Wire>({ method, path, body, attempted, ...this.judged(id) })).result;
  }
}
