export const formatNames = ["text", "json", "markdown", "sarif", "html"] as const;
export type FormatName = (typeof formatNames)[number];
