/** Credentials of a server: the headers that bearer credentials send, and manual OAuth clients. */
import { tokenEndpointAuthMethods, type WireAuthConfigSummary } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest, type Issue } from "../refusals";
import { isObject } from "../objects/fields";

/**
 * What the credentials of a bearer server send upstream: a token in Authorization, or the headers of `{"headers":{…}}`
 * as they are (both documented). Header rows in any other form are accepted and have no effect (observed).
 */
export function bearerHeaders(credentials: string): Record<string, string> {
  const parsed = parseJson(credentials);
  if (typeof parsed !== "object" || parsed === null) {
    return { authorization: `Bearer ${credentials}` };
  }
  const headers = (parsed as { headers?: unknown }).headers;
  if (!isObject(headers)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** An OAuth client that the user registered, as `auth_credentials` carries it (documented). */
export interface ManualClient {
  readonly config: Record<string, string>;
  readonly registrationInfo: Record<string, unknown>;
}

const requiredEndpoints = ["authorization_endpoint", "token_endpoint"];
const optionalEndpoints = ["issuer", "revocation_endpoint", "resource"];

/** Undefined for credentials without a manual client: Cloudflare then registers one itself (DCR). */
export function manualClient(credentials: string | null, isSharedCallback: boolean): ManualClient | undefined {
  const parsed = credentials === null ? undefined : parseJson(credentials);
  if (!isObject(parsed) || parsed.auth_mode !== "manual") {
    return undefined;
  }
  const config = isObject(parsed.config) ? parsed.config : {};
  const registration = isObject(parsed.registration_info) ? parsed.registration_info : {};

  const missing = [
    ...requiredEndpoints.filter((name) => !isText(config[name])).map((name) => `config.${name}`),
    ...(isText(registration.client_id) ? [] : ["registration_info.client_id"]),
    ...(isSharedCallback || isTextList(registration.redirect_uris) ? [] : ["registration_info.redirect_uris"]),
  ];
  const method = registration.token_endpoint_auth_method;
  const wrong =
    method === undefined || tokenEndpointAuthMethods.some((known) => known === method)
      ? []
      : ["registration_info.token_endpoint_auth_method"];
  const issues = [
    ...missing.map((name) => credentialsIssue(`${name} is required for manual OAuth`)),
    ...wrong.map((name) => credentialsIssue(`${name} is not supported`)),
  ];
  if (issues.length > 0) {
    throw new InvalidRequest(issues);
  }

  return {
    config: Object.fromEntries(
      [...requiredEndpoints, ...optionalEndpoints].flatMap((name) => {
        const value = config[name];
        return isText(value) ? [[name, value]] : [];
      }),
    ),
    registrationInfo: Object.fromEntries(
      ["client_id", "redirect_uris", "scope", "token_endpoint_auth_method"]
        .filter((name) => registration[name] !== undefined)
        .map((name) => [name, registration[name]]),
    ),
  };
}

/** The summary that the API returns of a manual client. */
export function manualSummary(client: ManualClient, secretVersion: number): WireAuthConfigSummary {
  return {
    auth_mode: "manual",
    client_secret_version: secretVersion,
    has_client_secret: true,
    config: client.config,
    registration_info: client.registrationInfo,
  };
}

export const credentialsIssue = (message: string): Issue => ({ message, path: ["body", "auth_credentials"] });

export const missingSecretIssue: Issue = {
  message: "client_secret must be a non-empty string",
  path: ["body", "client_secret"],
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);
