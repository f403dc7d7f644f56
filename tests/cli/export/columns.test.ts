/** The columns that decide where lines of an exported program break, held against Prettier's own count. */
import type { util as Util } from "prettier";
import * as prettier from "prettier/standalone";
import { columnsOf } from "../../../provider/src/cli/export/columns";
import { isVisible } from "../../../provider/src/cli/export/typescript";

/** It is there, and only the declarations leave it out. */
const { util } = prettier as unknown as { readonly util: typeof Util };

test("every character that an exported program shows takes as many columns as Prettier says", () => {
  const others: string[] = [];
  for (let code = 0x20; code < 0x110000; code++) {
    const character = String.fromCodePoint(code);
    if (isVisible(character) && columnsOf(character) !== util.getStringWidth(character)) {
      others.push(`U+${code.toString(16)}`);
    }
  }
  expect(others).toEqual([]);
});

test.each(["e\u0301", "🇩🇪", "👍🏽", "한국어", "𗀀 西夏", "ガラス ｶﾞﾗｽ"])("so does %s", (text) => {
  expect(columnsOf(text)).toBe(util.getStringWidth(text));
});
