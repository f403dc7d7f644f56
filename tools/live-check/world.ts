/** What a question may use: the account, and scratch objects that are made when the first question wants them. */
import type { Clock } from "#provider/cloudflare/clock";
import type { WirePortal, WireServer } from "pulumi-cloudflare-mcp/wire";
import type { Api, Heard } from "./api";
import type { Answer } from "./answer";
import { scratchPrefix, type Scratch } from "./scratch";

export interface Question {
  /** That of the emulator's switch, where it has one. */
  readonly name: string;
  readonly asks: string;
  readonly answer: (world: World) => Promise<Answer>;
}

export function questions(...list: readonly Question[]): readonly Question[] {
  return list;
}

export interface WorldOptions {
  readonly api: Api;
  /** The same account with a token that may only read. */
  readonly reader: Api | undefined;
  /** Undefined: nothing may be changed. */
  readonly scratch: Scratch | undefined;
  readonly clock: Clock;
  /** The URL of an MCP server that wants no login. */
  readonly upstream: string;
  /** Hostnames of scratch portals are below it. */
  readonly portalDomain: string;
}

export class World {
  private readonly made = new Map<string, Promise<unknown>>();

  constructor(private readonly options: WorldOptions) {}

  get api(): Api {
    return this.options.api;
  }

  get reader(): Api | undefined {
    return this.options.reader;
  }

  get upstream(): string {
    return this.options.upstream;
  }

  get clock(): Clock {
    return this.options.clock;
  }

  get isReadOnly(): boolean {
    return this.options.scratch === undefined;
  }

  get scratch(): Scratch {
    if (this.options.scratch === undefined) {
      throw new Error("Nothing may be changed.");
    }
    return this.options.scratch;
  }

  /** A server that questions share which do not change what others look at. */
  plain(): Promise<Heard<WireServer>> {
    return this.once("plain", () => this.scratch.server("plain", { hostname: this.upstream }));
  }

  /** Three servers in an order that is not that of their ids: b, c, a. */
  three(): Promise<readonly string[]> {
    return this.once("three", async () => {
      const ids: string[] = [];
      for (const word of ["b", "c", "a"]) {
        ids.push((await this.scratch.server(word, { hostname: this.nowhere })).result?.id ?? this.scratch.id(word));
      }
      return ids;
    });
  }

  portal(): Promise<Heard<WirePortal>> {
    return this.once("portal", () => this.scratch.portal("portal", { hostname: this.portalHostname("portal") }));
  }

  portalHostname(word: string): string {
    return `${this.scratch.id(word)}.${this.options.portalDomain}`;
  }

  /** Where the upstream has nothing: a connection that fails at once, and troubles nobody. */
  get nowhere(): string {
    return new URL(`/${scratchPrefix}nothing-is-here`, this.upstream).href;
  }

  serverPath(word: string): string {
    return `/servers/${this.scratch.id(word)}`;
  }

  portalPath(word: string): string {
    return `/portals/${this.scratch.id(word)}`;
  }

  private once<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    const existing = this.made.get(key) as Promise<Value> | undefined;
    if (existing !== undefined) {
      return existing;
    }
    const made = make();
    this.made.set(key, made);
    return made;
  }
}
