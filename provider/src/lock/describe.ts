/** Describes the changes of a definition for people. No line begins with text from outside. */
import { isObject } from "../cloudflare/shape";
import { asText } from "../text/asText";
import { joined, say, visible, type Shown } from "../text/shown";
import type { Difference, DifferenceKind } from "./difference";
import { pointerSteps } from "./digest";
import { textHunks, type Hunk, type Piece } from "./textHunks";

/** The styles of parts of a line. Without colors, none. */
export interface Paint {
  readonly removed: Style;
  readonly added: Style;
  /** The exact part that was removed or added in such a line. */
  readonly strong: Style;
  readonly fact: Style;
}

type Style = (text: Shown) => Shown;

const same: Style = (text) => text;
export const plainPaint: Paint = { removed: same, added: same, strong: same, fact: same };

/** A headline, and below it the texts and facts. */
export function describe(difference: Difference, paint: Paint = plainPaint): Shown[] {
  return [headline(difference), ...details(difference, paint)];
}

/** The same for a whole definition: its content, not its changes. */
export function present(difference: Difference, paint: Paint = plainPaint): Shown[] {
  const { kind, pointer, after } = difference;
  const what = place(pointer);
  return [short.has(kind) ? say`${what}: ${valueText(after)}` : what, ...details(difference, paint)];
}

function details(difference: Difference, paint: Paint): Shown[] {
  return [
    ...body(difference, paint).map((line) => say`    ${line}`),
    ...difference.facts.map((fact) => say`    ${paint.fact(say`! ${visible(fact)}`)}`),
  ];
}

/** In one line, without the texts. */
export function headline({ kind, pointer, before, after }: Difference): Shown {
  const where = place(pointer);
  switch (kind) {
    case "textChanged":
    case "constraintChanged":
    case "changed":
      return say`${where} changed`;
    case "annotationChanged":
    case "typeChanged":
    case "defaultChanged":
      return say`${where}: ${valueText(before)} -> ${valueText(after)}`;
    case "parameterAdded":
    case "added":
      return say`${where} added`;
    case "parameterRemoved":
    case "removed":
      return say`${where} removed`;
    case "madeRequired":
      return say`${where} is required now`;
    case "madeOptional":
      return say`${where} is optional now`;
    case "enumWidened":
      return say`${where} widened`;
    case "enumNarrowed":
      return say`${where} narrowed`;
    case "enumChanged":
      return say`${where} changed`;
    case "opened":
      return say`${where}: additional parameters are allowed now`;
    case "closed":
      return say`${where}: additional parameters are rejected now`;
    case "notComparable":
      return say`cannot be compared`;
  }
}

/** Kinds whose headline is complete. */
const short: ReadonlySet<DifferenceKind> = new Set([
  "annotationChanged",
  "typeChanged",
  "defaultChanged",
  "madeRequired",
  "madeOptional",
  "notComparable",
]);

function body({ kind, before, after }: Difference, paint: Paint): Shown[] {
  if (short.has(kind)) {
    return [];
  }
  if (kind === "textChanged") {
    return textHunks(asText(before), asText(after)).flatMap((hunk) => hunkLines(hunk, paint));
  }
  return [
    ...(before === undefined ? [] : hunkLines({ before: whole(before), after: [] }, paint)),
    ...(after === undefined ? [] : hunkLines({ before: [], after: whole(after) }, paint)),
  ];
}

/** Shows a text unchanged, and a schema as its description followed by the rest. */
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

function hunkLines({ before, after }: Hunk, paint: Paint): Shown[] {
  return [
    ...lines(before, paint.strong).map((line) => paint.removed(say`- ${line}`)),
    ...lines(after, paint.strong).map((line) => paint.added(say`+ ${line}`)),
  ];
}

/** The maximum of one text: more than a screen. The rest is counted, and JSON has it. */
const mostCharacters = 4_000;

function lines(pieces: readonly Piece[], strong: Style): Shown[] {
  let left = mostCharacters;
  let cut = 0;
  const shown: Shown[] = [say``];
  for (const { text, isChanged } of pieces) {
    const part = text.slice(0, left).toWellFormed();
    cut += text.length - part.length;
    left -= part.length;
    const [first = say``, ...others] = part
      .split("\n")
      .map(visible)
      .map((line) => (isChanged && line !== "" ? strong(line) : line));
    shown.push(say`${shown.pop() ?? say``}${first}`, ...others);
  }
  const rest = cut === 0 ? [] : [say`(${countText(cut)} more characters: --format json has them)`];
  return shown.every((line) => line === "") && shown.length === 1 ? rest : [...shown, ...rest];
}

function countText(count: number): Shown {
  return visible(count.toLocaleString("en-US"));
}

function valueText(value: unknown): Shown {
  if (value === undefined) {
    return say`not given`;
  }
  const text = JSON.stringify(value);
  const part = text.slice(0, 200).toWellFormed();
  return visible(part === text ? text : `${part}… (${text.length.toLocaleString("en-US")} characters)`);
}

/** `description of parameter owner.name` for `/inputSchema/properties/owner/properties/name/description` */
function place(pointer: string): Shown {
  const [root = "", ...steps] = pointerSteps(pointer);
  switch (root) {
    case "inputSchema":
      return inSchema(steps, say`the parameters`, say`parameter`);
    case "outputSchema":
      return inSchema(steps, say`the result`, say`result`);
    case "arguments": {
      const [name, ...rest] = steps;
      return name === undefined ? say`arguments` : ofSubject(rest, say`argument ${word(name)}`);
    }
    case "annotations":
      return steps.length === 0 ? say`annotations` : say`annotation ${joinedPath(steps)}`;
    default:
      return joinedPath([root, ...steps]);
  }
}

function joinedPath(steps: readonly string[]): Shown {
  return joined(steps.map(word), "/");
}

function inSchema(steps: readonly string[], all: Shown, one: Shown): Shown {
  const path: Shown[] = [];
  let index = 0;
  for (;;) {
    const [step, name] = steps.slice(index, index + 2);
    if (step === "properties" && name !== undefined) {
      path.push(path.length === 0 ? word(name) : say`.${word(name)}`);
      index += 2;
    } else if (step === "items" && path.length > 0) {
      path.push(say`[]`);
      index += 1;
    } else {
      break;
    }
  }
  return ofSubject(steps.slice(index), path.length === 0 ? all : say`${one} ${joined(path, "")}`);
}

function ofSubject(rest: readonly string[], subject: Shown): Shown {
  return rest.length === 0 ? subject : say`${joinedPath(rest)} of ${subject}`;
}

/** A name from outside, in quotes unless it is a plain word. */
export function word(name: string): Shown {
  return visible(/^[\w$-]+$/.test(name) ? name : JSON.stringify(name));
}
