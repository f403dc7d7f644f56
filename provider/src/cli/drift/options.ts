/** The options of `drift`. */

export const formatNames = ["text", "json", "markdown", "sarif", "html"] as const;
export type FormatName = (typeof formatNames)[number];

export interface DriftOptions {
  readonly stack?: string;
  readonly state?: string;
  readonly account?: string;
  readonly format: FormatName;
  readonly out?: string;
  readonly strict?: true;
  readonly waivers?: string;
  readonly alsoStack?: readonly string[];
  readonly ignore?: readonly string[];
}
