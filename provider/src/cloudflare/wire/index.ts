/**
 * What Cloudflare's API says about MCP servers, portals and what decides whether a portal answers, as data: the one place
 * for names, limits, enums and defaults.
 *
 * Everything else follows from these tables: which arguments a resource checks and how, which of them can be updated,
 * which are write-only, what is read back, and what the emulator's OpenAPI document accepts. So this folder imports
 * nothing and holds no behaviour.
 *
 * "API facts" in comments are from Cloudflare's published API reference (Zero Trust > Access > AI Controls > MCP) unless
 * another source is named.
 */
export * from "./access";
export * from "./dns";
export * from "./envelope";
export * from "./forms";
export * from "./names";
export * from "./permissions";
export * from "./portal";
export type { ReadForm, ReadObject, ReadValue } from "./readForms";
export * from "./server";
