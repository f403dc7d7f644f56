/**
 * The API writes times in two forms (observed): rows that the database stamped by itself have SQLite's form, without
 * "T" and zone; what an update stamps has the ISO form.
 */
export function sqliteTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export const sqliteTimePattern = "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$";
