/** Hostile and mistaken input, and assertions on how the provider survives it. */

import { unknownMarks } from "../../provider/src/pulumiProtocol";

const signature = "4dabf18193072939515e22adb298388d";
/** How the engine writes "not known yet". */
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Values as JSON text, since no object of JavaScript can say some of them. */
export const hostileJson: Readonly<Record<string, string>> = {
  null: "null",
  "a number": "7",
  "a number that no double can hold": "9007199254740993",
  "a number beyond all": "1e400",
  true: "true",
  "a text": '"text"',
  "an empty text": '""',
  "half of a pair of surrogates": '"\\ud800"',
  "an empty list": "[]",
  "a list of anything": '[null, 7, "text", [], {}, true]',
  "an empty object": "{}",
  "prototype keys": '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "name": "x"}',
  "an object that cannot be a text": '{"toString": 1, "valueOf": 2, "name": {"toString": 1}}',
  "rows that cannot be a text": '[{"name": {"toString": 1}, "server_id": {"toString": 1}}, {"__proto__": {"name": 1}}]',
  "two rows of one name": '[{"name": "x", "server_id": "docs"}, {"name": "x", "server_id": "docs"}]',
  "ten thousand lists in each other": `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "ten thousand objects in each other": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "what the engine takes for unknown": `"${unknownMark}"`,
  "what the engine takes for a file": `{"${signature}": "c44067f5952c0a294b673a41bacd8c17", "path": "/etc/hostname"}`,
  "rows that the engine takes for secrets": `[{"name": "x", "${signature}": "1b47061264138c4ac30d75fd1eb44270"}]`,
};

/** Words of JavaScript, of libraries and of values that were printed by mistake. */
const notOurs =
  /Cannot (?:read|convert|set|destructure|access)|undefined|is not (?:a function|iterable|an object|valid JSON)|\[object|Maximum call stack|Unexpected token|Invalid (?:URL|array|string|count)|(?:Type|Range|Syntax|Reference)Error|NaN/;

/** Whatever it is, it is said in words of ours. */
export function expectOurWords(error: unknown): void {
  if (!(error instanceof Error)) {
    throw new Error(`Not an error: ${String(error)}`);
  }
  expect(error.constructor.name).not.toMatch(/^(?:Type|Range|Syntax|Reference)Error$/);
  expect(error.message).not.toMatch(notOurs);
  expect(error.message.length).toBeLessThan(20_000);
}

/** Runs something that may fail; tells whether it did not. */
export async function survives(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    expectOurWords(error);
    return false;
  } finally {
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  }
}

/** Whether the engine would take any part of a value for something else than it is. */
export function meansSomethingElse(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.hasOwn(value, signature) || Object.values(value).some(meansSomethingElse);
  }
  return unknownMarks.has(value) || (typeof value === "string" && !value.isWellFormed());
}

/** What a row of a portal may have. */
export const rowMembers = [
  "serverId",
  "incarnation",
  "defaultDisabled",
  "onBehalf",
  "tools",
  "prompts",
  "updatedTools",
  "updatedPrompts",
  "toolLock",
];
