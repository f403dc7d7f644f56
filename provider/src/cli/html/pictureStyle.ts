/** Style of the picture of reach. */
import { say } from "../../text/shown";

export const pictureStyle = say`
.picture { --rail: 1.9rem; --dot: 1.5rem; --middle: 1.2rem; margin: 0.6rem 0; padding: 0; }
.picture li { display: grid; grid-template-columns: auto minmax(0, 1fr); padding: 0; border: 0; }
.picture details { border: 0; margin: 0; background: none; }
.picture summary, .label { padding: 0.45rem 0.5rem; min-height: 2.4rem; }
.picture details > p { padding: 0 0.5rem; margin: 0.2rem 0; font-size: 0.95rem; }
.picture details[open] { padding-bottom: 0.6rem; }
.stop:hover { background: var(--hover); }
.group .picture, .group > .legend { margin-left: 0.6rem; margin-right: 0.6rem; }
.picture .door { display: block; padding: 0.5rem 0.7rem; border: 2px solid; border-radius: 0.4rem; background: var(--card); }
.door strong { color: var(--text); }
.rails { display: flex; user-select: none; }
.rail { position: relative; width: var(--rail); }
.rail::before { content: ""; position: absolute; left: calc(50% - 1.5px); top: 0; bottom: 0; border-left: 3px solid var(--own); }
.rail.start::before { top: var(--middle); }
.rail.end::before { bottom: auto; height: var(--middle); }
.rail.none::before { display: none; }
.rail::after { position: absolute; top: var(--middle); right: 0; border-top: 1px solid var(--soft); }
.rail.start::after { display: none; }
.rail.from::after { content: ""; left: 50%; }
.rail.tied::after { content: ""; left: 0; }
.dot { display: inline-grid; place-items: center; width: 1.5rem; height: 1.5rem; border: 2px solid var(--own); border-radius: 50%;
  font: 700 0.8rem/1 system-ui, sans-serif; color: var(--own); background: var(--back); print-color-adjust: exact; }
.rail .dot { position: absolute; z-index: 1; left: calc(50% - 0.75rem); top: calc(var(--middle) - 0.75rem); }
.dot.yes { background: var(--own); color: var(--back); }
.dot.depends { border-style: dashed; }
.dot.unknown { border-style: dotted; }
.dot.machine { border-radius: 0.3rem; }
.legend .dot { width: 1.2rem; height: 1.2rem; font-size: 0.7rem; }
.c1 { --own: var(--blue); } .c2 { --own: var(--purple); } .c3 { --own: var(--teal); } .c4 { --own: var(--pink); }
.c5 { --own: var(--olive); } .c6 { --own: var(--brown); } .c7 { --own: var(--soft); }
:root { --teal: #0b5f63; --pink: #a1195b; --olive: #4c5a00; --brown: #7a3b12; --hover: #eef1f4; }
@media (prefers-color-scheme: dark) { :root { --teal: #62d0d5; --pink: #ff9bce; --olive: #c3d44a; --brown: #f0a878; --hover: #1a212b; } }
.fact { display: inline-block; font-size: 0.85rem; color: var(--soft); border: 1px solid var(--line); border-radius: 0.8rem;
  padding: 0 0.5em; }
.fact.unread { color: var(--red); border-color: currentColor; } .fact.finding { color: var(--amber); border-color: currentColor; }
.fact.quiet { color: var(--green); border-color: currentColor; } .fact.unknown { color: var(--purple); border-color: currentColor; }
.fact.note { color: var(--blue); border-color: currentColor; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) { .picture { --rail: 1.65rem; } }
@media (forced-colors: active) { .dot.yes { background: CanvasText; color: Canvas; } }
@media print { .stop { break-inside: avoid; } }
`;
