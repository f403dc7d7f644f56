/**
 * The credentials of Cloudflare at an upstream: the forms that a program can use, and the one text that the API takes
 * for all of them.
 *
 * API facts: `auth_credentials` is always a string. It is a bearer token, JSON text `{"headers": {…}}` whose headers
 * are sent unchanged, or the JSON text of an OAuth client (`auth_mode: "manual"`), whose secret is sent beside it.
 */
import { camelCase, canonicalText, isObject, isUnknown, renameKeys, snakeCase } from "../lifecycle/values";

export function credentialsText(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (isObject(value) && "headers" in value) {
    return canonicalText(value);
  }
  return canonicalText({ auth_mode: "manual", ...(renameKeys(value, snakeCase) as Record<string, unknown>) });
}

/** The OAuth client in some credentials, with the names of a program; undefined for anything else. */
export function oauthClientOf(credentials: unknown): Record<string, unknown> | undefined {
  if (formOf(credentials) !== "oauthClient") {
    return undefined;
  }
  const client = renameKeys(typeof credentials === "string" ? parsed(credentials) : credentials, camelCase);
  return isObject(client) ? client : undefined;
}

/** Whether two credentials are the same to Cloudflare, in any form. */
export function sameCredentials(one: unknown, other: unknown): boolean {
  return canonicalText(parsed(credentialsText(one))) === canonicalText(parsed(credentialsText(other)));
}

/** Parses JSON text of an object, and returns any other text unchanged. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}

export type CredentialForm = "unknown" | "token" | "headers" | "oauthClient" | "otherJson";

/** The form of some credentials. JSON text has the form of its content. */
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
