/** Who reads together: all steps of this process on objects of one kind, in one account, with the same credentials. */
import type { Connection } from "../configuration";
import { Reads } from "./reads";
import { ReadsTogether } from "./readsTogether";

interface Shared<Wire extends { readonly id: string }> {
  readonly reads: Reads<Wire>;
  readonly together: ReadsTogether<Wire>;
}

interface Group {
  readonly accountId: string;
  readonly noun: string;
  readonly shared: Shared<never>;
}

interface Write {
  readonly accountId: string;
  readonly noun: string;
  readonly id: string;
}

export class SharedReads {
  private readonly groups = new Map<string, Group>();
  private readonly writes = new Map<string, Write>();

  of<Wire extends { readonly id: string }>(connection: Connection, accountId: string, noun: string): Shared<Wire> {
    const key = JSON.stringify([connection.baseUrl, connection.headers, accountId, noun]);
    const group = this.groups.get(key) ?? this.newGroup(accountId, noun);
    this.groups.set(key, group);
    return group.shared as unknown as Shared<Wire>;
  }

  /** To be called when a write begins, with whatever credentials. */
  written(accountId: string, noun: string, id: string): void {
    const write = { accountId, noun, id };
    this.writes.set(JSON.stringify(write), write);
    for (const group of this.groups.values()) {
      apply(write, group);
    }
  }

  /** A write that is still under way counts for those who begin to read meanwhile, too. */
  private newGroup(accountId: string, noun: string): Group {
    const group = { accountId, noun, shared: { reads: new Reads<never>(), together: new ReadsTogether<never>() } };
    for (const write of this.writes.values()) {
      apply(write, group);
    }
    return group;
  }
}

/** A write to one object can change objects of another kind: a portal shows its servers whole. */
function apply(write: Write, { accountId, noun, shared }: Group): void {
  if (write.accountId !== accountId) {
    return;
  }
  if (write.noun === noun) {
    shared.reads.written(write.id);
  } else {
    shared.reads.forget();
  }
}
