/** Rules for the names under which agents see tools, beside the forms of ids and aliases. */
import type { WireForm } from "./forms";

/** A portal calls a tool `<server id>_<alias or name>`. Clients split at the first one (documented). */
export const toolNameSeparator = "_";

/** The portal's own tools are called `portal_…`, and cannot be removed (documented). */
export const portalToolPrefix = "portal_";

/** The tool names that MCP clients commonly accept. Cloudflare passes on any name of an upstream. */
export const clientToolNameForm = {
  type: "string",
  maxLength: 64,
  pattern: "^[a-zA-Z0-9_-]*$",
  patternInWords: "a-z, A-Z, 0-9, _ and -",
} as const satisfies WireForm;

/**
 * Characters that no JavaScript identifier has. Code Mode exposes tools as functions, and Cloudflare's library of that
 * name converts their names to identifiers. That portals convert them in the same way, with "_" for each such
 * character, is an assumption.
 */
export const codeModeFolded = "[^a-zA-Z0-9_$]";
