/**
 * The secrets that a process has seen, by object. A portal shows what the upstreams of its servers publish, and an
 * upstream can quote its credential there.
 */
export class KnownSecrets {
  private readonly parts = new Map<string, ReadonlySet<string>>();

  learn(noun: string, id: string, secrets: readonly string[]): void {
    if (secrets.length > 0) {
      this.parts.set(keyOf(noun, id), new Set([...this.of(noun, id), ...secrets]));
    }
  }

  of(noun: string, id: string): string[] {
    return [...(this.parts.get(keyOf(noun, id)) ?? [])];
  }
}

/** A server and a portal can have the same id. */
function keyOf(noun: string, id: string): string {
  return `${noun} ${id}`;
}
