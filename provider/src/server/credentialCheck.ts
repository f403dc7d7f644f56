/** Refuses credentials that contradict other arguments of a server. */
import { credentialsOf } from "../lifecycle/outputs";
import type { Before, Given } from "../lifecycle/resourceKind";
import { isObject, isSet, isUnknown } from "../lifecycle/values";
import { formOf, oauthClientOf } from "./credentials";
import { serverTable, type ServerArguments } from "./table";

export function credentialFailures(
  inputs: Given<ServerArguments>,
  { olds, replaces, adopting }: Before<ServerArguments>,
): string[] {
  const { authType, clientSecret } = inputs;
  const exists = isSet(olds.authType);
  const replaced = exists && replaces.length > 0;
  // A replacement under the same id has already deleted the server, so it finds nothing to adopt.
  const staysUnderItsId = inputs.serverId === olds.serverId && inputs.accountId === olds.accountId;
  const adopted = adopting && !(replaced && staysUnderItsId);
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

function removedFailures(inputs: Given<ServerArguments>, olds: Given<ServerArguments>): string[] {
  return credentialsOf(serverTable)
    .map(({ name }) => name as keyof ServerArguments)
    .filter((name) => isSet(olds[name]) && !isSet(inputs[name]))
    .map(
      (name) =>
        `${name}: was removed from the program, but Cloudflare's API cannot remove it from a server. Restore it in the program, or replace the server (\`pulumi up --replace\`, or another authType).`,
    );
}

function bearerFailures({ authCredentials }: Given<ServerArguments>, created: boolean): string[] {
  if (!isSet(authCredentials)) {
    return created
      ? [
          'authCredentials: is required with authType "bearer": the token, or an object with headers. Use a secret of stack config.',
        ]
      : [];
  }
  const form = formOf(authCredentials);
  return form === "oauthClient" || form === "otherJson"
    ? ['authCredentials: with authType "bearer" it must be a token, or an object with headers.']
    : [];
}

function oauthFailures(inputs: Given<ServerArguments>, created: boolean): string[] {
  const { authCredentials, clientSecret, isSharedOauthCallbackEnabled } = inputs;
  if (!isSet(authCredentials)) {
    return isKnown(clientSecret)
      ? [
          "clientSecret: belongs to an OAuth client of your own. Set authCredentials to that client: an object with config and registrationInfo.",
        ]
      : [];
  }
  const form = formOf(authCredentials);
  if (form === "token" || form === "headers" || form === "otherJson") {
    return [
      'authCredentials: with authType "oauth" it must be an OAuth client: an object with config and registrationInfo. To have an administrator log in on the dashboard, remove authCredentials.',
    ];
  }
  const failures: string[] = [];
  if (form === "oauthClient" && created && !isSet(clientSecret)) {
    failures.push(
      'clientSecret: is required with an OAuth client of your own (with tokenEndpointAuthMethod "none", any text).',
    );
  }
  const shared = isSharedOauthCallbackEnabled === true || isUnknown(isSharedOauthCallbackEnabled);
  const client = oauthClientOf(authCredentials);
  if (client !== undefined && !shared && !hasRedirects(client)) {
    failures.push(
      "authCredentials: registrationInfo.redirectUris is required unless isSharedOauthCallbackEnabled is true. Set it to https://<portal host>/servers-callback.",
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
