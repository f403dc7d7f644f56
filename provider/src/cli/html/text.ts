/** Shown text as HTML. */
import { say, styled, visible, type Shown } from "../../text/shown";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: Shown): Shown {
  return styled(text, (words) => words.replaceAll(/[&<>"']/g, (character) => entities[character] ?? ""));
}

/** Our own text, with code in backticks. */
export function markCode(words: Shown): Shown {
  return styled(escapeHtml(words), (escaped) => escaped.replaceAll(/`([^`]+)`/g, "<code>$1</code>"));
}

/** An element around text. The tag and the classes are our own. */
export function element(name: string, classes: string, text: Shown): Shown {
  const attribute = classes === "" ? say`` : say` class="${visible(classes)}"`;
  return say`<${visible(name)}${attribute}>${escapeHtml(text)}</${visible(name)}>`;
}
