import fc from "fast-check";
import type { Field } from "../../../provider/src/lifecycle/fields";
import { outputsOf } from "../../../provider/src/lifecycle/outputs";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { portalTable } from "../../../provider/src/portal/table";
import { serverTable } from "../../../provider/src/server/table";
import { summarized, lockOf, tool } from "../../support/locks";

const secret = "token-123";
const text = fc.constantFrom("search", "a\u202eb", "<{%red%}>", `is ${secret}`, "::error::x", "\u0000");
const override = fc.record({ name: text, alias: text, description: text, enabled: fc.boolean() });
const overrides = fc.uniqueArray(override, { selector: ({ name }) => name, maxLength: 4 });
const server = fc.record({
  id: fc.constant("docs"),
  name: text,
  hostname: text,
  updated_tools: overrides,
  tools: fc.array(fc.record({ name: text })),
});
const remoteOverride = fc.record({ name: text, portal_alias: text, portal_description: text, enabled: fc.boolean() });
const row = fc.record({
  server_id: fc.constant("docs"),
  default_disabled: fc.boolean(),
  updated_tools: fc.uniqueArray(remoteOverride, { selector: ({ name }) => name, maxLength: 4 }),
  tools: fc.array(fc.record({ name: text }), { maxLength: 4 }),
});
const portal = fc.record({ id: fc.constant("team"), name: text, hostname: text, servers: fc.tuple(row) });
const lock = summarized(lockOf([tool("search")]));
const declaredRow = fc.record({
  serverId: fc.constant("docs"),
  updatedTools: overrides,
  ...{ tools: fc.uniqueArray(text), toolLock: fc.constantFrom(undefined, lock) },
});

/** What a refresh makes of an object, and another one of the state after it. */
function twice(table: readonly Field[], object: object, declared: Properties): [Properties, Properties] {
  const once = outputsOf(table, object, declared, [secret]);
  const kept = Object.fromEntries(Object.keys(declared).map((name) => [name, once[name]]));
  return [once, outputsOf(table, object, kept, [secret])];
}

test("a second refresh of the same server sees the same, whatever stands in it", () => {
  fc.assert(
    fc.property(server, overrides, (object, updatedTools) => {
      const [once, again] = twice(serverTable, object, { updatedTools });
      expect(again).toEqual(once);
      expect(JSON.stringify(outputsOf(serverTable, object, {}, [secret]))).not.toContain(secret);
    }),
  );
});

test("a second refresh of the same portal sees the same, whatever stands in it", () => {
  fc.assert(
    fc.property(portal, declaredRow, (object, declared) => {
      const [once, again] = twice(portalTable, object, { servers: [declared] });
      expect(again).toEqual(once);
      expect(JSON.stringify(outputsOf(portalTable, object, {}, [secret]))).not.toContain(secret);
    }),
  );
});
