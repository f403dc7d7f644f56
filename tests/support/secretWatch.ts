/** Looks for secrets in everything that a provider hands out: to the engine, into state, to a person. */
import { inspect } from "node:util";
import { SavedFailure, type Driver } from "./deployment";
import { SecretDetector } from "./secretDetector";

export class SecretWatch {
  private readonly detector: SecretDetector;
  private readonly found: string[] = [];
  private shown: { readonly by: string; readonly value: unknown }[] = [];

  /** `urls` are what the program itself says of its hostnames. */
  constructor(
    hidden: readonly string[],
    private readonly urls: readonly string[] = [],
    telling?: number,
  ) {
    this.detector = new SecretDetector(hidden, telling);
  }

  show(by: string, value: unknown): void {
    this.shown.push({ by, value });
  }

  /** Runs something, and looks through what was shown meanwhile. It may fail: how, is no matter here. */
  async during(what: string, run: () => Promise<unknown>): Promise<void> {
    try {
      this.show("the result", await run());
    } catch (error) {
      this.show("the error", everythingIn(error));
    }
    for (const { by, value } of this.shown) {
      this.found.push(...this.detector.within(this.withoutOwn(value), `${what}: ${by}`));
    }
    this.shown = [];
  }

  /** The first few are enough: they are of one kind. */
  expectNothing(): void {
    expect(this.found.slice(0, 20)).toEqual([]);
  }

  /** The provider of one command, watched. */
  over(driver: Driver): Driver {
    const watched = async <Result>(by: string, run: () => Promise<Result>): Promise<Result> => {
      try {
        const result = await run();
        this.show(by, result);
        return result;
      } catch (error) {
        this.show(`the error of ${by}`, everythingIn(error));
        throw error;
      }
    };
    return {
      check: (olds, news) => watched("check", () => driver.check(olds, news)),
      diff: (...step) => watched("diff", () => driver.diff(...step)),
      create: (inputs) => watched("create", () => driver.create(inputs)),
      read: (...step) => watched("read", () => driver.read(...step)),
      update: (...step) => watched("update", () => driver.update(...step)),
      delete: (id, outputs) => watched("delete", () => driver.delete(id, outputs)),
    };
  }

  /** Where a secret belongs: state encrypts the one, and the other is in the program. */
  private withoutOwn(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item: unknown) => this.withoutOwn(item));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const others = Object.entries(value).filter(
      ([key, member]) =>
        !["authCredentials", "clientSecret"].includes(key) &&
        !(key === "hostname" && this.urls.includes(String(member))),
    );
    return Object.fromEntries(others.map(([key, member]) => [key, this.withoutOwn(member)]));
  }
}

/** What any logger can get out of an error. */
function everythingIn(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) {
    return { thrown: error };
  }
  const own = Reflect.ownKeys(error).map((key): [string, unknown] => [String(key), Reflect.get(error, key)]);
  return {
    ...(Object.fromEntries(own) as Record<string, unknown>),
    message: error.message,
    stack: error.stack,
    text: String(error),
    json: JSON.parse(JSON.stringify(error)) as unknown,
    // With what is saved it would show credentials as a text; the outputs are among its own properties.
    ...(!(error instanceof SavedFailure) && { inspected: inspect(error, { depth: 20, showHidden: true }) }),
  };
}
