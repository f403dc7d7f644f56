/** How many columns of a screen a text takes, as Prettier counts them when it breaks lines. */

export function columnsOf(text: string): number {
  return Array.from(text.replace(toned, anEmoji)).reduce((sum, character) => sum + columnsOfCharacter(character), 0);
}

/** A person and the colour of the skin are one picture. */
const toned = /\p{Emoji_Modifier_Base}\p{Emoji_Modifier}/gu;
const anEmoji = "🙂";

function columnsOfCharacter(character: string): number {
  if (accents.test(character)) {
    return 0;
  }
  return wide.test(character) && !narrow.test(character) ? 2 : 1;
}

/** Drawn on the letter before. */
const accents = /[\p{Mn}\p{Me}]/u;

/** East Asian scripts and their marks and symbols, emoji, and whatever else Unicode's East_Asian_Width calls wide. */
const wide = new RegExp(
  "[" +
    "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\p{Script=Yi}" +
    "\\p{Script=Tangut}\\p{Script=Khitan_Small_Script}\\p{Script=Nushu}\\p{Emoji_Presentation}" +
    "\\u2329\\u232a\\u261d\\u2630-\\u2637\\u268a-\\u268f\\u26f9\\u270c\\u270d" +
    "\\u2ff0-\\u303e\\u3099-\\u30ff\\u3105-\\u33ff\\u4dc0-\\u4dff\\ufe10-\\ufe19\\ufe30-\\ufe6b\\uff01-\\uff60\\uffe0-\\uffe6" +
    "\\u{16fe0}-\\u{18df2}\\u{1d300}-\\u{1d376}\\u{1f200}-\\u{1f265}\\u{1f3cb}\\u{1f3cc}\\u{1f574}\\u{1f575}\\u{1f590}" +
    "]",
  "u",
);

/** Of those the ones that are not: parts of a syllable, half forms, halves of a flag. */
const narrow = /[\u02ea\u02eb\u1161-\u11ff\u3248-\u324f\ud7b0-\ud7fb\uff61-\uffdc\u{1f1e6}-\u{1f1ff}]/u;
