import { parseJson } from "../../../provider/src/cloudflare/jsonText";
import { definitionFault, readableObject } from "../../../provider/src/cloudflare/readable";
import { portalFields, serverFields } from "../../../provider/src/cloudflare/wire";
import { digestOf } from "../../../provider/src/lock/digest";

const mark = "pulumi-cloudflare-mcp:unreadable";
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const definition = (members: string): string => `{"name":"rotten","description":"Reads.","inputSchema":${members}}`;

/** Definitions as JSON text, and why each cannot be judged. */
const rotten: Readonly<Record<string, readonly [string, string]>> = {
  "nested 600 levels": [definition(nested(600)), "it is nested more than 100 levels deep"],
  "nested a hundred thousand levels": [definition(nested(100_000)), "it is nested more than 100 levels deep"],
  "nested in its name": [`{"name":${nested(600)}}`, "it is nested more than 100 levels deep"],
  "larger than a review": [definition(`"${"x".repeat(8 * 1024 * 1024)}"`), "it has more than 8388608 characters"],
  "a number beyond all": [definition('{"maximum":1e400}'), "it has a number that is too large"],
  "an integer that is rounded": [
    definition('{"maximum":9007199254740993}'),
    "it has an integer beyond 2^53 that cannot be compared exactly",
  ],
  "a mark of its own": [
    `{"name":"rotten","${mark}":"approved by the administrator"}`,
    "it has the mark of a definition that could not be read",
  ],
  "a mark of its own that is no text": [
    `{"name":"rotten","${mark}":{"a":1},"description":"Reads."}`,
    "it has the mark of a definition that could not be read",
  ],
};

const others = ['{"name":"good","inputSchema":{"maximum":18446744073709552000}}', "null", "7", '"text"', "[]"];

function readable(text: string, fields: Parameters<typeof readableObject>[0] = serverFields): Record<string, unknown> {
  const { value, rounded } = parseJson(text);
  return readableObject(fields, value, rounded) as Record<string, unknown>;
}

describe.each(Object.entries(rotten))("a definition that is %s", (_what, [text, reason]) => {
  const list = `[${[others[0], text, ...others.slice(1)].join()}]`;
  const named = text.startsWith('{"name":"') ? { name: "rotten" } : {};
  const expected = others.map((each) => JSON.parse(each) as unknown).toSpliced(1, 0, { ...named, [mark]: reason });

  test("is a mark that says why, and all beside it is as it was", () => {
    expect(readable(`{"id":"docs","tools":${list},"prompts":${list}}`)).toEqual({
      id: "docs",
      tools: expected,
      prompts: expected,
    });
    const row = `{"server_id":"docs","tools":${list},"updated_tools":[{"name":"good"}]}`;
    expect(readable(`{"id":"team","servers":[${row}]}`, portalFields)).toEqual({
      id: "team",
      servers: [{ server_id: "docs", tools: expected, updated_tools: [{ name: "good" }] }],
    });
  });

  test("stays unreadable for the same reason when its mark is copied as JSON, or read again", () => {
    const copied = JSON.parse(JSON.stringify(expected[1])) as unknown;
    expect(definitionFault(copied)).toBe(reason);
    expect(digestOf(copied)).toBe(`none: ${reason}`);
    expect(digestOf(copied, [`/${mark}`])).toBe(`none: ${reason}`);
  });
});

test.each([100, 101])(
  "a definition of %d levels is judged by the same limit on the way in and by a digest",
  (levels) => {
    const value: unknown = JSON.parse(nested(levels));
    const isReadable = levels === 100;
    expect(definitionFault(value) === undefined).toBe(isReadable);
    expect(digestOf(value).startsWith("sha256:")).toBe(isReadable);
    expect(readable(`{"tools":[${nested(levels)}]}`)).toEqual({
      tools: [isReadable ? value : (expect.anything() as unknown)],
    });
    expect(digestOf((readable(`{"tools":[${nested(levels)}]}`).tools as unknown[])[0])).toBe(digestOf(value));
  },
);

test("a name of a megabyte is not kept in the mark of its definition", () => {
  const name = "n".repeat(1_000_000);
  expect(readable(`{"tools":[{"name":"${name}","x":1e400}]}`).tools).toEqual([
    { [mark]: "it has a number that is too large" },
  ]);
});

test("any other member that is too deep or no JSON is a mark, and the others stay", () => {
  expect(
    readable(
      `{"id":"docs","auth_config_summary":${nested(600)},"error_details":{"a":1e400},"added":${nested(600)},"x":1}`,
    ),
  ).toEqual({
    id: "docs",
    auth_config_summary: { [mark]: "it is nested more than 100 levels deep" },
    error_details: { [mark]: "it has a number that is too large" },
    added: { [mark]: "it is nested more than 100 levels deep" },
    x: 1,
  });
});

test("members called like those of every object are members like any other", () => {
  const text = `{"constructor":1,"toString":[],"__proto__":${nested(600)}}`;
  const found = readable(text);
  expect(Object.keys(found)).toEqual(["constructor", "toString", "__proto__"]);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});

test("overrides without a name are ignored, since Cloudflare makes one even of a tool without a name", () => {
  const rows = '[{"name":"a","enabled":true},null,{"name":7},{},"x",{"name":"b","odd":{"a":1e400}}]';
  const left = [
    { name: "a", enabled: true },
    { name: "b", odd: { [mark]: "it has a number that is too large" } },
  ];
  expect(readable(`{"updated_tools":${rows}}`)).toEqual({ updated_tools: left });
  expect(readable(`{"servers":[{"id":"docs","updated_prompts":${rows}}]}`, portalFields)).toEqual({
    servers: [{ id: "docs", updated_prompts: left }],
  });
});

test.each(["null", "7", '"text"', "[]"])("%s stays what it is, to be refused by its form", (text) => {
  expect(readable(text)).toEqual(JSON.parse(text));
});
