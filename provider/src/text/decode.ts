/** Reads text that was encoded for JSON, a URL, a form or HTML, and knows where each character of it stands. */

/** A text that stands for another one. */
export interface Layer {
  readonly text: string;
  /** Where each unit of the text begins and ends in the original; undefined for the original itself. */
  readonly places: { readonly starts: readonly number[]; readonly ends: readonly number[] } | undefined;
}

/** Encodings in encodings. More of them are no accident, and each costs as much as the text is long. */
const deepest = 8;

const encoded = /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'\\/bfnrt])|(?:%[0-9a-f]{2})+|&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});|\+/gi;

/** A text, and what it is when one encoding after the other is taken off. */
export function layersOf(text: string): Layer[] {
  const layers: Layer[] = [];
  for (
    let layer: Layer | undefined = { text, places: undefined };
    layer !== undefined && layers.length < deepest;
    layer = decoded(layer)
  ) {
    layers.push(layer);
  }
  return layers;
}

/** Where the units from `start` to before `end` stand in the original. */
export function placeIn({ places }: Layer, start: number, end: number): readonly [number, number] {
  return places === undefined ? [start, end] : [places.starts[start] ?? 0, places.ends[end - 1] ?? 0];
}

/** Undefined when nothing is encoded. */
function decoded(layer: Layer): Layer | undefined {
  const { text } = layer;
  const starts: number[] = [];
  const ends: number[] = [];
  let result = "";
  let done = 0;
  const keep = (until: number): void => {
    for (let index = done; index < until; index++) {
      const [start, end] = placeIn(layer, index, index + 1);
      starts.push(start);
      ends.push(end);
    }
    result += text.slice(done, until);
  };
  for (const { 0: code, index } of text.matchAll(encoded)) {
    const meaning = meaningOf(code);
    if (meaning !== code) {
      keep(index);
      done = index + code.length;
      const [start, end] = placeIn(layer, index, done);
      for (let unit = 0; unit < meaning.length; unit++) {
        starts.push(start);
        ends.push(end);
      }
      result += meaning;
    }
  }
  if (done === 0) {
    return undefined;
  }
  keep(text.length);
  return { text: result, places: { starts, ends } };
}

function meaningOf(code: string): string {
  switch (code[0]) {
    case "%":
      return fromBytes(Buffer.from(code.replaceAll("%", ""), "hex"));
    case "&":
      return fromEntity(code.slice(1, -1)) ?? code;
    case "\\":
      return code.length > 2 ? String.fromCharCode(parseInt(code.slice(2), 16)) : (controls.get(code) ?? code.slice(1));
    default:
      return " ";
  }
}

/** Bytes that are no UTF-8 are Latin-1. */
function fromBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

function fromEntity(entity: string): string | undefined {
  if (!entity.startsWith("#")) {
    return entities.get(entity.toLowerCase());
  }
  const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

const controls: ReadonlyMap<string, string> = new Map([
  ["\\b", "\b"],
  ["\\f", "\f"],
  ["\\n", "\n"],
  ["\\r", "\r"],
  ["\\t", "\t"],
]);

/** HTML's names of the signs in ASCII. */
const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tab: "\t",
    newline: "\n",
    nbsp: " ",
    excl: "!",
    quot: '"',
    num: "#",
    dollar: "$",
    percnt: "%",
    amp: "&",
    apos: "'",
    lpar: "(",
    rpar: ")",
    ast: "*",
    plus: "+",
    comma: ",",
    period: ".",
    sol: "/",
    colon: ":",
    semi: ";",
    lt: "<",
    equals: "=",
    gt: ">",
    quest: "?",
    commat: "@",
    lsqb: "[",
    lbrack: "[",
    bsol: "\\",
    rsqb: "]",
    rbrack: "]",
    hat: "^",
    lowbar: "_",
    grave: "`",
    lcub: "{",
    lbrace: "{",
    verbar: "|",
    vert: "|",
    rcub: "}",
    rbrace: "}",
  }),
);
