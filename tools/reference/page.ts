/** docs/reference.md: every argument, output, look-up and command, from declarations, tables and the command line. */
import type { Declarations } from "../schema/declarations";
import { commandSections } from "./commands";
import { prose } from "./markdown";
import { programSections } from "./resources";

const introduction = [
  "# Reference",
  prose(
    "Every argument, output, look-up and command. `npm run reference` writes this page from the sources; do not edit it. The native plugin has the same arguments under the names of each language, and its stack config begins with `cloudflare-mcp:`.",
  ),
  prose(
    "Every argument accepts an Input. **required**: a program must give it. **replaces**: a change deletes the object and creates it again under the same or another id. **write-only**: Cloudflare never returns it, so a change by somebody else is not drift, unless the argument says otherwise. An optional argument without a value is not managed.",
  ),
];

export function referencePage(declarations: Declarations): string {
  return `${[...introduction, ...programSections(declarations), ...commandSections()].join("\n\n")}\n`;
}
