/**
 * What authenticates Cloudflare to an upstream: the forms that a program may write, and the one text that the API takes
 * for all of them.
 *
 * API facts: `auth_credentials` is always a string: a bearer token, or JSON text `{"headers": {…}}` whose headers are
 * forwarded as they are, or the JSON text of an OAuth client (`auth_mode: "manual"`), whose secret travels beside it.
 */
import { camelCase, canonicalText, isObject, isSet, isUnknown, renameKeys, snakeCase } from "../lifecycle/values";

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
  const client = typeof credentials === "string" ? renameKeys(parsed(credentials), camelCase) : credentials;
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

/** The write-only arguments among inputs or outputs. */
interface WithCredentials {
  readonly authCredentials?: unknown;
  readonly clientSecret?: unknown;
}

/** Every part of some credentials that must not be shown. */
export function secretParts({ authCredentials, clientSecret }: WithCredentials): string[] {
  const parts: string[] = [];
  if (typeof clientSecret === "string") {
    parts.push(clientSecret);
  }
  if (isSet(authCredentials)) {
    const text = credentialsText(authCredentials);
    const value = parsed(text);
    parts.push(text);
    if (isObject(value) && isObject(value.headers)) {
      for (const header of Object.values(value.headers).filter((inner) => typeof inner === "string")) {
        // "Bearer abc": the token alone is just as secret, and the scheme is an ordinary word.
        parts.push(header, ...header.split(" ").filter((part, index) => index > 0 || !isScheme(part)));
      }
    }
  }
  return parts.filter((part) => !isUnknown(part));
}

/** What an Authorization header begins with. */
function isScheme(word: string): boolean {
  return ["basic", "bearer", "digest", "dpop", "negotiate", "token"].includes(word.toLowerCase());
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
