/** The part of the reference about programs: resources, providers, lookups and the types of their arguments. */
import { kindNames, lookUpNames, type KindName } from "#provider/kinds";
import type { Declarations, Member } from "../schema/declarations";
import { capitalized, mergeForms } from "../schema/types";
import { plainWords } from "../schema/words";
import { argumentFacts, memberFacts, type Facts } from "./facts";
import { list, prose, table } from "./markdown";
import { flattened, isRequired, namedTypes, typeText } from "./typeText";

const header = ["argument", "type", "default", "limits", "notes"];

/** Sections, in order. */
export function programSections(declarations: Declarations): string[] {
  const shown = new Set<string>();
  return [
    ...kindNames.flatMap((kind) => resourceSections(kind, declarations)),
    ...providerSections(declarations),
    ...lookUpSections(declarations),
    ...typeSections(declarations, shown),
  ];
}

function resourceSections(kind: KindName, declarations: Declarations): string[] {
  const { members } = mergeForms(declarations, declarations.formsOf(`${kind}Args`));
  const outputs = declarations.outputs(kind);
  return [
    `## ${kind}`,
    prose(plainWords(outputs.words)),
    `### Arguments of ${kind}`,
    ...argumentsTable(members, declarations, argumentFacts(kind)),
    `### Outputs of ${kind}`,
    list(outputs.members.map((member) => described(member, declarations))),
  ];
}

function providerSections(declarations: Declarations): string[] {
  const { members } = mergeForms(declarations, declarations.formsOf("ProviderArgs"));
  return [
    "## Provider",
    prose(plainWords(declarations.wordsOf(declarations.find("Provider")))),
    "### Arguments of Provider",
    ...argumentsTable(members, declarations),
  ];
}

function lookUpSections(declarations: Declarations): string[] {
  const names = kindNames.flatMap((kind) => [lookUpNames[kind].one, lookUpNames[kind].all]);
  return [
    "## Lookups",
    prose(
      "[When to use a lookup](existing-accounts.md#lookups). Each has a second form for Inputs, such as `getMcpServerOutput`, with the same arguments. A result has the outputs of the resource that Cloudflare knows.",
    ),
    ...names.flatMap((name) => [
      `### ${name}`,
      prose(plainWords(declarations.wordsOf(declarations.find(name)))),
      ...argumentsTable(declarations.interface(`${capitalized(name)}Args`).members, declarations),
    ]),
  ];
}

/** Each interface that arguments and outputs name, once. */
function typeSections(declarations: Declarations, shown: Set<string>): string[] {
  const roots = kindNames.flatMap((kind) => [
    ...mergeForms(declarations, declarations.formsOf(`${kind}Args`)).members,
    ...declarations.outputs(kind).members,
  ]);
  const sections: string[] = [];
  const visit = (members: readonly Member[]): void => {
    for (const name of members.flatMap(({ type }) => namedTypes(type, declarations))) {
      if (shown.has(name)) {
        continue;
      }
      shown.add(name);
      const found = declarations.interface(name);
      const all = flattened(found.members, declarations);
      sections.push(
        `### ${name}`,
        prose(plainWords(found.words)),
        ...(name.endsWith("Output") || name in outputsOnly
          ? [list(all.map((member) => described(member, declarations)))]
          : argumentsTable(all, declarations, memberFacts[name])),
      );
      visit(all);
    }
  };
  visit(roots);
  return ["## Types", ...sections];
}

/** Interfaces of outputs that no argument has. */
const outputsOnly = { McpDefinition: true, McpErrorDetails: true, McpAuthConfigSummary: true };

function argumentsTable(
  members: readonly Member[],
  declarations: Declarations,
  facts: ReadonlyMap<string, Facts> = new Map(),
): string[] {
  const given = inOrder(
    members.filter(({ type }) => typeText(type, declarations) !== ""),
    [...facts.keys()],
  );
  const rows = given.map((member) => {
    const { default: known, limits = "", notes = [] } = facts.get(member.name) ?? {};
    const required = isRequired(member);
    return [
      `\`${member.name}\``,
      `\`${typeText(member.type, declarations)}\``,
      required ? "" : (known ?? defaultInWords(member.words)),
      limits,
      [...(required ? ["required"] : []), ...notes].join(", "),
    ];
  });
  return [table(header, rows), list(given.map(({ name, words }) => entry(`\`${name}\``, words)))];
}

/** In the order of the table, which is that of failures and outputs too. */
function inOrder(members: readonly Member[], names: readonly string[]): Member[] {
  const place = ({ name }: Member): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...members].sort((one, other) => place(one) - place(other));
}

function described(member: Member, declarations: Declarations): string {
  return entry(`\`${member.name}\` (\`${typeText(member.type, declarations)}\`)`, member.words);
}

/** A list below a name begins on a line of its own. */
function entry(name: string, words: string): string {
  const text = plainWords(words);
  return `${name}:${text.startsWith("- ") ? "\n\n" : " "}${text}`;
}

/** The default that the documentation names. */
function defaultInWords(words: string): string {
  const [, text = ""] = /\b[Dd]efault: (.+?)\.(?= |$)/.exec(plainWords(words).replaceAll("\n", " ")) ?? [];
  return text;
}
