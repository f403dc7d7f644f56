/** What a test names has to be there. */
export function existing<Stored>(stored: Stored | undefined, what: string): Stored {
  if (stored === undefined) {
    throw new Error(`There is no ${what}.`);
  }
  return stored;
}
