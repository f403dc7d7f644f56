/** Style and script of the HTML report, which contains them. */
import { say } from "../../../text/shown";

export const style = say`
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #fff; --card: #f6f8fa; --line: #d0d7de;
  --red: #b3141f; --amber: #7d4e00; --green: #116329; --blue: #0a4fae; --del: #ffe3e0; --ins: #d9f5df; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a2acb8; --back: #0d1117; --card: #161b22;
  --line: #3d444d; --red: #ff9a92; --amber: #f0b94d; --green: #6fdd8b; --blue: #8ec2ff; --del: #4a1c1c; --ins: #143d22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.25rem 0; }
h2 { font-size: 1.05rem; display: inline; margin: 0; }
p { margin: 0.25rem 0; }
code, del, ins { font: 0.875em/1.5 ui-monospace, monospace; }
.about, .help, dd span { color: var(--soft); }
.about, .help { font-size: 0.9rem; }
.summary { font-size: 1.1rem; font-weight: 600; border-left: 0.3rem solid; padding-left: 0.6rem; }
.unread { color: var(--red); } .finding { color: var(--amber); } .quiet { color: var(--green); }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem;
  background: var(--back); padding: 0.5rem 0; }
form[hidden] { display: none; }
input { flex: 1 1 12rem; min-width: 0; font: inherit; color: inherit; background: var(--card); padding: 0.5rem 0.7rem;
  border: 1px solid var(--soft); border-radius: 0.4rem; }
details { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.75rem 0; background: var(--card); }
details[hidden] { display: none; }
summary { padding: 0.7rem 0.9rem; cursor: pointer; border-radius: 0.5rem; }
summary::marker { color: var(--soft); }
summary code { color: var(--soft); margin-left: 0.3rem; }
details.unread, details.finding { border-left: 0.3rem solid; }
details > * { color: var(--text); }
details.note h2 { color: var(--blue); } details.unread h2 { color: var(--red); } details.finding h2 { color: var(--amber); }
.count { display: inline-block; min-width: 1.7em; padding: 0 0.45em; border-radius: 1em; text-align: center;
  background: var(--text); color: var(--back); font-size: 0.85rem; font-weight: 600; }
details > p { padding: 0 0.9rem; }
ul { list-style: none; margin: 0.3rem 0 0; padding: 0; }
li { padding: 0.55rem 0.9rem; border-top: 1px solid var(--line); }
dl { margin: 0.35rem 0 0; }
dt { margin-top: 0.35rem; }
dd { margin: 0 0 0 0.8rem; display: flex; align-items: flex-start; gap: 0.5rem; }
dd span { flex: 0 0 4.2rem; font-size: 0.9rem; }
del, ins { text-decoration: none; padding: 0 0.3em; border-radius: 0.25em; white-space: pre-wrap; }
del { background: var(--del); } ins { background: var(--ins); }
.tools code { display: inline-block; border: 1px solid var(--line); border-radius: 0.3em; padding: 0 0.35em;
  margin: 0.1rem 0; background: var(--back); }
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
  const groups = [...document.querySelectorAll("details")].map((group) => ({
    group,
    open: group.open,
    items: [...group.querySelectorAll("li")].map((item) => ({ item, text: item.textContent.toLowerCase() })),
  }));
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    let count = 0;
    for (const { group, open, items } of groups) {
      let found = 0;
      for (const { item, text } of items) {
        item.hidden = !text.includes(wanted);
        found += item.hidden ? 0 : 1;
      }
      group.hidden = found === 0;
      group.open = wanted === "" ? open : found > 0;
      count += found;
    }
    shown.textContent = wanted === "" ? "" : count + (count === 1 ? " match" : " matches");
  });
})();
`;
