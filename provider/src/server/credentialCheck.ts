/** What is wrong with the credentials of a server, by themselves and together with its other arguments. */
import * as v from "valibot";
import { tokenEndpointAuthMethods } from "../cloudflare/wire";
import { formOf, oauthClientOf, parsed } from "./credentials";
import type { Before } from "../lifecycle/resourceKind";
import { known, listOf } from "../lifecycle/schemas";
import {
  camelCase,
  equal,
  isObject,
  isSet,
  isUnknown,
  renameKeys,
  snakeCase,
  type Properties,
} from "../lifecycle/values";

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

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** By hand: a schema for records passes over names such as `constructor`, which may well come from JSON. */
const headers = v.pipe(
  v.custom<Record<string, unknown>>(isObject, "must be an object of header names and values"),
  v.check((value) => Object.keys(value).length > 0, "must have at least one header"),
  v.check(
    (value) => Object.keys(value).every((name) => headerName.test(name)),
    'has a name that no header can have; a header is written as { "x-name": "value" }',
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
const oauthClientSchema = v.strictObject({ authMode: v.optional(known(authMode)), ...parts }, memberMessage);

/** The names that may be shown. Any other member of a credential may be the secret itself, in the wrong place. */
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
  "must be a token (a string), { headers: { … } }, or an OAuth client { config: { … }, registrationInfo: { … } }",
);

/** JSON text is sent as it is, so it has to have the names of the API, and everything that the object form adds. */
const oauthTextSchema = v.pipe(
  v.string(),
  v.transform(parsed),
  v.check(
    (client) => equal(client, renameKeys(client, snakeCase)),
    'as text must have the names of Cloudflare\'s API ("authorization_endpoint" and so on); or give the object',
  ),
  v.transform((client) => renameKeys(client, camelCase)),
  v.strictObject({ authMode, ...parts }, memberMessage),
);
const headersTextSchema = v.pipe(v.string(), v.transform(parsed), headersSchema);

/** Accepts each form; which one fits the authType is looked at by {@link credentialFailures}. */
export const authCredentialsSchema = v.lazy((value): v.GenericSchema => {
  const isText = typeof value === "string";
  switch (formOf(value)) {
    case "unknown":
    case "otherJson":
      return v.unknown();
    case "token":
      return isText ? secretText : neither;
    case "headers":
      return isText ? headersTextSchema : headersSchema;
    case "oauthClient":
      return isText ? oauthTextSchema : oauthClientSchema;
  }
});

/** What is wrong with the credentials taken together with the other arguments. */
export function credentialFailures(inputs: Properties, { olds, replaces, adopting }: Before): string[] {
  const { authType, clientSecret } = inputs;
  const exists = isSet(olds.authType);
  const replaced = exists && replaces.length > 0;
  // Under an id that stays, a replacement finds nothing to adopt: it has deleted it.
  const adopted = adopting && !(replaced && ["serverId", "accountId"].every((name) => inputs[name] === olds[name]));
  const created = !adopted && (!exists || replaced);
  const failures = exists && !replaced ? removedFailures(inputs, olds) : [];
  if (authType === "bearer") {
    failures.push(...bearerFailures(inputs, created));
  }
  if (authType === "oauth") {
    failures.push(...oauthFailures(inputs, created));
  }
  if ((authType === "bearer" || authType === "unauthenticated") && isKnown(clientSecret)) {
    failures.push('clientSecret: is only for authType "oauth".');
  }
  return failures;
}

function isKnown(value: unknown): boolean {
  return isSet(value) && !isUnknown(value);
}

function removedFailures(inputs: Properties, olds: Properties): string[] {
  return ["authCredentials", "clientSecret"]
    .filter((name) => isSet(olds[name]) && !isSet(inputs[name]))
    .map(
      (name) =>
        `${name}: was removed from the program, but Cloudflare's API has no way to take it away from a server. Put it back, or replace the server (\`pulumi up --replace\`, or another authType).`,
    );
}

function bearerFailures({ authCredentials }: Properties, created: boolean): string[] {
  if (!isSet(authCredentials)) {
    return created
      ? [
          'authCredentials: is required with authType "bearer": the token, or { headers: { … } } for other headers. Keep it secret: new pulumi.Config().requireSecret(…).',
        ]
      : [];
  }
  const form = formOf(authCredentials);
  return form === "oauthClient" || form === "otherJson"
    ? ['authCredentials: with authType "bearer" it must be a token or { headers: { … } }.']
    : [];
}

function oauthFailures(inputs: Properties, created: boolean): string[] {
  const { authCredentials, clientSecret, isSharedOauthCallbackEnabled } = inputs;
  if (!isSet(authCredentials)) {
    return isKnown(clientSecret)
      ? [
          "clientSecret: goes with an OAuth client of your own; give that in authCredentials: { config: { … }, registrationInfo: { … } }.",
        ]
      : [];
  }
  const form = formOf(authCredentials);
  if (form === "token" || form === "headers" || form === "otherJson") {
    return [
      'authCredentials: with authType "oauth" it must be an OAuth client { config: { … }, registrationInfo: { … } }; leave it out to let an administrator log in on the dashboard.',
    ];
  }
  const failures: string[] = [];
  if (form === "oauthClient" && created && !isSet(clientSecret)) {
    failures.push(
      'clientSecret: is required with an OAuth client of your own (with tokenEndpointAuthMethod "none" any text will do).',
    );
  }
  const shared = isSharedOauthCallbackEnabled === true || isUnknown(isSharedOauthCallbackEnabled);
  const client = oauthClientOf(authCredentials);
  if (client !== undefined && !shared && !hasRedirects(client)) {
    failures.push(
      "authCredentials: registrationInfo.redirectUris is required unless isSharedOauthCallbackEnabled is true; it is https://<portal host>/servers-callback.",
    );
  }
  return failures;
}

function hasRedirects({ registrationInfo: registration }: Record<string, unknown>): boolean {
  if (!isObject(registration)) {
    return true;
  }
  const uris = registration.redirectUris;
  return isUnknown(uris) || (Array.isArray(uris) && uris.length > 0);
}
