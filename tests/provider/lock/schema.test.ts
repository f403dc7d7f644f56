import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { lockSchemaId, lockText } from "../../../provider/src/lock/file";
import { LockError, parseLock } from "../../../provider/src/lock/parse";
import { isObject } from "../../../provider/src/lifecycle/values";
import { entry, lockContent, lockOf, tool } from "../../support/locks";

const packageFolder = join(__dirname, "../../../provider");
const schema = JSON.parse(readFileSync(join(packageFolder, "schema/tool-lock.schema.json"), "utf8")) as object;
const accepts = new Ajv({ strict: true }).compile(schema);

/** Whether the provider takes the form. What only it can know, such as a digest that is right, does not count here. */
function isOfTheForm(content: unknown): boolean {
  // The lock of another server is refused before anybody looks at its entries.
  const server = isObject(content) && typeof content.server === "string" ? content.server : "github";
  try {
    parseLock(JSON.stringify(content), { file: "lock.json", server });
    return true;
  } catch (error) {
    if (!(error instanceof LockError)) {
      throw error;
    }
    return error.problems.every(({ text }) => /is not the digest|must equal the key/.test(text));
  }
}

test("the published schema has the id that is in the files, and takes what the package writes", () => {
  expect(schema).toHaveProperty("$id", lockSchemaId);
  const lock = lockOf([tool("search"), tool("__proto__")], { ignore: ["/_meta/at"] });
  expect(accepts(JSON.parse(lockText(lock)))).toBe(true);
});

test("the published schema and the provider take and refuse the same", () => {
  const junk = fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "x",
    0,
    true,
    [],
    {},
    ["/_meta"],
    ["/name"],
    ["/~2"],
    [""],
  );
  const row = fc
    .record(
      {
        allow: fc.oneof(fc.boolean(), junk),
        reason: fc.oneof(fc.constantFrom("why", "x".repeat(1_000), "x".repeat(1_001)), junk),
        digest: fc.oneof(fc.constantFrom(entry(tool("search")).digest, `sha256:${"A".repeat(64)}`), junk),
        definition: fc.oneof(fc.constant(tool("search")), junk),
        extra: junk,
      },
      { requiredKeys: [] },
    )
    .map((changes) => ({ ...entry(tool("search")), ...changes }));
  const section = fc.oneof(
    junk,
    fc.dictionary(fc.constantFrom("search", "__proto__", "constructor"), fc.oneof(row, junk)),
  );
  const content = fc
    .record(
      { $schema: junk, server: junk, hostname: junk, ignore: junk, tools: section, prompts: section, extra: junk },
      { requiredKeys: [] },
    )
    // Nothing at all is a blank file to the provider, and an unfinished one to an editor.
    .map((changes) => ({ ...lockContent([tool("search")]), ...changes }));
  fc.assert(
    fc.property(content, (given) => {
      const json = JSON.parse(JSON.stringify(given)) as unknown;
      expect({ json, accepted: accepts(json) }).toEqual({ json, accepted: isOfTheForm(json) });
    }),
    { numRuns: 1_000 },
  );
});
