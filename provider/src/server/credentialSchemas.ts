/** Schemas for each form of credentials. Messages never contain a value. */
import * as v from "valibot";
import { tokenEndpointAuthMethods } from "../cloudflare/wire";
import { known, listOf } from "../lifecycle/schemas";
import { camelCase, equal, isObject, isUnknown, renameKeys, snakeCase } from "../lifecycle/values";
import { formOf, parsed } from "./credentials";

function isHeaderText(text: string): boolean {
  return text.trim() === text && !/[\u0000-\u001f\u007f]/.test(text);
}

const secretText = known(
  v.pipe(
    v.string("must be a string"),
    v.minLength(1, "must not be empty"),
    v.check(isHeaderText, "must not have line breaks or spaces at its ends: was it read from a file with a newline?"),
  ),
);

export const clientSecretSchema = secretText;

/** Prefixes that people copy together with the token: its scheme or header name, perhaps in quotes. */
const beforeToken = [
  /^["']?bearer[\s:=]+\S/i,
  /^["']?(?:basic|token|digest|negotiate|ntlm|hmac|dpop|key|api-?key|jwt|bot|ssws)\s+\S/i,
  /^["']?(?:proxy-)?authorization\s*[:=]/i,
  /^["']?(?:x-)?api-?key\s*[:=]/i,
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:\s/,
];

/** Words that redaction never treats as part of such a value. */
const bearerToken = v.pipe(
  secretText,
  v.check(
    (text) => typeof text !== "string" || !beforeToken.some((pattern) => pattern.test(text)),
    "must be the token alone: Cloudflare adds header and scheme. Remove the text before it, or pass an object with headers for another scheme",
  ),
);

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Written by hand: a record schema skips names such as `constructor`, which JSON can contain. */
const headers = v.pipe(
  v.custom<Record<string, unknown>>(isObject, "must be an object of header names and values"),
  v.check((value) => Object.keys(value).length > 0, "must have at least one header"),
  v.check(
    (value) => Object.keys(value).every((name) => headerName.test(name)),
    "has an invalid header name; headers are an object of names and values",
  ),
  v.check(
    (value) => Object.values(value).every((text) => isUnknown(text) || typeof text === "string"),
    "must have strings as values",
  ),
  v.check(
    (value) => Object.values(value).every((text) => typeof text !== "string" || (text !== "" && isHeaderText(text))),
    "must not have values that are empty, or with line breaks or spaces at their ends: was one read from a file?",
  ),
);

const headersSchema = v.strictObject({ headers: known(headers) }, memberMessage);

const url = known(
  v.pipe(
    v.string("must be a string"),
    v.check((text) => URL.canParse(text) && /^https?:/i.test(text), "must be a URL with https:// or http://"),
  ),
);
const textPart = known(v.pipe(v.string("must be a string"), v.minLength(1, "must not be empty")));

const config = {
  authorizationEndpoint: url,
  tokenEndpoint: url,
  issuer: v.nullish(textPart),
  revocationEndpoint: v.nullish(url),
  resource: v.nullish(textPart),
};
const registrationInfo = {
  clientId: textPart,
  redirectUris: v.nullish(known(v.array(url, "must be a list of URLs"))),
  scope: v.nullish(textPart),
  tokenEndpointAuthMethod: v.nullish(
    known(v.picklist(tokenEndpointAuthMethods, `must be ${listOf(tokenEndpointAuthMethods)}`)),
  ),
};
const authMode = v.literal("manual", 'must be "manual"');
const parts = {
  config: known(v.strictObject(config, memberMessage)),
  registrationInfo: known(v.strictObject(registrationInfo, memberMessage)),
};
/** Accepts the names of the API too: Python passes dictionaries unchanged, and its names have underscores. */
const oauthClientSchema = v.pipe(
  v.unknown(),
  v.transform((client) => renameKeys(client, camelCase)),
  v.strictObject({ authMode: v.optional(known(authMode)), ...parts }, memberMessage),
);

/**
 * The names that a message can show. Any other member of a credential might be the secret itself, in the wrong place.
 */
export const credentialMembers: ReadonlySet<string> = new Set([
  "headers",
  "authMode",
  ...Object.keys(parts),
  ...Object.keys(config),
  ...Object.keys(registrationInfo),
]);

function memberMessage(issue: v.StrictObjectIssue): string {
  if (issue.expected === "never") {
    return "has a member that does not belong there";
  }
  return issue.received === "undefined" ? "is required" : "must be an object";
}

const neither = v.custom(
  () => false,
  "must be a token (a string), an object with headers, or an OAuth client (an object with config and registrationInfo)",
);

/** JSON text is sent unchanged, so it needs the names of the API, and every member that the object form would add. */
const oauthTextSchema = v.pipe(
  v.string(),
  v.transform(parsed),
  v.check(
    (client) => equal(client, renameKeys(client, snakeCase)),
    'as text must have the names of Cloudflare\'s API ("authorization_endpoint" and so on); or pass an object',
  ),
  v.transform((client) => renameKeys(client, camelCase)),
  v.strictObject({ authMode, ...parts }, memberMessage),
);
const headersTextSchema = v.pipe(v.string(), v.transform(parsed), headersSchema);

/** Accepts each form. {@link credentialFailures} checks whether the form fits the authType. */
export const authCredentialsSchema = v.lazy((value): v.GenericSchema => {
  const isText = typeof value === "string";
  switch (formOf(value)) {
    case "unknown":
    case "otherJson":
      return v.unknown();
    case "token":
      return isText ? bearerToken : neither;
    case "headers":
      return isText ? headersTextSchema : headersSchema;
    case "oauthClient":
      return isText ? oauthTextSchema : oauthClientSchema;
  }
});
