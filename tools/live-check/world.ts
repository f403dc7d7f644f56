/** The world of a question: the account, and shared scratch objects, made for the first question that needs them. */
import type { Clock } from "#provider/cloudflare/clock";
import type { WirePortal, WireServer } from "pulumi-cloudflare-mcp/wire";
import type { Api, Heard } from "./api";
import type { Answer } from "./answer";
import { scratchPrefix, type Scratch } from "./scratch";

export interface Question {
  /** The name of the emulator's switch, where it has one. */
  readonly name: string;
  readonly asks: string;
  readonly answer: (world: World) => Promise<Answer>;
}

/** Gives the functions of the questions their types. */
export function defineQuestions(...questions: readonly Question[]): readonly Question[] {
  return questions;
}

export interface WorldOptions {
  readonly api: Api;
  /** The same account with a read-only token. */
  readonly reader: Api | undefined;
  /** Undefined for a read-only check. */
  readonly scratch: Scratch | undefined;
  readonly clock: Clock;
  /** The URL of an MCP server without a login. */
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

  /** A server that questions share. None changes what another looks at. */
  plain(): Promise<Heard<WireServer>> {
    return this.once("plain", () => this.scratch.server("plain", { hostname: this.upstream }));
  }

  /** Three servers, made in another order than that of their ids: b, c, a. */
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

  /** A path where the upstream has nothing: a connection to it fails at once. */
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
