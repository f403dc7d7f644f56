/**
 * Values as TypeScript, laid out as Prettier does it with its defaults, so that a generated program needs no formatting.
 * Only what such a program consists of: texts, booleans, lists, objects, names and calls with one text.
 */
import { columnsOf } from "./columns";

/** What can stand behind a colon. */
export type Expression = string | boolean | Reference | Call | readonly Expression[] | Members;

/** An object; its keys are names that need no quotes. */
export interface Members {
  readonly [name: string]: Expression;
}

/** A variable. */
export class Reference {
  constructor(readonly name: string) {}
}

/** A call with one text: `config.getSecret("token")`. */
export class Call {
  constructor(
    readonly callee: string,
    readonly argument: string,
  ) {}
}

/** Where Prettier breaks lines. */
const lineWidth = 80;

/** `const docs = new McpServer("docs", { … });`, the object always with a line for each member. */
export function resourceStatement(
  variable: string | undefined,
  className: string,
  name: string,
  args: Members,
): string {
  const start = `${variable === undefined ? "" : `const ${variable} = `}new ${className}(`;
  if (columnsOf(`${start}${literal(name)}, {`) <= lineWidth) {
    return `${start}${literal(name)}, ${broken(args, 0)});`;
  }
  return `${start}\n  ${literal(name)},\n  ${broken(args, 2)},\n);`;
}

/**
 * A text as a literal. Whatever it contains stays inside: quotes, line breaks and what would not be seen are escaped,
 * among it the marks that turn the direction of writing around.
 */
export function literal(text: string): string {
  const quote = countOf(text, '"') > countOf(text, "'") ? "'" : '"';
  return `${quote}${escaped(text, quote)}${quote}`;
}

/** A text for the end of a line comment. */
export function commentText(text: string): string {
  return escaped(text, "");
}

const shortEscapes: Readonly<Partial<Record<string, string>>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

function escaped(text: string, quote: string): string {
  return Array.from(text, (character) => {
    if (character === quote) {
      return `\\${quote}`;
    }
    return shortEscapes[character] ?? (isVisible(character) ? character : unicodeEscapes(character));
  }).join("");
}

/** Letters, digits, punctuation, symbols and the ordinary space; nothing that a reader would not see. */
export function isVisible(character: string): boolean {
  return /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character);
}

function unicodeEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A value that begins at a column, followed by a comma: on its line where it fits, else over several. */
function laidOut(value: Expression, indentation: number, column: number): string {
  const text = flat(value);
  return !mustBreak(value) && column + columnsOf(text) + 1 <= lineWidth ? text : broken(value, indentation);
}

function flat(value: Expression): string {
  if (typeof value === "string") {
    return literal(value);
  }
  if (typeof value === "boolean") {
    return String(value);
  }
  if (value instanceof Reference) {
    return value.name;
  }
  if (value instanceof Call) {
    return `${value.callee}(${literal(value.argument)})`;
  }
  if (isList(value)) {
    return `[${value.map(flat).join(", ")}]`;
  }
  const members = Object.entries(value).map(([name, member]) =>
    isShorthand(name, member) ? name : `${name}: ${flat(member)}`,
  );
  return `{ ${members.join(", ")} }`;
}

/** The same over several lines, the first and the last of them at the given indentation. */
function broken(value: Expression, indentation: number): string {
  const inner = indentation + 2;
  const lines = (contents: readonly string[]): string =>
    contents.map((content) => `${spaces(inner)}${content},\n`).join("");
  if (value instanceof Call) {
    return `${value.callee}(\n${lines([literal(value.argument)])}${spaces(indentation)})`;
  }
  if (isList(value)) {
    return `[\n${lines(value.map((item) => laidOut(item, inner, inner)))}${spaces(indentation)}]`;
  }
  if (typeof value === "object" && !(value instanceof Reference)) {
    const members = Object.entries(value).map(([name, member]) => memberText(name, member, inner));
    return `{\n${lines(members)}${spaces(indentation)}}`;
  }
  return flat(value);
}

/** A name so short that a line break after it would gain nothing to Prettier. */
const shortName = 4;

/** `name: value`. A text that is too long for its line begins on the next one. */
function memberText(name: string, value: Expression, indentation: number): string {
  if (isShorthand(name, value)) {
    return name;
  }
  const text = laidOut(value, indentation, indentation + name.length + 2);
  const isTooLong =
    typeof value === "string" &&
    name.length > shortName &&
    indentation + name.length + 2 + columnsOf(text) + 1 > lineWidth;
  return isTooLong ? `${name}:\n${spaces(indentation + 2)}${text}` : `${name}: ${text}`;
}

/** Prettier gives each object of a list its line when all of them, two at least, have more than one member. */
function mustBreak(value: Expression): boolean {
  if (isList(value)) {
    return (value.length > 1 && value.every(hasSeveralMembers)) || value.some(mustBreak);
  }
  return isMembers(value) && Object.values(value).some(mustBreak);
}

function hasSeveralMembers(value: Expression): boolean {
  return isMembers(value) && Object.keys(value).length > 1;
}

function isShorthand(name: string, value: Expression): boolean {
  return value instanceof Reference && value.name === name;
}

function isList(value: Expression): value is readonly Expression[] {
  return Array.isArray(value);
}

function isMembers(value: Expression): value is Members {
  return typeof value === "object" && !isList(value) && !(value instanceof Reference) && !(value instanceof Call);
}

function spaces(count: number): string {
  return " ".repeat(count);
}
