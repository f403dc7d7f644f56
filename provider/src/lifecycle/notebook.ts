/** What rooms remember in one process, each by itself, and whose turn it is. */
export class Notebook {
  private readonly notes = new Map<unknown, unknown>();
  private readonly turns = new Map<string, Promise<unknown>>();

  /** What a room of its own remembers, made when it is first asked for. */
  notesOf<Notes extends object>(type: new () => Notes): Notes {
    const known = this.notes.get(type) ?? new type();
    this.notes.set(type, known);
    return known as Notes;
  }

  /** One after the other, for what reads an object and then writes what follows from it. */
  async inTurn<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(run);
    // Whether the one before failed is its own business.
    this.turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
