/**
 * What authenticates Cloudflare to an upstream: the forms that a program may write, and the one text that the API takes
 * for all of them.
 *
 * API facts: `auth_credentials` is always a string: a bearer token, or JSON text `{"headers": {…}}` whose headers are
 * forwarded as they are, or the JSON text of an OAuth client (`auth_mode: "manual"`), whose secret travels beside it.
 */
import { camelCase, canonicalText, isObject, isUnknown, renameKeys, snakeCase } from "../lifecycle/values";

/** The text that the API takes. */
export function credentialsText(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (isObject(value) && "headers" in value) {
    return canonicalText(value);
  }
  return canonicalText({ auth_mode: "manual", ...(renameKeys(value, snakeCase) as Record<string, unknown>) });
}

/** The OAuth client that some credentials are, by the names of a program; undefined for anything else. */
export function oauthClientOf(credentials: unknown): Record<string, unknown> | undefined {
  if (formOf(credentials) !== "oauthClient") {
    return undefined;
  }
  const client = renameKeys(typeof credentials === "string" ? parsed(credentials) : credentials, camelCase);
  return isObject(client) ? client : undefined;
}

/** Whether two credentials are the same to Cloudflare, in whichever form they are written. */
export function sameCredentials(one: unknown, other: unknown): boolean {
  return canonicalText(parsed(credentialsText(one))) === canonicalText(parsed(credentialsText(other)));
}

/** JSON text of an object as that object; any other text as it is. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}

export type CredentialForm = "unknown" | "token" | "headers" | "oauthClient" | "otherJson";

/** Which form some credentials have; JSON text counts as what it says. */
export function formOf(credentials: unknown): CredentialForm {
  if (isUnknown(credentials)) {
    return "unknown";
  }
  const value = typeof credentials === "string" ? parsed(credentials) : credentials;
  if (!isObject(value)) {
    return "token";
  }
  if ("headers" in value) {
    return "headers";
  }
  const isClient = ["auth_mode", "config", "registration_info", "registrationInfo"].some((name) => name in value);
  return isClient || typeof credentials !== "string" ? "oauthClient" : "otherJson";
}

/** Whether each update of a server sends its credentials again. */
export function isResent({
  authType,
  authCredentials,
}: {
  readonly authType?: unknown;
  readonly authCredentials?: unknown;
}): boolean {
  return authType === "bearer" && authCredentials !== undefined;
}
