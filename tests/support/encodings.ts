/** The encodings in which a quoted credential can stand: each place has its own, and encoders differ. */

/** `choose` decides what an encoder may encode or leave: true or false, again and again. */
export type Encode = (text: string, choose: () => boolean) => string;

const utf8 = (text: string): number[] => [...Buffer.from(text, "utf8")];
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
const percent = (text: string): string =>
  utf8(text)
    .map((byte) => `%${hex(byte, 2).toUpperCase()}`)
    .join("");
const small = (text: string): string => text.replace(/%../g, (code) => code.toLowerCase());
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => `\\u${hex(text.charCodeAt(index), 4)}`).join("");
const characters = (text: string, write: (character: string, code: number) => string): string =>
  Array.from(text, (character) => write(character, character.codePointAt(0) ?? 0)).join("");

const names: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
  "/": "sol",
  "+": "plus",
  "=": "equals",
  "%": "percnt",
};
const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const base64url = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

export const encodings: Readonly<Record<string, Encode>> = {
  "as it is": (text) => text,
  "in capitals": (text) => text.toUpperCase(),
  "in small letters": (text) => text.toLowerCase(),

  JSON: (text) => inJson(text),
  "JSON in JSON": (text) => inJson(inJson(text)),
  "JSON in JSON in JSON": (text) => inJson(inJson(inJson(text))),
  "JSON with escaped slashes": (text) => inJson(text).replaceAll("/", "\\/"),
  "JSON with an escape for every character": escaped,
  "JSON with some escapes": (text, choose) => characters(text, (each) => (choose() ? escaped(each) : inJson(each))),
  "JSON with escapes in JSON": (text, choose) =>
    inJson(characters(text, (each) => (choose() ? escaped(each) : inJson(each)))),
  "JSON of ASCII only, safe in HTML": (text) => inJson(text).replace(/[&<>'+]|[^ -~]/g, escaped),

  "percent, as in a query": (text) => encodeURIComponent(text),
  "percent with small digits": (text) => small(encodeURIComponent(text)),
  "percent, as in a whole URL": (text) => encodeURI(text),
  "percent for every byte": percent,
  "percent for every byte with small digits": (text) => small(percent(text)),
  "percent for some characters": (text, choose) =>
    characters(text, (each) =>
      choose() ? (choose() ? percent(each) : small(percent(each))) : encodeURIComponent(each),
    ),
  "percent, twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "percent in JSON": (text, choose) =>
    inJson(characters(text, (each) => (choose() ? percent(each) : encodeURIComponent(each)))),
  "JSON in percent": (text) => encodeURIComponent(JSON.stringify({ token: text })),
  "a form": (text) => new URLSearchParams({ token: text }).toString(),

  "HTML with names": (text) => text.replace(/[&<>"']/g, (each) => `&${names[each] ?? ""};`),
  "HTML with every name": (text) => text.replace(/[&<>"'/+=%]/g, (each) => `&${names[each] ?? ""};`),
  "HTML with decimal codes": (text) => characters(text, (_, code) => `&#${String(code)};`),
  "HTML with padded decimal codes": (text) =>
    text.replace(/[&<>"']/g, (each) => `&#${String(each.charCodeAt(0)).padStart(3, "0")};`),
  "HTML with hexadecimal codes": (text) => characters(text, (_, code) => `&#x${hex(code, 2)};`),
  "HTML with capital hexadecimal codes": (text) => characters(text, (_, code) => `&#X${hex(code, 4).toUpperCase()};`),
  "HTML with some codes": (text, choose) =>
    characters(text, (each, code) =>
      choose()
        ? choose()
          ? `&#${String(code)};`
          : `&#x${hex(code, 2)};`
        : names[each] === undefined
          ? each
          : `&${names[each]};`,
    ),
  "HTML in HTML": (text) => text.replace(/[&<>"']/g, (each) => `&amp;${names[each] ?? ""};`),
  "JSON in HTML": (text) => inJson(text).replace(/[&<>"']/g, (each) => `&${names[each] ?? ""};`),
  "HTML in JSON": (text) => inJson(characters(text, (_, code) => `&#${String(code)};`)),

  hexadecimal: (text) => Buffer.from(text, "utf8").toString("hex"),
  "hexadecimal in capitals, of a longer text": (text) => Buffer.from(`0${text}.`, "utf8").toString("hex").toUpperCase(),

  base64,
  base64url,
  "base64 in percent": (text) => encodeURIComponent(base64(text)),
  "base64 in JSON with escaped slashes": (text) => base64(text).replaceAll("/", "\\/"),
  "base64 in JSON of ASCII only, safe in HTML": (text) => base64(text).replace(/[+=]/g, escaped),
  "base64 of a header": (text) => base64(`Bearer ${text}`),
  "base64 of a longer text": (text) => base64(`1${text} and more`),
  "base64 of a longer text, one further": (text) => base64(`12${text} and more.`),
  "base64 of a longer text, two further": (text) => base64(`123${text}!`),
  "base64url of a longer text": (text) => base64url(`1${text} and more`),
  "base64url of a longer text, one further": (text) => base64url(`12${text}`),
  "base64url of a longer text, two further": (text) => base64url(`123${text}.`),
};
