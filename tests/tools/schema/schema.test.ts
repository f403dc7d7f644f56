import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resources, type AnyResourceKind } from "../../../provider/src/resources";
import { kindNames } from "../../../provider/src/kinds";
import { Declarations } from "../../../tools/schema/declarations";
import { packageSchema } from "../../../tools/schema/package";
import type { ResourceSpec } from "../../../tools/schema/spec";
import { repository, textOf } from "../../docs/tree";

const { version } = JSON.parse(textOf("provider/package.json")) as { readonly version: string };
const made = packageSchema(
  new Declarations(join(repository, "provider", "src", "program")),
  version,
  join(repository, "examples"),
) as {
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, unknown>>;
  readonly types: Readonly<Record<string, Partial<ResourceSpec>>>;
};

/** Every description of the schema, with the path to it. */
function descriptions(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === "description" && typeof member === "string" ? [[path, member]] : descriptions(member, `${path}/${key}`),
  );
}

test("the committed schema is what the declarations and tables make", () => {
  const committed: unknown = JSON.parse(readFileSync(join(repository, "provider/schema/schema.json"), "utf8"));
  expect(committed).toEqual(JSON.parse(JSON.stringify(made)));
});

describe.each(kindNames)("%s", (kind) => {
  const spec = made.resources[`cloudflare-mcp:index:${kind}`];
  const { table }: AnyResourceKind = resources[kind];
  const named = (test: (field: (typeof table)[number]) => boolean): string[] =>
    table
      .filter(test)
      .map(({ name }) => name)
      .sort();
  const marked = (mark: "secret" | "willReplaceOnChanges"): string[] =>
    Object.entries(spec?.inputProperties ?? {})
      .filter(([, property]) => property[mark] === true)
      .map(([name]) => name)
      .sort();

  test("every argument of the table is an input, and nothing else is", () => {
    expect(Object.keys(spec?.inputProperties ?? {}).sort()).toEqual(named(({ kind: field }) => field !== "output"));
  });

  test("every output of the table is an output", () => {
    const shown = named(({ kind: field }) => field !== "hint" && field !== "setting");
    expect(Object.keys(spec?.properties ?? {})).toEqual(expect.arrayContaining([...shown, "incarnation"]));
  });

  test("what the table requires of a program is required, but for what has a default", () => {
    const required = named((field) => field.required && field.kind !== "identity");
    expect([...(spec?.requiredInputs ?? [])].sort()).toEqual(required);
  });

  test("secrets and arguments whose change replaces are those of the table", () => {
    expect(marked("secret")).toEqual(named(({ secret }) => secret));
    expect(marked("willReplaceOnChanges")).toEqual(named(({ kind: field }) => /^(identity|replaced)$/.test(field)));
  });

  test("it replaces the dynamic resource of the same name by alias", () => {
    expect(spec?.aliases).toEqual([{ type: `pulumi-nodejs:dynamic/cloudflare-mcp:${kind}` }]);
  });
});

test("no type ends in Output, which means something else to the Go SDK", () => {
  expect(Object.keys(made.types).filter((token) => token.endsWith("Output"))).toEqual([]);
});

test("every argument, output and member of a type is described", () => {
  const all = [...Object.values(made.resources), ...Object.values(made.types)];
  const members = all.flatMap(({ properties = {}, inputProperties = {} }) => [
    ...Object.entries(properties),
    ...Object.entries(inputProperties),
  ]);
  expect(members.length).toBeGreaterThan(100);
  expect(members.filter(([, { description = "" }]) => description === "")).toEqual([]);
});

test.each(kindNames)("%s has an example in each language that tests run", (kind) => {
  const { description = "" } = made.resources[`cloudflare-mcp:index:${kind}`] ?? {};
  const blocks = [...description.matchAll(/```(\w+)\n([\s\S]+?)\n```/g)];
  expect(blocks.map(([, language]) => language)).toEqual(["yaml", "python", "go"]);
  for (const [, , text = ""] of blocks) {
    expect(text).toContain(kind);
  }
});

test("no description holds what only TypeScript understands", () => {
  expect(descriptions(made).filter(([, text]) => /\{@|`cloudflare:|\bnew pulumi\b|@example/.test(text))).toEqual([]);
});
