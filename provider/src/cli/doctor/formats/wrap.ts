/** Wraps lines at spaces, for terminals of 80 columns. */
import { say, styled, type Shown } from "../../../text/shown";

const columns = 80;

/** Indents each line. A word that is longer than a line stays whole, so that it can be copied. */
export function wrap(text: Shown, indent: number): Shown[] {
  return breakLines(text, columns - indent).map((each) => say`${spaces(indent)}${each}`);
}

/** A label beside a text, whose further lines are below its first. `length`: that of the label without colors. */
export function beside(label: Shown, length: number, indent: number, text: Shown): Shown[] {
  const start = Math.max(indent, length + 1);
  return breakLines(text, columns - indent, columns - start).map((each, index) =>
    index === 0 ? say`${label}${spaces(start - length)}${each}` : say`${spaces(indent)}${each}`,
  );
}

function breakLines(text: Shown, width: number, firstWidth = width): Shown[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= (lines.length === 1 ? firstWidth : width)) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.map((each) => styled(text, () => each));
}

function spaces(count: number): Shown {
  return styled(say``, () => " ".repeat(count));
}
