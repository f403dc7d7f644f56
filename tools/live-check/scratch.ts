/** Scratch servers and portals. Each is noted before it is made, so that each can be removed. */
import type { Collection } from "#provider/cloudflare/collection";
import { everyObject } from "#provider/cloudflare/list";
import { CloudflareError } from "#provider/cloudflare/errors";
import type { WirePortal, WireServer } from "pulumi-cloudflare-mcp/wire";
import { describeResponse, type Api, type Heard } from "./api";

export type Kind = "servers" | "portals";

/** An object that this run might have made. */
export interface Made {
  readonly kind: Kind;
  readonly id: string;
}

/** The start of every scratch object's name. No object without it is ever removed. */
export const scratchName = "Scratch of pulumi-cloudflare-mcp live-check";

/** The start of the ids of all runs. */
export const scratchPrefix = "zz-check-";

/** A token without value, for an upstream that needs none. */
export const scratchToken = `${scratchPrefix}token-worth-nothing`;

const scratchId = new RegExp(`^${scratchPrefix}[a-z0-9]{8}-[a-z]+$`);

export class Scratch {
  private readonly made: Made[] = [];

  constructor(
    private readonly api: Api,
    /** Eight characters of this run. */
    private readonly run: string,
  ) {}

  /** The start of all ids of this run. */
  get prefix(): string {
    return `${scratchPrefix}${this.run}-`;
  }

  id(word: string): string {
    return `${this.prefix}${word}`;
  }

  server(word: string, fields: Readonly<Record<string, unknown>>): Promise<Heard<WireServer>> {
    return this.make<WireServer>("servers", word, { auth_type: "unauthenticated", ...fields });
  }

  portal(word: string, fields: Readonly<Record<string, unknown>>): Promise<Heard<WirePortal>> {
    return this.make<WirePortal>("portals", word, fields);
  }

  /** A create that might be refused. Its object is removed in the end. */
  async tryToMake<Wire>(kind: Kind, id: string, fields: Readonly<Record<string, unknown>>): Promise<Heard<Wire>> {
    const planned = { kind, id };
    this.made.push(planned);
    try {
      const heard = await this.api.send<Wire>({
        method: "POST",
        path: `/${kind}`,
        body: { id, name: scratchName, ...fields },
      });
      // A create that ends in a server error might have been carried out.
      if (!heard.success && heard.status < 500) {
        this.forget(planned);
      }
      return heard;
    } catch (error) {
      if (error instanceof CloudflareError && !error.details.maybeCommitted) {
        this.forget(planned);
      }
      throw error;
    }
  }

  private forget(planned: Made): void {
    this.made.splice(this.made.indexOf(planned), 1);
  }

  private async make<Wire>(kind: Kind, word: string, fields: Readonly<Record<string, unknown>>): Promise<Heard<Wire>> {
    const heard = await this.tryToMake<Wire>(kind, this.id(word), fields);
    if (!heard.success) {
      throw new Error(`No scratch ${kind.slice(0, -1)} could be made: ${describeResponse(heard)}.`);
    }
    return heard;
  }

  /** Removes everything, portals first. Returns what could not be removed. */
  async remove(): Promise<readonly Made[]> {
    return await removeAll(this.api.whateverHappens(), this.made);
  }
}

/** Returns what could not be removed. */
export async function removeAll(api: Api, made: readonly Made[]): Promise<readonly Made[]> {
  const left: Made[] = [];
  for (const each of made.toSorted((one, other) => one.kind.localeCompare(other.kind))) {
    const heard = await api
      .send({ method: "DELETE", path: `/${each.kind}/${encodeURIComponent(each.id)}` })
      .catch(() => undefined);
    if (heard?.success !== true && heard?.status !== 404) {
      left.push(each);
    }
  }
  return left;
}

/** Objects that killed runs left. A server of somebody's own with such an id has another name. */
export async function leftByOthers(account: Record<Kind, Listed>): Promise<readonly Made[]> {
  const found: Made[] = [];
  for (const kind of ["portals", "servers"] as const) {
    for (const { id, name } of await everyObject(account[kind], scratchPrefix)) {
      if (scratchId.test(id) && name.startsWith(scratchName)) {
        found.push({ kind, id });
      }
    }
  }
  return found;
}

type Listed = Pick<Collection<WireServer | WirePortal>, "page">;

export function describeMade(made: readonly Made[]): string {
  return made.map(({ kind, id }) => `${kind.slice(0, -1)} ${id}`).join(", ");
}
