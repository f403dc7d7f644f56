/** The notes of each room in a process, and the order of writes to one object. */
export class Notebook {
  private readonly notes = new Map<unknown, unknown>();
  private readonly turns = new Map<string, Promise<unknown>>();

  /** The notes of a room, created on first use. */
  notesOf<Notes extends object>(type: new () => Notes): Notes {
    const known = this.notes.get(type) ?? new type();
    this.notes.set(type, known);
    return known as Notes;
  }

  /** Runs operations on the same key one at a time, because they read an object and then write it. */
  async inTurn<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(run);
    // A failed turn must not fail the next one.
    this.turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
