/** The options of `doctor`. */

export const formatNames = ["text", "json", "markdown", "html"] as const;
export type FormatName = (typeof formatNames)[number];

export interface DoctorOptions {
  readonly account?: string;
  readonly stack?: string;
  readonly zone?: string;
  readonly as?: string;
  readonly probe?: boolean;
  readonly format: FormatName;
  readonly out?: string;
}
