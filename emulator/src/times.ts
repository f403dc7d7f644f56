/** The two forms in which the API writes times. */

/** The form of times that the database stamps by itself (observed): without "T" and zone. */
export function sqliteTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** The form of times that an update stamps (observed). */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export const sqliteTimePattern = "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$";
