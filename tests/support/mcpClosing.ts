const toClose: { close: () => Promise<void> }[] = [];

/** Closes something after the test, also after one that failed: what stays open would keep jest from ending. */
export function closeLater<Closable extends { close: () => Promise<void> }>(closable: Closable): Closable {
  toClose.push(closable);
  return closable;
}

afterEach(async () => {
  await Promise.all(toClose.splice(0).map((each) => each.close()));
});
