/** Any value as text, also one from outside. */

/** As `String`, which calls the `toString` of an object: an answer can bring anything under that name. */
export function asText(value: unknown): string {
  return typeof value === "object" && value !== null && !(value instanceof Error)
    ? JSON.stringify(value)
    : String(value);
}
