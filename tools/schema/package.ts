/** The Pulumi package schema of the native plugin: every resource, function and setting, from declarations and tables. */
import { kindNames, typeToken, type KindName } from "#provider/kinds";
import { resources, type AnyResourceKind } from "#provider/resources";
import { credentialKeys } from "#provider/configuration";
import type { Declarations, Member } from "./declarations";
import { exampleUsage } from "./examples";
import { languages } from "./languages";
import {
  reference,
  sorted,
  tokenOf,
  type FunctionSpec,
  type ObjectSpec,
  type PropertySpec,
  type ResourceSpec,
} from "./spec";
import { mergeForms, Types } from "./types";
import { inEveryLanguage, joinParagraphs } from "./words";

/** One lookup for one object, and one for all. */
const lookUps: Readonly<Record<KindName, readonly [one: string, all: string]>> = {
  McpServer: ["getMcpServer", "getMcpServers"],
  McpPortal: ["getMcpPortal", "getMcpPortals"],
};

/** The schema as an object. `version` is that of the npm package; `examples` is the folder of example programs. */
export function packageSchema(declarations: Declarations, version: string, examples: string): Record<string, unknown> {
  const types = new Types(declarations);
  const made = kindNames.map((kind) => {
    const spec = resourceSpec(kind, declarations, types);
    const description = joinParagraphs(spec.description ?? "", exampleUsage(examples, kind));
    return [kind, { ...spec, description }] as const;
  });
  const functions = made.flatMap(([kind, resource]) => functionSpecs(kind, resource, declarations, types));
  const settings = settingsOf(declarations, types);
  return {
    name: "cloudflare-mcp",
    displayName: "Cloudflare MCP",
    version,
    description: "MCP servers and MCP server portals of Cloudflare Zero Trust (AI Controls).",
    keywords: ["pulumi", "cloudflare", "mcp", "zero-trust", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    // The SDK for Go then is a module of its own, and that for Python knows its version.
    meta: { supportPack: true },
    language: languages,
    config: { variables: settings },
    provider: {
      description: "Credentials, and perhaps an account, for resources and lookups.",
      inputProperties: settings,
    },
    resources: sorted(made.map(([kind, spec]) => [tokenOf(kind), spec])),
    functions: sorted(functions),
    types: sorted(types.named),
  };
}

function resourceSpec(kind: KindName, declarations: Declarations, types: Types): ResourceSpec {
  const { table }: AnyResourceKind = resources[kind];
  const outputs = declarations.outputs(kind);
  const marked = marksOf(kind);
  const { properties, required } = types.properties(outputs.members, kind);
  const inputs = types.properties(argumentsOf(kind, declarations), kind);
  const inputNames = Object.keys(inputs.properties);
  const inTable = table.filter(({ name, kind: field }) => field !== "output" && !inputNames.includes(name));
  if (inTable.length > 0) {
    throw new Error(`${kind}Args has no ${inTable.map(({ name }) => name).join(", ")}.`);
  }
  return {
    description: inEveryLanguage(outputs.words),
    properties: marked(inOrder(properties, table), { replaces: false }),
    required: required ?? [],
    inputProperties: marked(inOrder(inputs.properties, table), { replaces: true }),
    requiredInputs: inputs.required ?? [],
    aliases: [{ type: typeToken(kind) }],
  };
}

/** In the order of the table, which is that of failures and outputs too. */
function inOrder<Value>(
  properties: Readonly<Record<string, Value>>,
  table: AnyResourceKind["table"],
): Record<string, Value> {
  const order = table.map(({ name }) => name);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(Object.entries(properties).sort(([one], [other]) => place(one) - place(other)));
}

/** Marks what the table of the kind knows: secrets, and arguments whose change replaces. */
function marksOf(
  kind: KindName,
): (
  properties: Readonly<Record<string, PropertySpec>>,
  options: { readonly replaces: boolean },
) => Record<string, PropertySpec> {
  const { table }: AnyResourceKind = resources[kind];
  const named = (names: readonly { readonly name: string }[]): ReadonlySet<string> =>
    new Set(names.map(({ name }) => name));
  const secrets = named(table.filter(({ secret }) => secret));
  const replacing = named(table.filter((field) => field.kind === "identity" || field.kind === "replaced"));
  return (properties, { replaces }) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, spec]) => [
        name,
        {
          ...spec,
          ...(secrets.has(name) && { secret: true }),
          ...(replaces && replacing.has(name) && { willReplaceOnChanges: true }),
        },
      ]),
    );
}

function argumentsOf(kind: string, declarations: Declarations): readonly Member[] {
  return mergeForms(declarations, declarations.formsOf(`${kind}Args`)).members;
}

function functionSpecs(
  kind: KindName,
  resource: ResourceSpec,
  declarations: Declarations,
  types: Types,
): [string, FunctionSpec][] {
  const [one, all] = lookUps[kind];
  const result = `G${one.slice(1)}Result`;
  const omitted = declarations.omittedBy(result);
  const { members, words } = declarations.interface(result);
  const own = types.properties(members, kind);
  const kept = (name: string): boolean => !omitted.includes(name);
  const found: ObjectSpec = {
    description: inEveryLanguage(words),
    type: "object",
    properties: {
      ...own.properties,
      ...Object.fromEntries(Object.entries(resource.properties).filter(([name]) => kept(name))),
    },
    required: [...(own.required ?? []), ...(resource.required ?? []).filter(kept)].sort(),
  };
  const [list] = declarations.interface(`G${all.slice(1)}Result`).members;
  if (list === undefined) {
    throw new Error(`The result of ${all} has no list.`);
  }
  const element = tokenOf(`${all}${kind.replace("Mcp", "")}`);
  types.named.set(element, found);
  const lists: ObjectSpec = {
    properties: {
      [list.name]: { type: "array", items: reference(element), description: inEveryLanguage(list.words) },
    },
    required: [list.name],
  };
  return [
    [tokenOf(one), functionSpec(one, found, declarations, types)],
    [tokenOf(all), functionSpec(all, lists, declarations, types)],
  ];
}

function functionSpec(name: string, outputs: ObjectSpec, declarations: Declarations, types: Types): FunctionSpec {
  const { members } = declarations.interface(`G${name.slice(1)}Args`);
  return {
    description: inEveryLanguage(declarations.wordsOf(declarations.find(name))),
    inputs: types.properties(members, name),
    outputs,
  };
}

/** The settings of the provider, which are those of stack config too. */
function settingsOf(declarations: Declarations, types: Types): Record<string, PropertySpec> {
  const { members } = mergeForms(declarations, declarations.formsOf("ProviderArgs"));
  const { properties } = types.properties(members, "Provider");
  const isSecret = (name: string): boolean => name !== "email" && credentialKeys.includes(`cloudflare:${name}`);
  return Object.fromEntries(
    Object.entries(properties).map(([name, spec]) => [name, { ...spec, ...(isSecret(name) && { secret: true }) }]),
  );
}
