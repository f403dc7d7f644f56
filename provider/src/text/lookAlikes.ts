/**
 * Finds letters of other scripts that look like Latin ones. Reports only words that mix them with Latin letters: a
 * whole word is ordinary writing of its script. The list is incomplete; it has the letters that fonts draw alike.
 */

/** Pairs of a letter and its Latin look-alike. */
const pairs = [
  // Cyrillic
  "аa сc ԁd еe һh іi јj ӏl кk оo рp ԛq ѕs ѵv ԝw хx уy АA ВB СC ЕE НH ІI ӀI ЈJ КK МM ОO РP ԚQ ЅS ТT ԜW ХX УY ҮY",
  // Greek
  "αa ϲc ιi ϳj κk νv οo ρp τt υu χx γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ͿJ",
  // Armenian
  "ցg հh օo ոn սu զq ՍU ՕO ՏS ԼL",
  // Cherokee
  "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏚS ᎢT ᏙV ᎳW ᏃZ",
  // Coptic
  "ⲟo ⲥc ⲣp ⲭx ⲞO ⲤC ⲢP ⲬX ⲀA ⲂB ⲎH ⲒI ⲔK ⲘM ⲚN ⲦT",
  // Phonetic letters
  "ɑa ɡg ɩi ᴄc ᴏo ᴠv ᴡw ᴢz",
].flatMap((line) => line.split(" "));

const alike: ReadonlyMap<string, string> = new Map(
  pairs.map((pair) => {
    const [letter = "", latin = ""] = Array.from(pair);
    return [letter, latin];
  }),
);

/** Full width, and the alphabets of mathematics. */
const styled = /[\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]/u;

export interface LookAlike {
  readonly letter: string;
  /** The Latin look-alike. */
  readonly latin: string;
  /** The word that contains it. */
  readonly word: string;
}

/** The look-alike letters in the words of a text, each once per word. */
export function lookAlikesIn(text: string): LookAlike[] {
  return isPlain(text)
    ? []
    : [...new Set(text.match(/[\p{L}\p{M}\p{N}_]+/gu))].filter((word) => /[a-z]/i.test(word)).flatMap(lettersOf);
}

/** The same for a name: a name is one word, and suspicious even without other letters. */
export function lookAlikesInName(name: string): LookAlike[] {
  if (isPlain(name)) {
    return [];
  }
  const letters = name.match(/\p{L}/gu) ?? [];
  const isForeign = letters.some((letter) => !/[a-z]/i.test(letter) && latinOf(letter) === undefined);
  return /[a-z]/i.test(name) || !isForeign ? lettersOf(name) : [];
}

function isPlain(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}

function lettersOf(word: string): LookAlike[] {
  return [...new Set(Array.from(word))].flatMap((letter) => {
    const latin = latinOf(letter);
    return latin === undefined ? [] : [{ letter, latin, word }];
  });
}

function latinOf(letter: string): string | undefined {
  const plain = styled.test(letter) ? letter.normalize("NFKC") : undefined;
  return alike.get(letter) ?? (plain !== undefined && /^[a-z]$/i.test(plain) ? plain : undefined);
}
