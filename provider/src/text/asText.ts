/** Any value as text, even one from outside. */

/** Unlike `String`, it never calls the `toString` of an object: an answer can contain anything under that name. */
export function asText(value: unknown): string {
  return typeof value === "object" && value !== null && !(value instanceof Error)
    ? JSON.stringify(value)
    : String(value);
}
