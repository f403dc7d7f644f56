/** Finds in JSON text what JSON.parse does not report: duplicate keys, and integers that a double cannot hold. */
import { asText } from "../text/asText";

/** The steps to a key. */
type Path = readonly (string | number)[];

export interface JsonVisitor {
  /** A duplicate key of an object. The path is computed on demand. */
  readonly repeated?: (path: () => Path) => void;
  /** A number of at least 16 characters, without its sign, and its parent in the parsed value. */
  readonly longNumber?: (literal: string, holder: object | undefined) => void;
}

/** The objects and lists of a parsed text that directly contain an integer that JSON.parse rounded. */
export type Rounded = WeakSet<object>;

export interface ParsedJson {
  readonly value: unknown;
  /** Undefined if there is none. */
  readonly rounded: Rounded | undefined;
}

/** Throws the errors of JSON.parse. */
export function parseJson(text: string): ParsedJson {
  const value: unknown = JSON.parse(text);
  return { value, rounded: mayHoldLongInteger.test(text) ? roundedIn(text, value) : undefined };
}

/** Also matches digits inside a string; the exact search then finds nothing. */
const mayHoldLongInteger = /(?:^|[:[,\s-])\d{16,}(?:[\s,\]}]|$)/;

/**
 * Two different integers beyond 2^53 can become one double, and JSON parsers with longer integers distinguish them. The
 * shortest text of a double, as JavaScript writes it, stands for that double alone.
 */
function isRounded(literal: string): boolean {
  return /^\d+$/.test(literal) && !Number.isSafeInteger(Number(literal)) && asText(Number(literal)) !== literal;
}

function roundedIn(text: string, value: unknown): Rounded | undefined {
  const found: object[] = [];
  scanJson(text, value, {
    longNumber: (literal, holder) => {
      if (holder !== undefined && isRounded(literal)) {
        found.push(holder);
      }
    },
  });
  return found.length === 0 ? undefined : new WeakSet(found);
}

interface Open {
  /** The current key of an object; undefined in a list. */
  readonly keys: Set<string> | undefined;
  step: string | number;
  /**
   * The parent in the parsed value. After a duplicate key, the text has values that the parsed value lacks: then the
   * nearest existing one.
   */
  readonly holder: object | undefined;
}

/**
 * Visits a text that JSON.parse accepts, beside its value. Not recursive, because the text can be nested to any depth.
 */
export function scanJson(json: string, value: unknown, { repeated, longNumber }: JsonVisitor): void {
  const open: Open[] = [];
  const path = (): Path => open.map(({ step }) => step);
  let text: string | undefined;
  for (let index = 0; index < json.length; index++) {
    const character = json.charAt(index);
    const inside = open.at(-1);
    if (character === '"') {
      const end = endOfString(json, index);
      text = json.slice(index, end + 1);
      index = end;
    } else if (character === ":" && text !== undefined && inside?.keys !== undefined) {
      const key = JSON.parse(text) as string;
      inside.step = key;
      if (inside.keys.has(key)) {
        repeated?.(path);
      }
      inside.keys.add(key);
    } else if (character === "{") {
      open.push({ keys: new Set(), step: "", holder: holderAt(inside, value) });
    } else if (character === "[") {
      open.push({ keys: undefined, step: 0, holder: holderAt(inside, value) });
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === "," && typeof inside?.step === "number") {
      inside.step += 1;
    } else if (longNumber !== undefined && beginsNumber(character)) {
      const end = endOfNumber(json, index);
      if (end - index >= shortestLong) {
        longNumber(json.slice(index, end).replace(/^-/, ""), inside?.holder);
      }
      index = end - 1;
    }
  }
}

function holderAt(inside: Open | undefined, root: unknown): object | undefined {
  const around = inside?.holder;
  const inner = inside === undefined ? root : around && memberOf(around, inside.step);
  return typeof inner === "object" && inner !== null ? inner : around;
}

function memberOf(holder: object, step: string | number): unknown {
  return Object.hasOwn(holder, step) ? (holder as Record<string | number, unknown>)[step] : undefined;
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (json.charAt(index) !== '"') {
    index += json.charAt(index) === "\\" ? 2 : 1;
  }
  return index;
}

/** The first character of a number. */
function beginsNumber(character: string): boolean {
  return (character >= "0" && character <= "9") || character === "-";
}

function endOfNumber(json: string, start: number): number {
  let index = start + 1;
  while (/[\d.eE+-]/.test(json.charAt(index))) {
    index += 1;
  }
  return index;
}

/** 2^53 has 16 digits. */
const shortestLong = 16;
