/**
 * A report as one HTML file without network or framework. Its policy allows only this style and script, by their
 * digests.
 */
import { createHash } from "node:crypto";
import { joined, say, visible, type Shown } from "../../text/shown";
import { formatNumber } from "../text";
import { script, style } from "./pageAssets";
import { pictureStyle } from "./pictureStyle";
import { escapeHtml, markCode } from "./text";

/** The severity of something; each has its color. */
export type Tone = "unread" | "finding" | "note" | "quiet" | "unknown";

export interface Page {
  readonly title: Shown;
  /** The result, in a sentence. */
  readonly summary: Shown;
  readonly tone: Tone;
  /** The subject and the time of the report. */
  readonly about: Shown;
  /** The content as HTML. */
  readonly content: Shown;
}

const allStyle = say`${style}${pictureStyle}`;

export function formatPage({ title, summary, tone, about, content }: Page): Shown {
  const policy = say`default-src 'none'; style-src '${hashSource(allStyle)}'; script-src '${hashSource(script)}'; base-uri 'none'; form-action 'none'`;
  return say`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${allStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="summary ${visible(tone)}">${escapeHtml(summary)}</p>
<p class="about">${escapeHtml(about)}</p>
</header>
<form role="search" id="filter" hidden>
<label for="words">Filter</label>
<input type="search" id="words" autocomplete="off" placeholder="id, tool, text">
<output for="words" id="shown" aria-live="polite"></output>
</form>
<main>
${content}
</main>
<script>${script}</script>
</body>
</html>
`;
}

/** A collapsible section of the page. */
export interface Group {
  readonly kind: Tone | "waived" | "exposure" | "inventory";
  readonly heading: Shown;
  /** The HTML after the heading. */
  readonly tag?: Shown;
  readonly count: number;
  /** The content as HTML. */
  readonly content: Shown;
  readonly isOpen?: boolean;
}

export function formatGroup({ kind, heading, tag = say``, count, content, isOpen = false }: Group): Shown {
  return say`<details class="group ${visible(kind)}"${isOpen ? say` open` : say``}>
<summary><h2>${markCode(heading)}</h2> <span class="count">${formatNumber(count)}</span> ${tag}</summary>
${content}
</details>`;
}

/** A list of HTML items. */
export function formatList(items: readonly Shown[]): Shown {
  return say`<ul>
${joined(items.map((item) => say`<li>${item}</li>`))}
</ul>`;
}

function hashSource(text: string): Shown {
  return visible(`sha256-${createHash("sha256").update(text).digest("base64")}`);
}
