/** TypeScript source text of an exported program: names of variables, and values with one member per line. */
import { asText } from "../../text/asText";
import { unseen } from "../../text/characters";

/** A value of a program. */
export type Expression = string | boolean | Reference | TextCall | readonly Expression[] | Members;

/** An object. Its keys need no quotes. */
export interface Members {
  readonly [name: string]: Expression;
}

/** A variable. */
export class Reference {
  constructor(readonly name: string) {}
}

/** A call with one string: `config.getSecret("token")`. */
export class TextCall {
  constructor(
    readonly callee: string,
    readonly argument: string,
  ) {}
}

interface PrintedResource {
  readonly variable: string | undefined;
  readonly className: string;
  readonly name: string;
  readonly args: Members;
  readonly options: Reference;
}

/** `const docs = new McpServer("docs", { … }, imported);` */
export function printResource({ variable, className, name, args, options }: PrintedResource): string {
  const start = variable === undefined ? "" : `const ${variable} = `;
  return `${start}new ${className}(${[printText(name), printValue(args), printValue(options)].join(", ")});`;
}

function printValue(value: Expression, indentation = ""): string {
  if (typeof value === "string") {
    return printText(value);
  }
  if (typeof value === "boolean") {
    return asText(value);
  }
  if (value instanceof Reference) {
    return value.name;
  }
  if (value instanceof TextCall) {
    return `${value.callee}(${printText(value.argument)})`;
  }
  const inner = `${indentation}  `;
  if (!isList(value)) {
    return printLines("{", printMembers(value, inner), "}", indentation);
  }
  const items = value.map((item) => printValue(item, inner));
  // A list of names is more readable on one line.
  return value.some(isComposite) ? printLines("[", items, "]", indentation) : `[${items.join(", ")}]`;
}

function printMembers(members: Members, indentation: string): string[] {
  return Object.entries(members).map(([name, member]) =>
    member instanceof Reference && member.name === name ? name : `${name}: ${printValue(member, indentation)}`,
  );
}

function printLines(open: string, contents: readonly string[], close: string, indentation: string): string {
  const lines = contents.map((content) => `${indentation}  ${content},\n`);
  return contents.length === 0 ? `${open}${close}` : `${open}\n${lines.join("")}${indentation}${close}`;
}

function isList(value: Expression): value is readonly Expression[] {
  return Array.isArray(value);
}

function isComposite(value: Expression): boolean {
  return typeof value === "object" && !(value instanceof Reference) && !(value instanceof TextCall);
}

/** A string literal that its text cannot end: quotes, line breaks and invisible characters are escaped. */
export function printText(text: string): string {
  return `"${escapeUnseen(text).replaceAll('"', '\\"')}"`;
}

const shortEscapes: Readonly<Partial<Record<string, string>>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** Text that is safe in a literal, and at the end of a line comment. */
export function escapeUnseen(text: string): string {
  return Array.from(text, (character) => shortEscapes[character] ?? escapeCharacter(character)).join("");
}

const unseenCharacter = new RegExp(unseen, "u");

function escapeCharacter(character: string): string {
  return !unseenCharacter.test(character)
    ? character
    : Array.from(
        { length: character.length },
        (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
      ).join("");
}

/** Names that a module cannot declare at its top, or that mean something else in an exported program. */
const reservedNames: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "exports global module process pulumi require config imported"
  ).split(" "),
);

/** Gives each id its own variable: `my-docs` becomes `myDocs`. `noun` completes a name that is reserved or invalid. */
export class VariableNames {
  private readonly used = new Set<string>();
  /** The next number of each name. */
  private readonly numbers = new Map<string, number>();

  nameFor(id: string, noun: string): string {
    const words = id.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
    const plain = joinCamelCase(words);
    const candidates =
      /^[a-z]/.test(plain) && !reservedNames.has(plain) ? [plain, joinCamelCase([...words, noun])] : [];
    const last = candidates.at(-1) ?? joinCamelCase([noun, ...words]);
    const name = [...candidates, last].find((each) => !this.used.has(each)) ?? this.numbered(last);
    this.used.add(name);
    return name;
  }

  /** `name2`, `name3` and so on. */
  private numbered(name: string): string {
    let number = this.numbers.get(name) ?? 2;
    while (this.used.has(`${name}${number}`)) {
      number += 1;
    }
    this.numbers.set(name, number + 1);
    return `${name}${number}`;
  }
}

function joinCamelCase(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`)).join("");
}
