/** The tools of the MCP server that the command starts: a file that a person edits. */
import { readFileSync, writeFileSync } from "node:fs";
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";

const firstTools: readonly WireDefinition[] = [
  {
    name: "search",
    description: "Searches the documents.",
    inputSchema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
  },
  { name: "read", description: "Reads a document.", inputSchema: { type: "object" } },
];

/** Creates a file with two tools, unless it exists. */
export function provideTools(file: string): void {
  try {
    writeFileSync(file, `${JSON.stringify(firstTools, null, 2)}\n`, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
    readTools(file);
  }
}

export function readTools(file: string): readonly WireDefinition[] {
  let tools: unknown;
  try {
    tools = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`Cannot read the tools in ${file}: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(tools)) {
    throw new Error(`${file} must hold a JSON array of tools, as MCP's tools/list returns them.`);
  }
  return tools as WireDefinition[];
}
