/** Shortens names from outside in messages. */

/**
 * A name, or only the length of a name that is too long. Never its beginning, because redaction misses a truncated
 * secret.
 */
export function short(name: string): string {
  return name.length <= longest ? name : `(a name of ${name.length} characters)`;
}

/** The same in quotation marks. */
export function quoteName(name: string): string {
  return `"${short(name)}"`;
}

const longest = 256;
