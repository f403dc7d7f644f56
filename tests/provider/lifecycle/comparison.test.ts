import { compare, managedIn, managedKey, managedNames } from "../../../provider/src/lifecycle/comparison";
import { logicalName, ownField, type Field, type FieldKind } from "../../../provider/src/lifecycle/fields";
import {
  createBody,
  declaredOutputs,
  keptOutputs,
  outputsOf,
  projectedInputs,
  sentArguments,
  updateBody,
  volatileOutputs,
} from "../../../provider/src/lifecycle/outputs";
import { portalKind } from "../../../provider/src/portal/portal";
import { serverKind } from "../../../provider/src/server/server";
import { unknownMark } from "../../support/hostile";

/** One field of each kind, called by it, and on the wire in capitals where the API has it. */
const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name: kind,
  ...ownField("hint", undefined),
  kind,
  wireName: kind === "setting" || kind === "hint" ? undefined : kind.toUpperCase(),
  ...more,
});
const kinds = ["identity", "replaced", "mutable", "writeOnly", "output", "setting", "hint"] as const;
const table = kinds.map((kind) => field(kind, kind === "mutable" ? { default: "the default" } : {}));
/** The same, where what is mutable goes back to the name of the resource. */
const named = table.map((one) => (one.kind === "mutable" ? { ...one, default: logicalName } : one));
const each = (value: unknown): Record<string, unknown> => Object.fromEntries(kinds.map((kind) => [kind, value]));

describe("a comparison", () => {
  const told = (state: object, inputs: object, fields = table): unknown => {
    const { changes, ...rest } = compare(fields, { ...state }, { ...inputs }, "its name");
    return { ...rest, changes: changes.map(({ field: { name }, to }) => [name, to]) };
  };
  const nothing = { replaces: [], changes: [], undecided: false, settingsDiffer: false, namesDiffer: false };
  const managed = { [managedKey]: ["mutable", "writeOnly"] };

  test("finds nothing where all is the same, and by kind what a change of it means", () => {
    expect(told({ ...each("a"), ...managed }, each("a"))).toEqual(nothing);
    expect(told({ ...each("a"), ...managed }, each("b"))).toEqual({
      replaces: ["identity", "replaced"],
      changes: [
        ["mutable", "b"],
        ["writeOnly", "b"],
      ],
      undecided: false,
      settingsDiffer: true,
      namesDiffer: false,
    });
  });

  test("of what the program does not set finds nothing, but what it had set goes back to its default", () => {
    expect(told({ ...each("a"), [managedKey]: [] }, { setting: "a" })).toEqual(nothing);
    const removed = { ...nothing, namesDiffer: true };
    expect(told({ ...each("a"), ...managed }, { setting: "a" })).toEqual({
      ...removed,
      changes: [["mutable", "the default"]],
    });
    expect(told({ ...each("a"), ...managed }, { setting: "a" }, named)).toEqual({
      ...removed,
      changes: [["mutable", "its name"]],
    });
    expect(told({ ...each("the default"), ...managed }, { setting: "the default" })).toEqual(removed);
  });

  test("sends what is only written when state does not have it", () => {
    const state = { ...each("a"), ...managed, writeOnly: null };
    expect(told(state, each("a"))).toEqual({ ...nothing, changes: [["writeOnly", "a"]] });
  });

  test("leaves open what is not known yet, except of hints, and never replaces for it", () => {
    for (const kind of kinds) {
      const inputs = { ...each("a"), [kind]: { inside: [unknownMark] } };
      const names = { [managedKey]: ["mutable", "writeOnly"] };
      expect(told({ ...each("a"), ...names }, inputs)).toEqual({ ...nothing, undecided: kind !== "hint" });
    }
  });

  test("knows by name what is managed, and takes an import file by its values", () => {
    expect(managedNames(table, each("a"))).toEqual(["mutable", "writeOnly"]);
    expect(managedNames(table, { mutable: null, writeOnly: undefined, output: "a" })).toEqual([]);
    expect(managedIn(table, { ...each("a"), [managedKey]: ["mutable"] })).toEqual(["mutable"]);
    expect(managedIn(table, each("a"))).toEqual(["mutable", "writeOnly"]);
    expect(told({ ...each("a"), [managedKey]: ["mutable"] }, each("a"))).toEqual({ ...nothing, namesDiffer: true });
  });
});

