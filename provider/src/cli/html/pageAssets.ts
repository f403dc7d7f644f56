/** Style and script of every HTML report, which contains them. */
import { say } from "../../text/shown";

export const style = say`
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #fff; --card: #f6f8fa; --line: #d0d7de;
  --red: #b3141f; --amber: #7d4e00; --green: #116329; --blue: #0a4fae; --purple: #6b2fa0; --mark: #fff0c2; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a2acb8; --back: #0d1117; --card: #161b22;
  --line: #3d444d; --red: #ff9a92; --amber: #f0b94d; --green: #6fdd8b; --blue: #8ec2ff; --purple: #cda8ff; --mark: #4d3a00; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.25rem 0; }
h2 { font-size: 1.05rem; display: inline; margin: 0; }
p { margin: 0.25rem 0; }
code, mark { font: 0.875em/1.5 ui-monospace, monospace; }
.about, .help, dd span { color: var(--soft); }
.about, .help { font-size: 0.9rem; }
.summary { font-size: 1.1rem; font-weight: 600; border-left: 0.3rem solid; padding-left: 0.6rem; }
.unread { color: var(--red); } .finding { color: var(--amber); } .quiet { color: var(--green); }
.note { color: var(--blue); } .unknown { color: var(--purple); }
form { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem;
  background: var(--back); padding: 0.5rem 0; }
input { flex: 1 1 12rem; min-width: 0; font: inherit; color: inherit; background: var(--card); padding: 0.5rem 0.7rem;
  border: 1px solid var(--soft); border-radius: 0.4rem; }
details { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.75rem 0; background: var(--card); }
[hidden] { display: none !important; }
section.group { margin: 1.5rem 0; }
summary { padding: 0.7rem 0.9rem; cursor: pointer; border-radius: 0.5rem; }
summary::marker { color: var(--soft); }
summary > code { color: var(--soft); margin-left: 0.3rem; }
details.unread, details.finding, details.unknown { border-left: 0.3rem solid; }
.group > * { color: var(--text); }
details.note h2 { color: var(--blue); } details.unread h2 { color: var(--red); } details.finding h2 { color: var(--amber); }
details.unknown h2 { color: var(--purple); }
.verdict { display: inline-block; min-width: 5.2em; font-size: 0.85rem; font-weight: 600; }
.fault { border-left: 2px solid var(--line); margin: 0.4rem 0 0.2rem; padding-left: 0.8rem; }
pre { margin: 0.4rem 0; padding: 0.5rem 0.7rem; background: var(--back); border: 1px solid var(--line); border-radius: 0.4rem;
  white-space: pre-wrap; font: 0.875em/1.5 ui-monospace, monospace; }
pre code { font: inherit; }
.count { display: inline-block; min-width: 1.7em; padding: 0 0.45em; border-radius: 1em; text-align: center;
  background: var(--text); color: var(--back); font-size: 0.85rem; font-weight: 600; }
details > p { padding: 0 0.9rem; }
ul { list-style: none; margin: 0.3rem 0 0; padding: 0; }
li { padding: 0.55rem 0.9rem; border-top: 1px solid var(--line); }
dl { margin: 0.35rem 0 0; }
dt { margin-top: 0.35rem; }
dd { margin: 0 0 0 0.8rem; display: flex; align-items: flex-start; gap: 0.5rem; }
dd span { flex: 0 0 4.2rem; font-size: 0.9rem; }
dd code, mark { white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; padding: 0 0.3em; border-radius: 0.25em; }
.tools code { display: inline-block; border: 1px solid var(--line); border-radius: 0.3em; padding: 0 0.35em;
  margin: 0.1rem 0; background: var(--back); }
.tools .doubt { border-color: var(--amber); color: var(--amber); }
.tools .wanted { outline: 2px solid var(--blue); }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
@media (min-width: 48rem) {
  dl { display: grid; grid-template-columns: 20rem 1fr 1fr; gap: 0.2rem 1rem; }
  dt { margin: 0; } dd { margin: 0; } dd span { flex: none; }
}
@media print { form { display: none; } details { break-inside: auto; } }
`;

export const script = say`
"use strict";
(() => {
  const form = document.getElementById("filter");
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const items = [...document.querySelectorAll("main li:not(.fixed)")].map((item) => ({
    item,
    group: item.closest(".group"),
    fold: item.querySelector("details"),
    summary: item.querySelector("summary"),
    tools: [...item.querySelectorAll(".tools code")],
    text: item.textContent.toLowerCase(),
  }));
  const groups = new Map([...document.querySelectorAll(".group")].map((group) => [group, group.open]));
  const has = (element, wanted) => element.textContent.toLowerCase().includes(wanted);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    const isOn = wanted !== "";
    const found = new Set();
    let count = 0;
    for (const { item, group, fold, summary, tools, text } of items) {
      item.hidden = !text.includes(wanted);
      if (fold !== null) {
        fold.open = isOn && !item.hidden && !has(summary, wanted);
        tools.forEach((tool) => tool.classList.toggle("wanted", isOn && has(tool, wanted)));
      }
      if (!item.hidden) {
        found.add(group);
        count += 1;
      }
    }
    for (const [group, open] of groups) {
      group.hidden = isOn && !found.has(group);
      group.open = isOn ? found.has(group) : open;
    }
    shown.textContent = isOn ? count + (count === 1 ? " match" : " matches") : "";
  });
  // Nobody unfolds paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));
})();
`;
