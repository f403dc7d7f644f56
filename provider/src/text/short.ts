/** Names from outside in messages, at a length that no upstream decides. */

/** A name, or its length in place of one that is too long. Not its beginning: a secret that is cut is not redacted. */
export function short(name: string): string {
  return name.length <= longest ? name : `(a name of ${name.length} characters)`;
}

/** The same in quotation marks. */
export function quoteName(name: string): string {
  return `"${short(name)}"`;
}

const longest = 256;
