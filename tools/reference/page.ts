/** docs/reference.md: every argument, output, lookup and command, from declarations, tables and the command line. */
import type { Declarations } from "../schema/declarations";
import { commandSections } from "./commands";
import { list, prose } from "./markdown";
import { programSections } from "./resources";

const introduction = [
  "# Reference",
  prose(
    "`npm run reference` writes this page from the sources; do not edit it. In it: [McpServer](#mcpserver), [McpPortal](#mcpportal), [Provider](#provider), [lookups](#lookups), [types](#types), [commands](#commands), [exit codes](#exit-codes).",
  ),
  prose(
    "The [native plugin](other-languages.md) has the same arguments under the names of each language. Its stack config begins with `cloudflare-mcp:`.",
  ),
  prose(
    "Arguments of resources accept Inputs, except `authType`, `authMode`, and `adopt` of a bearer server without credentials. Lookups accept Inputs in their `…Output` form. An optional argument that you leave out is not managed; in a portal row, `defaultDisabled` and `onBehalf` always are. The notes in the tables:",
  ),
  list([
    "**required**: a program must set it.",
    "**replaces**: a change deletes the object and creates it again under the same or another id.",
    "**write-only**: Cloudflare never returns it. A change by somebody else is not drift, unless the argument says otherwise.",
  ]),
];

export function referencePage(declarations: Declarations): string {
  return `${[...introduction, ...programSections(declarations), ...commandSections()].join("\n\n")}\n`;
}
