/** Shortens and counts text for people. */
import { line, say, styled, visible, type Shown } from "../text/shown";

/** The extra characters to show before a cut: no character depends on more of what follows it. */
const lookahead = 8;

/**
 * The start of a text, and the length of the whole. Marks count with their visible length, so that no text can make a
 * report grow. No character and no mark is cut in half.
 */
export function printableStart(text: string, most: number): Shown {
  return startOf(text, most, visible);
}

/** The same for a line of our own, or shown text. */
export function lineStart(text: string, most: number): Shown {
  return startOf(text, most, line);
}

function startOf(text: string, most: number, show: (text: string) => Shown): Shown {
  const shown = show(text.slice(0, most + lookahead));
  if (text.length <= most + lookahead && shown.length <= most) {
    return shown;
  }
  const start = styled(shown, (all) => dropHalves(all.slice(0, most)));
  return say`${start}… (${formatNumber(text.length)} characters)`;
}

/** Drops a mark or a surrogate pair that was cut at its end. */
function dropHalves(start: string): string {
  const whole = start.lastIndexOf("‹") > start.lastIndexOf("›") ? start.slice(0, start.lastIndexOf("‹")) : start;
  return whole.replace(/[\ud800-\udbff]$/, "");
}

/** `1 server`, `2 servers`. */
export function formatCount(count: number, noun: string): Shown {
  return say`${formatNumber(count)} ${visible(noun)}${visible(count === 1 ? "" : "s")}`;
}

/** `1,200` */
export function formatNumber(count: number): Shown {
  return visible(count.toLocaleString("en-US"));
}
