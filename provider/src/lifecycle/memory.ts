/**
 * What one provider process remembers between calls. The engine starts a process for each preview and each update and
 * does not tell create, update or delete which resource they are for; check knows, and comes first.
 */
import { asText } from "../text/asText";
import type { Concealed } from "./concealed";
import { Notebook } from "./notebook";
import { Reads } from "./reads";
import type { Resource } from "./resourceKind";
import { isSet, type Properties } from "./values";

export const firstIncarnation = "1";

export class Memory extends Notebook {
  readonly reads = new Reads();
  private readonly kinds = new Map<string, KindMemory>();

  /** What is remembered of one kind of object: a server and a portal may have the same id. */
  of(noun: string): KindMemory {
    const known = this.kinds.get(noun) ?? new KindMemory();
    this.kinds.set(noun, known);
    return known;
  }

  /** In a refresh or destroy without the program no resource is known, and the configuration is the one in state. */
  get withoutProgram(): boolean {
    return [...this.kinds.values()].every((kind) => kind.isEmpty);
  }
}

/** What a process remembers of servers, or of portals. Ids are those that Pulumi stores. */
export class KindMemory {
  private readonly resources = new Map<string, Resource>();
  private readonly seen = new Map<string, Resource>();
  private readonly texts = new Map<string, readonly string[]>();
  private readonly hints = new Map<string, Properties>();
  private readonly resolved = new Map<string, Properties>();
  private readonly concealed = new Map<string, Concealed>();
  private readonly identities = new Map<string, Readonly<Record<string, string>>>();
  private readonly incarnations = new Map<unknown, unknown>();
  private readonly taken = new Set<string>();
  private readonly replaced = new Set<string>();
  private readonly changing = new Set<string>();

  /** Remembers which resource of the program an id belongs to. */
  know(id: string, resource: Resource): void {
    this.resources.set(id, resource);
  }

  /**
   * Remembers which resource a step is for, and what is secret in its inputs and outputs, where the host tells. It says
   * nothing of the program, as a check does.
   */
  see(id: string, resource: Resource, texts: readonly string[]): void {
    this.seen.set(id, resource);
    this.texts.set(id, texts);
  }

  /** Undefined in a refresh or destroy without the program if the host does not tell: those call no check. */
  resource(id: string): Resource | undefined {
    return this.resources.get(id) ?? this.seen.get(id);
  }

  /** The resource of the program that was checked with that id. */
  checked(id: string): Resource | undefined {
    return this.resources.get(id);
  }

  /** Stores the arguments that only steer the steps of this command. */
  steer(id: string, hints: Properties): void {
    this.hints.set(id, hints);
  }

  hintsOf(id: string): Properties {
    return this.hints.get(id) ?? {};
  }

  /** Stores the inputs that a check resolved, whole. */
  resolve(id: string, inputs: Properties): void {
    this.resolved.set(id, inputs);
  }

  resolvedOf(id: string): Properties | undefined {
    return this.resolved.get(id);
  }

  conceal(id: string, concealed: Concealed): void {
    this.concealed.set(id, concealed);
  }

  /** Undefined where the program says nothing: in a refresh. */
  concealedOf(id: string): Concealed | undefined {
    return this.concealed.get(id);
  }

  /** The texts of secret arguments that no message about the object may quote. */
  unsaidOf(id: string): string[] {
    return [...(this.concealed.get(id)?.texts ?? []), ...(this.texts.get(id) ?? [])];
  }

  get isEmpty(): boolean {
    return this.resources.size === 0;
  }

  /**
   * Remembers what a resource was identified by. When the engine replaces, it checks a second time as if nothing had
   * been there, and a default that came from state must not change on the way.
   */
  identify(urn: string, identity: Readonly<Record<string, string>>): void {
    this.identities.set(urn, identity);
  }

  identity(urn: string): Readonly<Record<string, string>> | undefined {
    return this.identities.get(urn);
  }

  /**
   * The incarnation of a resource, given the one that its inputs had. A replacement is checked twice, the second time
   * without old inputs, and gets the successor of what the first check saw: the same in a preview and in the update that
   * follows it.
   */
  incarnation(urn: unknown, old: unknown): unknown {
    if (isSet(old)) {
      this.incarnations.set(urn, old);
      return old;
    }
    const count = Number(this.incarnations.get(urn));
    return Number.isSafeInteger(count) ? asText(count + 1) : firstIncarnation;
  }

  /** Remembers that this process created or adopted an object. */
  take(id: string): void {
    this.taken.add(id);
  }

  /**
   * Whether this process created or adopted it. Then a delete of that id is meant for a predecessor which is not there
   * any more: a resource that was renamed without an alias and adopted its own server, or a replacement that was
   * interrupted. Carrying it out would delete what the program declares.
   */
  hasTaken(id: string): boolean {
    return this.taken.has(id);
  }

  /** Remembers that the next comparison is with checked inputs. */
  expectChange(id: string): void {
    this.changing.add(id);
  }

  /** Remembers that the next comparison is that of a refresh. */
  expectNoChange(id: string): void {
    this.changing.delete(id);
  }

  expectsChange(id: string): boolean {
    return this.changing.has(id);
  }

  /** Remembers that an object is to be created: if a delete comes first, that is a replacement. */
  replace(id: string): void {
    this.replaced.add(id);
  }

  isReplaced(id: string): boolean {
    return this.replaced.has(id);
  }
}
