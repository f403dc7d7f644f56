/** Environment variables of this process that a test changes. */

/** Each test of a file begins without these variables; afterwards they are as before. */
export function useWithoutVariables(names: readonly string[]): void {
  const before = names.map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    names.forEach((name) => Reflect.deleteProperty(process.env, name));
  });
  afterAll(() => {
    before.forEach(([name, value]) => {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    });
  });
}
