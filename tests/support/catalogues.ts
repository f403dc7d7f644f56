/**
 * Catalogues shaped like those of large published MCP servers: named shapes, invented texts. Each is what an upstream
 * publishes, as it is.
 */
import type { Tool } from "./lockedProgram";

export interface CatalogueShape {
  /** What the upstream publishes. A name may be missing or be no text. */
  readonly tools: readonly Tool[];
  /** The names of tools that can be reviewed: published once, or several times alike, with a name and readable. */
  readonly reviewable: readonly string[];
  /** Whether one cannot be judged, so that a report has to say that it does not know everything. */
  readonly hasUnreadable?: true;
}

type Json = Readonly<Record<string, unknown>>;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function tool(name: string, inputSchema: unknown = { type: "object" }, more: Json = {}): Tool {
  return { name, description: `Handles ${name}.`, inputSchema, ...more };
}

/** Every tool can be reviewed. */
function allOf(tools: readonly Tool[]): CatalogueShape {
  return { tools, reviewable: [...new Set(tools.map(({ name }) => name))] };
}

/** A tool as generated from a description of a REST API: pages of parameters, each with a text and an enum. */
export function generatedTool(index: number, parameters = 6): Tool {
  const properties = Object.fromEntries(
    numbers(parameters).map((number) => [
      `parameter_${number}`,
      {
        type: number % 3 === 0 ? "integer" : "string",
        description: `Parameter ${number} of operation ${index}. `.repeat(4),
        ...(number % 4 === 0 && { enum: numbers(8).map((value) => `value-${value}`) }),
      },
    ]),
  );
  return tool(`operation_${String(index).padStart(4, "0")}`, {
    type: "object",
    properties,
    required: ["parameter_0"],
    additionalProperties: false,
  });
}

/** A tool without what most tools have. The emulator's upstream adds a schema where none is said to be missing. */
function bare(members: Json): Tool {
  return { inputSchema: undefined, ...members } as unknown as Tool;
}

function nested(depth: number): unknown {
  return numbers(depth).reduce<unknown>((inner) => ({ type: "object", properties: { next: inner } }), {
    type: "string",
  });
}

const recursive = {
  type: "object",
  properties: { root: { $ref: "#/$defs/node" }, lost: { $ref: "#/$defs/missing" }, self: { $ref: "#" } },
  $defs: {
    node: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } } },
    circle: { $ref: "#/$defs/circle" },
  },
};

export const catalogueShapes: Readonly<Record<string, CatalogueShape>> = {
  "hundreds of tools": allOf(numbers(344).map((index) => generatedTool(index))),
  "recursive and dangling references": allOf([
    tool("tree", recursive),
    tool("remote", { $ref: "https://schemas.example.com/tool.json#/definitions/none" }),
    tool("broken_pointer", { type: "object", properties: { a: { $ref: "#/%zz/~3" }, b: { $ref: 7 } } }),
  ]),
  "invalid schemas": allOf([
    tool("no_such_type", { type: "dictionary", properties: [] }),
    tool("null_members", { type: null, enum: null, properties: null, required: null }),
    tool("wrong_members", { type: ["object", 7], required: "all", properties: { a: true, b: [], c: "string" } }),
    tool("boolean_schema", true),
    tool("text_schema", "object"),
    tool("list_schema", [{ type: "object" }]),
    tool("bad_pattern", { type: "string", pattern: "([", minLength: -1, multipleOf: 0 }),
    tool("odd_annotations", { type: "object" }, { annotations: ["readOnlyHint"], outputSchema: 7, _meta: null }),
  ]),
  "names that agents cannot use": allOf([
    tool("repos.files.read"),
    tool("issues/list"),
    tool("send mail"),
    tool("a".repeat(200)),
    tool("docs_docs_docs"),
    tool("-"),
    tool("tool:run@v2"),
  ]),
  "no input schemas": allOf([
    bare({ name: "ping" }),
    bare({ name: "pong", description: null }),
    bare({ name: "time" }),
  ]),
  "definitions without a name": {
    tools: [
      tool("search"),
      bare({ description: "Nameless." }),
      bare({ name: 7 }),
      bare({ name: null, inputSchema: { type: "object" } }),
      bare({}),
      bare({ name: ["search"] }),
      tool("fetch"),
    ],
    reviewable: ["search", "fetch"],
  },
  "huge enums": allOf([
    tool("choose_zone", {
      type: "object",
      properties: { zone: { enum: numbers(5_000).map((index) => `zone-${index}`) } },
    }),
    tool("choose_number", { enum: numbers(2_000) }),
  ]),
  "deep nesting": {
    tools: [tool("deep", nested(40)), tool("bottomless", nested(300)), tool("flat")],
    reviewable: ["deep", "flat"],
    hasUnreadable: true,
  },
  "duplicated names": {
    tools: [
      tool("same"),
      tool("same"),
      tool("other", { type: "object" }),
      tool("other", { type: "string" }),
      tool("once"),
    ],
    reviewable: ["same", "once"],
  },
  unicode: allOf([
    tool("検索", { type: "object", properties: { 質問: { type: "string", description: "何を探しますか？" } } }),
    tool("بحث"),
    tool("e\u0301tat"),
    tool("\u00e9tat"),
    tool("🔎_find", { type: "object", properties: { "👩‍💻": { type: "string" } } }),
    tool(
      "search",
      { type: "object" },
      { description: "Búsqueda, поиск, 搜索: naïve “quotes” — and \u200bspaces.\r\n\tTabs." },
    ),
  ]),
  "names of JavaScript": allOf(
    ["constructor", "toString", "hasOwnProperty", "valueOf", "then", "length"].map((name) =>
      tool(name, { type: "object", properties: { [name]: { type: "string" } }, required: [name] }),
    ),
  ),
  "long texts": allOf([
    tool("manual", { type: "object" }, { description: "All that there is to know. ".repeat(4_000) }),
    tool("lines", { type: "object" }, { description: "One more line.\n".repeat(3_000) }),
  ]),
  "no tools": allOf([]),
};

export const shapeNames = Object.keys(catalogueShapes);

export function shapeOf(name: string): CatalogueShape {
  const { [name]: shape } = catalogueShapes;
  if (shape === undefined) {
    throw new Error(`There is no catalogue "${name}".`);
  }
  return shape;
}
