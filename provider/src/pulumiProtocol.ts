/** Special values of Pulumi's protocol and terminal, and keys between class and check. No other file repeats them. */

/** The mark of an unknown value in the Node SDK and in state files. */
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The engine's marks of unknown values, one for each type. The Node SDK sends only the first; other languages and the
 * engine itself also send the rest.
 */
export const unknownMarks: ReadonlySet<unknown> = new Set([
  unknownMark,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
]);

/** The key that marks secrets, assets and other special objects. */
export const signatureKey = "4dabf18193072939515e22adb298388d";

/** The signature of a secret. */
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** The signature of a resource that a program passes to another one. */
export const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** Starts a color code in Pulumi's terminal output. An unknown color after it crashes the command. */
export const colourMark = "<{%";

/** The key in the inputs and outputs of a dynamic resource for the code of its provider. */
export const providerKey = "__provider";

/**
 * Argument keys that a resource class adds for check, which removes them: the default of the id, the row of warnings,
 * and the names of the secret arguments.
 */
export const logicalNameKey = "__logicalName";
export const urnKey = "__urn";
export const secretNamesKey = "__secretNames";