describe("outputs", () => {
  const wire = { IDENTITY: "i", REPLACED: "r", MUTABLE: "m", WRITEONLY: "never", OUTPUT: "o" };

  test("are what Cloudflare has, and of what it never tells what was applied", () => {
    expect(outputsOf(table, wire, { writeOnly: "w", setting: "s", incarnation: 2 }, [])).toEqual({
      identity: "i",
      replaced: "r",
      mutable: "m",
      writeOnly: "w",
      output: "o",
      setting: "s",
      hint: null,
      incarnation: 2,
      [managedKey]: ["writeOnly"],
    });
    expect(keptOutputs(table, {})).toEqual({ incarnation: null, [managedKey]: [] });
  });

  test("keep the spelling of the program where it means the same, and no secret in what an upstream said", () => {
    const spelt = field("mutable", { observe: (declared) => `${String(declared)}, as written` });
    expect(outputsOf([spelt], { MUTABLE: "M" }, { mutable: "m" }, [])).toMatchObject({ mutable: "m, as written" });
    expect(outputsOf([spelt], { MUTABLE: "M" }, { mutable: null }, [])).toMatchObject({ mutable: "M" });
    const whole = field("output", { wireName: undefined, fromWire: (object) => JSON.stringify(object) });
    expect(outputsOf([whole], { a: "it was secret-token" }, {}, ["secret-token"])).toMatchObject({
      output: '{"a":"it was [secret]"}',
    });
  });

  test("of a program alone are what it says, and null for what the API never tells or does not know", () => {
    expect(declaredOutputs(table, each("a"))).toEqual({
      identity: "a",
      replaced: "a",
      mutable: "a",
      writeOnly: "a",
      setting: "a",
      hint: null,
    });
    expect(declaredOutputs(table, {})).toEqual({ writeOnly: null, setting: null, hint: null });
  });

  test("that only Cloudflare writes are told from the rest", () => {
    expect(volatileOutputs(table, each("a"))).toEqual({ output: "a" });
  });

  test("become the inputs of a program that declares them, of what it manages and what always belongs to it", () => {
    const outs = { ...each("a"), incarnation: 3 };
    const always = { identity: "a", replaced: "a", setting: "a", incarnation: 3 };
    expect(projectedInputs(table, outs, [])).toEqual(always);
    expect(projectedInputs(table, outs, ["mutable"])).toEqual({ ...always, mutable: "a" });
    expect(projectedInputs(table, { ...outs, mutable: null }, ["mutable", "writeOnly"])).toEqual({
      ...always,
      writeOnly: "a",
    });
  });
});

describe("bodies", () => {
  test("carry what the API takes: all that is set in a create, what changed in an update", () => {
    expect(sentArguments(table, each("a")).map(({ field: { name } }) => name)).toEqual([
      "identity",
      "replaced",
      "mutable",
      "writeOnly",
    ]);
    expect(sentArguments(table, { mutable: null, replaced: "r" }).map(({ field: { name } }) => name)).toEqual([
      "replaced",
    ]);
    expect(createBody(table, each("a"), "its name")).toEqual({
      IDENTITY: "a",
      REPLACED: "a",
      MUTABLE: "a",
      WRITEONLY: "a",
    });
    const changes = table.map((one) => ({ field: one, to: null }));
    expect(updateBody(changes)).toMatchObject({ MUTABLE: null, WRITEONLY: null });
    expect(Object.keys(updateBody(changes))).not.toContain("undefined");
  });

  test.each(["", null, []])("of a create leave out %j, which is what Cloudflare has anyway", (none) => {
    expect(createBody(table, { mutable: none, replaced: "r" }, "its name")).toEqual({ REPLACED: "r" });
  });

  test.each([false, 0, [1], {}])("of a create carry %j", (value) => {
    expect(createBody(table, { mutable: value }, "its name")).toEqual({ MUTABLE: value });
  });
});

test.each([
  ["a server", serverKind],
  ["a portal", portalKind],
])("all outputs of %s are always there, whatever Cloudflare leaves out", (_what, definition) => {
  const outs = outputsOf(definition.table, {}, {}, []);
  expect(Object.values(outs)).not.toContain(undefined);
  expect(Object.keys(outs)).toEqual(
    expect.arrayContaining(definition.table.map(({ name }: { readonly name: string }) => name)),
  );
});
