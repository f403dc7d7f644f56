/**
 * What authenticates Cloudflare to an upstream: the forms that a program may write, what is wrong with them, and the
 * one text that the API takes for all of them.
 *
 * API facts: `auth_credentials` is always a string: a bearer token, or JSON text `{"headers": {…}}` whose headers are
 * forwarded as they are, or the JSON text of an OAuth client (`auth_mode: "manual"`), whose secret travels beside it.
 */
import * as v from "valibot";
import { tokenEndpointAuthMethods } from "../cloudflare/wire";
import { known, listOf } from "./fields";
import {
  canonicalText,
  hasUnknown,
  isObject,
  isSet,
  isUnknown,
  renameKeys,
  snakeCase,
  type Properties,
} from "./values";

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

/** Whether two credentials are the same to Cloudflare, in whichever form they are written. */
export function sameCredentials(one: unknown, other: unknown): boolean {
  return canonicalText(parsed(credentialsText(one))) === canonicalText(parsed(credentialsText(other)));
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}

/** Every part of some credentials that must not be shown. */
export function secretParts(properties: Properties): string[] {
  const parts: string[] = [];
  const { authCredentials, clientSecret } = properties;
  if (typeof clientSecret === "string") {
    parts.push(clientSecret);
  }
  if (isSet(authCredentials)) {
    const text = credentialsText(authCredentials);
    const value = parsed(text);
    parts.push(text);
    if (isObject(value) && isObject(value.headers)) {
      for (const header of Object.values(value.headers).filter((inner) => typeof inner === "string")) {
        // "Bearer abc": the token alone is just as secret.
        parts.push(header, ...header.split(" "));
      }
    }
  }
  return parts.filter((part) => !isUnknown(part));
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerText = "must not have line breaks or spaces at its ends: was it read from a file with a newline?";

function isHeaderText(text: string): boolean {
  return text.trim() === text && !/[\u0000-\u001f\u007f]/.test(text);
}

const secretText = known(
  v.pipe(v.string("must be a string"), v.minLength(1, "must not be empty"), v.check(isHeaderText, headerText)),
);

export const clientSecretSchema = secretText;

const headersSchema = v.strictObject(
  {
    headers: known(
      v.pipe(
        v.record(
          v.pipe(v.string(), v.regex(headerName, "is not the name of a header")),
          secretText,
          "must be an object of header names and values",
        ),
        v.check((headers) => Object.keys(headers).length > 0, "must have at least one header"),
      ),
    ),
  },
  "has a member beside headers",
);

const url = known(
  v.pipe(
    v.string("must be a string"),
    v.check((text) => URL.canParse(text), "must be a URL"),
  ),
);
const textPart = known(v.pipe(v.string("must be a string"), v.minLength(1, "must not be empty")));

const oauthClientSchema = v.strictObject(
  {
    authMode: v.optional(known(v.literal("manual", 'must be "manual"'))),
    config: known(
      v.strictObject(
        {
          authorizationEndpoint: url,
          tokenEndpoint: url,
          issuer: v.nullish(textPart),
          revocationEndpoint: v.nullish(url),
          resource: v.nullish(textPart),
        },
        partMessage,
      ),
    ),
    registrationInfo: known(
      v.strictObject(
        {
          clientId: textPart,
          redirectUris: v.nullish(known(v.array(url, "must be a list of URLs"))),
          scope: v.nullish(textPart),
          tokenEndpointAuthMethod: v.nullish(
            known(v.picklist(tokenEndpointAuthMethods, `must be ${listOf(tokenEndpointAuthMethods)}`)),
          ),
        },
        partMessage,
      ),
    ),
  },
  partMessage,
);

function partMessage(issue: v.StrictObjectIssue): string {
  if (issue.expected === "never") {
    return "is not a member of an OAuth client";
  }
  return issue.received === "undefined" ? "is required" : "must be an object";
}

/** Accepts each form; which one fits the authType is looked at by {@link credentialFailures}. */
export const authCredentialsSchema = v.lazy((value) => {
  if (typeof value === "string") {
    return secretText;
  }
  return isObject(value) && "headers" in value ? headersSchema : isObject(value) ? oauthClientSchema : neither;
});

const neither = v.custom(
  () => false,
  "must be a token (a string), { headers: { … } }, or an OAuth client { config: { … }, registrationInfo: { … } }",
);

type CredentialForm = "token" | "headers" | "oauthClient" | "otherJson";

function formOf(credentials: unknown): CredentialForm {
  const value = typeof credentials === "string" ? parsed(credentials) : credentials;
  if (!isObject(value)) {
    return "token";
  }
  if (isObject(value.headers)) {
    return "headers";
  }
  return typeof credentials !== "string" || value.auth_mode === "manual" ? "oauthClient" : "otherJson";
}

/**
 * What is wrong with the credentials of a server taken together with its other arguments. `olds` are the inputs of the
 * last step ({} when there is none), `adopting` says that the server may exist with credentials that nobody here knows.
 */
export function credentialFailures(inputs: Properties, olds: Properties, adopting: boolean): string[] {
  const { authType, authCredentials, clientSecret, isSharedOauthCallbackEnabled } = inputs;
  if (typeof authType !== "string" || isUnknown(authType)) {
    return [];
  }
  const failures: string[] = [];
  const exists = isSet(olds.authType);
  const replaced =
    exists &&
    ["authType", "hostname", "serverId", "accountId"].some(
      (name) => isSet(inputs[name]) && !isUnknown(inputs[name]) && inputs[name] !== olds[name],
    );
  for (const name of ["authCredentials", "clientSecret"]) {
    if (exists && !replaced && isSet(olds[name]) && !isSet(inputs[name])) {
      failures.push(
        `${name}: was removed from the program, but Cloudflare's API has no way to take it away from a server. Put it back, or replace the server (\`pulumi up --replace\`, or another authType).`,
      );
    }
  }
  const create = !adopting && (!exists || replaced);
  if (!isSet(authCredentials)) {
    if (authType === "bearer" && create) {
      failures.push(
        'authCredentials: is required with authType "bearer": the token, or { headers: { … } } for other headers. Keep it secret: new pulumi.Config().requireSecret(…).',
      );
    }
    if (authType === "oauth" && isSet(clientSecret)) {
      failures.push(
        "clientSecret: goes with an OAuth client of your own; give that in authCredentials: { config: { … }, registrationInfo: { … } }.",
      );
    }
  } else if (!isUnknown(authCredentials)) {
    const form = formOf(authCredentials);
    if (authType === "bearer" && (form === "oauthClient" || form === "otherJson")) {
      failures.push('authCredentials: with authType "bearer" it must be a token or { headers: { … } }.');
    }
    if (authType === "oauth" && (form === "token" || form === "headers")) {
      failures.push(
        'authCredentials: with authType "oauth" it must be an OAuth client { config: { … }, registrationInfo: { … } }; leave it out to let an administrator log in on the dashboard.',
      );
    }
    if (authType === "oauth" && form === "oauthClient") {
      if (create && !isSet(clientSecret)) {
        failures.push(
          'clientSecret: is required with an OAuth client of your own (with tokenEndpointAuthMethod "none" any text will do).',
        );
      }
      if (
        isObject(authCredentials) &&
        isSharedOauthCallbackEnabled !== true &&
        !hasUnknown(isSharedOauthCallbackEnabled) &&
        !hasRedirects(authCredentials)
      ) {
        failures.push(
          "authCredentials: registrationInfo.redirectUris is required unless isSharedOauthCallbackEnabled is true; it is https://<portal host>/servers-callback.",
        );
      }
    }
  }
  if (authType !== "oauth" && isSet(clientSecret)) {
    failures.push('clientSecret: is only for authType "oauth".');
  }
  return failures;
}

function hasRedirects(client: Record<string, unknown>): boolean {
  const registration = client.registrationInfo;
  if (!isObject(registration)) {
    return true;
  }
  const uris = registration.redirectUris;
  return isUnknown(uris) || (Array.isArray(uris) && uris.length > 0);
}
