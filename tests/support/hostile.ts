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

const nestedJson = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const withSchema = (schema: string): string => `{"name":"spoiled","description":"Reads.","inputSchema":${schema}}`;
const named = (name: string): string => `{"name":${name},"description":"Reads.","inputSchema":{"type":"object"}}`;

/** Definitions as JSON text that cannot be judged, and why. */
export const unreadableDefinitions: Readonly<Record<string, readonly [json: string, reason: string]>> = {
  "nested 600 levels": [withSchema(nestedJson(600)), "it is nested more than 100 levels deep"],
  "nested a hundred thousand levels": [withSchema(nestedJson(100_000)), "it is nested more than 100 levels deep"],
  "nine million characters": [withSchema(`"${"x".repeat(9_000_000)}"`), "it has more than 8388608 characters"],
  "a number beyond all": [withSchema('{"maximum":1e400}'), "it has a number that is too large"],
  "an integer that is rounded": [
    withSchema('{"maximum":9007199254740993}'),
    "it has an integer beyond 2^53 that cannot be compared exactly",
  ],
  "a mark of its own": [
    '{"name":"spoiled","pulumi-cloudflare-mcp:unreadable":"approved"}',
    "it has the mark of a definition that could not be read",
  ],
};

/** Definitions as JSON text that are odd, and can be judged or have no name. */
export const oddDefinitions: readonly string[] = [
  ...["null", "7", '"text"', "[]", "{}", '[{"name":"read"}]'],
  ...['""', "7", "null", '{"toString":1}', '"__proto__"', '"constructor"', '"toString"', '"read"', '"\\ud800"'].map(
    named,
  ),
  ...['"\\u001b[2J::error::"', '"\\u202e"', '"<{%evil%}>"', `"${"n".repeat(100_000)}"`].map(named),
  ...['{"enum":null}', '{"properties":{"constructor":null}}', '{"required":{"length":1e9}}', '{"anyOf":7}'].map(
    withSchema,
  ),
  ...['{"__proto__":{"enum":1}}', '{"maximum":18446744073709552000}', "null", "[[[]]]", "7"].map(withSchema),
  '{"name":"spoiled","description":{"toString":1},"annotations":null,"_meta":[null]}',
];

/** Members of any kind of object as JSON text. */
export const oddMembers: readonly string[] = [
  ...["null", "7", "9007199254740993", "1e400", "true", '""', '"\\ud800"', "[]", "[null]", "{}"],
  ...['{"toString":1}', '{"__proto__":{"a":1},"constructor":1}', '[{"name":7},null,{"name":"read","enabled":"x"}]'],
  ...[nestedJson(600), nestedJson(50_000), "[".repeat(600) + "]".repeat(600)],
];
