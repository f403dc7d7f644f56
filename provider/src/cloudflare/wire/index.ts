/**
 * Cloudflare's API for MCP servers and portals, and for what a portal needs to answer, as data: the one source of
 * names, limits, enums and defaults.
 *
 * Everything else follows from these tables: the checks of arguments, which of them can be updated or are write-only,
 * what is read back, and the emulator's OpenAPI document. So this folder imports nothing and has no behavior.
 *
 * "API facts" in comments come from Cloudflare's published API reference (Zero Trust > Access > AI Controls > MCP)
 * unless another source is named.
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
