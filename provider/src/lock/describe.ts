/** Describes changes of a definition for people. No line begins with text from outside. */
import { isObject } from "../cloudflare/shape";
import { visible } from "../text/shown";
import type { Difference, DifferenceKind } from "./difference";
import { pointerSteps } from "./digest";
import { textHunks, type Hunk, type Piece } from "./textHunks";

/** How parts of a line are set off. Without colours: not at all. */
export interface Paint {
  readonly removed: (text: string) => string;
  readonly added: (text: string) => string;
  /** What exactly was removed or added, within such a line. */
  readonly strong: (text: string) => string;
  readonly fact: (text: string) => string;
}

const same = (text: string): string => text;
export const plainPaint: Paint = { removed: same, added: same, strong: same, fact: same };

/** A headline, and below it the texts and facts. */
export function describe(difference: Difference, paint: Paint = plainPaint): string[] {
  return [headline(difference), ...details(difference, paint)];
}

/** The same of a definition that is shown as a whole: what it has, not what was added. */
export function present(difference: Difference, paint: Paint = plainPaint): string[] {
  const { kind, pointer, after } = difference;
  const value = short.has(kind) ? `: ${valueText(after)}` : "";
  return [`${place(pointer)}${value}`, ...details(difference, paint)];
}

function details(difference: Difference, paint: Paint): string[] {
  return [
    ...body(difference, paint).map((line) => `    ${line}`),
    ...difference.facts.map((fact) => `    ${paint.fact(`! ${visible(fact)}`)}`),
  ];
}

/** In one line, without the texts. */
export function headline({ kind, pointer, before, after }: Difference): string {
  const where = place(pointer);
  switch (kind) {
    case "textChanged":
    case "constraintChanged":
    case "changed":
      return `${where} changed`;
    case "annotationChanged":
    case "typeChanged":
    case "defaultChanged":
      return `${where}: ${valueText(before)} -> ${valueText(after)}`;
    case "parameterAdded":
    case "added":
      return `${where} added`;
    case "parameterRemoved":
    case "removed":
      return `${where} removed`;
    case "madeRequired":
      return `${where} is required now`;
    case "madeOptional":
      return `${where} is optional now`;
    case "enumWidened":
      return `${where} widened`;
    case "enumNarrowed":
      return `${where} narrowed`;
    case "enumChanged":
      return `${where} changed`;
    case "opened":
      return `${where}: parameters that are not named are taken now`;
    case "closed":
      return `${where}: parameters that are not named are refused now`;
    case "notComparable":
      return "cannot be compared";
  }
}

/** Whose headline says it all. */
const short: ReadonlySet<DifferenceKind> = new Set([
  "annotationChanged",
  "typeChanged",
  "defaultChanged",
  "madeRequired",
  "madeOptional",
  "notComparable",
]);

function body({ kind, before, after }: Difference, paint: Paint): string[] {
  if (short.has(kind)) {
    return [];
  }
  if (kind === "textChanged") {
    return textHunks(String(before), String(after)).flatMap((hunk) => hunkLines(hunk, paint));
  }
  return [
    ...(before === undefined ? [] : hunkLines({ before: whole(before), after: [] }, paint)),
    ...(after === undefined ? [] : hunkLines({ before: [], after: whole(after) }, paint)),
  ];
}

/** A text as it is; of a schema its description as a text, and then the rest. */
function whole(value: unknown): Piece[] {
  if (typeof value === "string") {
    return [{ text: value, isChanged: false }];
  }
  if (isObject(value) && typeof value.description === "string") {
    const { description, ...rest } = value;
    const more = Object.keys(rest).length === 0 ? "" : `\n${JSON.stringify(rest)}`;
    return [{ text: `${description}${more}`, isChanged: false }];
  }
  return [{ text: JSON.stringify(value), isChanged: false }];
}

function hunkLines({ before, after }: Hunk, paint: Paint): string[] {
  return [
    ...lines(before, paint.strong).map((line) => paint.removed(`- ${line}`)),
    ...lines(after, paint.strong).map((line) => paint.added(`+ ${line}`)),
  ];
}

/** More than a screen of one text. The rest is counted, and JSON has it. */
const mostCharacters = 4_000;

function lines(pieces: readonly Piece[], strong: (text: string) => string): string[] {
  let left = mostCharacters;
  let cut = 0;
  const shown = pieces
    .map(({ text, isChanged }) => {
      const part = text.slice(0, left).toWellFormed();
      cut += text.length - part.length;
      left -= part.length;
      const clean = part.split("\n").map(visible);
      return (isChanged ? clean.map((line) => (line === "" ? "" : strong(line))) : clean).join("\n");
    })
    .join("");
  const rest = cut === 0 ? [] : [`(${cut.toLocaleString("en-US")} more characters: --format json has them)`];
  return shown === "" ? rest : [...shown.split("\n"), ...rest];
}

function valueText(value: unknown): string {
  if (value === undefined) {
    return "not given";
  }
  const text = JSON.stringify(value);
  const part = text.slice(0, 200).toWellFormed();
  return visible(part === text ? text : `${part}… (${text.length.toLocaleString("en-US")} characters)`);
}

/** `description of parameter owner.name` for `/inputSchema/properties/owner/properties/name/description` */
function place(pointer: string): string {
  const [root = "", ...steps] = pointerSteps(pointer);
  switch (root) {
    case "inputSchema":
      return inSchema(steps, "the parameters", "parameter");
    case "outputSchema":
      return inSchema(steps, "the result", "result");
    case "arguments": {
      const [name, ...rest] = steps;
      return name === undefined ? "arguments" : ofSubject(rest, `argument ${word(name)}`);
    }
    case "annotations":
      return steps.length === 0 ? "annotations" : `annotation ${steps.map(word).join("/")}`;
    default:
      return [root, ...steps].map(word).join("/");
  }
}

function inSchema(steps: readonly string[], all: string, one: string): string {
  let path = "";
  let index = 0;
  for (;;) {
    const [step, name] = steps.slice(index, index + 2);
    if (step === "properties" && name !== undefined) {
      path += `${path === "" ? "" : "."}${word(name)}`;
      index += 2;
    } else if (step === "items" && path !== "") {
      path += "[]";
      index += 1;
    } else {
      break;
    }
  }
  return ofSubject(steps.slice(index), path === "" ? all : `${one} ${path}`);
}

function ofSubject(rest: readonly string[], subject: string): string {
  return rest.length === 0 ? subject : `${rest.map(word).join("/")} of ${subject}`;
}

/** A name from outside; in quotes unless it is a plain word. */
export function word(name: string): string {
  return /^[\w$-]+$/.test(name) ? name : visible(JSON.stringify(name));
}
