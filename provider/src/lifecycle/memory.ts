/**
 * What one provider process remembers between calls. The engine starts a process for each preview and each update. It
 * does not tell create, update or delete which resource they are for, but check knows, and comes first.
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

  /** The memory of each kind of object: a server and a portal can have the same id. */
  of(noun: string): KindMemory {
    const known = this.kinds.get(noun) ?? new KindMemory();
    this.kinds.set(noun, known);
    return known;
  }

  /** In a refresh or destroy without the program, no resource is known, and the configuration comes from state. */
  get withoutProgram(): boolean {
    return [...this.kinds.values()].every((kind) => kind.isEmpty);
  }
}

/** The memory of a process for servers, or for portals. Ids are those in state. */
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
   * Records the resource of a step and its secrets, if the host passes them. Unlike a check, it records nothing of the
   * program.
   */
  see(id: string, resource: Resource, texts: readonly string[]): void {
    this.seen.set(id, resource);
    this.texts.set(id, texts);
  }

  /** Undefined in a refresh or destroy without the program, which call no check, unless the host passes it. */
  resource(id: string): Resource | undefined {
    return this.resources.get(id) ?? this.seen.get(id);
  }

  /** The checked resource of the program with that id. */
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

  /** Stores the resolved inputs of a check. */
  resolve(id: string, inputs: Properties): void {
    this.resolved.set(id, inputs);
  }

  resolvedOf(id: string): Properties | undefined {
    return this.resolved.get(id);
  }

  conceal(id: string, concealed: Concealed): void {
    this.concealed.set(id, concealed);
  }

  /** Undefined without a program, as in a refresh. */
  concealedOf(id: string): Concealed | undefined {
    return this.concealed.get(id);
  }

  /** The secret texts that no message about the object may quote. */
  unsaidOf(id: string): string[] {
    return [...(this.concealed.get(id)?.texts ?? []), ...(this.texts.get(id) ?? [])];
  }

  get isEmpty(): boolean {
    return this.resources.size === 0;
  }

  /**
   * Records the identity of a resource. For a replacement, the engine checks a second time without old inputs, and a
   * default from state must not change on the way.
   */
  identify(urn: string, identity: Readonly<Record<string, string>>): void {
    this.identities.set(urn, identity);
  }

  identity(urn: string): Readonly<Record<string, string>> | undefined {
    return this.identities.get(urn);
  }

  /**
   * The incarnation of a resource, given that of its old inputs. A replacement is checked twice, the second time
   * without old inputs. It gets the successor of the incarnation in the first check: the same one in the preview and in
   * its update.
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
   * Whether this process created or adopted the object. A delete of its id is then meant for a predecessor that no
   * longer exists: a resource that was renamed without an alias and adopted its own server, or an interrupted
   * replacement. The delete would remove what the program declares.
   */
  hasTaken(id: string): boolean {
    return this.taken.has(id);
  }

  /** Records that the next comparison uses checked inputs. */
  expectChange(id: string): void {
    this.changing.add(id);
  }

  /** Records that the next comparison belongs to a refresh. */
  expectNoChange(id: string): void {
    this.changing.delete(id);
  }

  expectsChange(id: string): boolean {
    return this.changing.has(id);
  }

  /** Records that a create is coming: a delete before it is a replacement. */
  replace(id: string): void {
    this.replaced.add(id);
  }

  isReplaced(id: string): boolean {
    return this.replaced.has(id);
  }
}
