/** The effect of create and update requests on how Cloudflare authenticates to an upstream. */
import type { AuthType } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest } from "../refusals";
import type { Body } from "../openapi/validate";
import type { Switches } from "../switches";
import { credentialsIssue, manualClient, manualSummary, missingSecretIssue } from "./credentials";
import type { StoredServer } from "../store/storedServer";

/** The fields of a server that decide how Cloudflare signs in upstream, and those that follow from them. */
export type Authentication = Pick<
  StoredServer,
  | "auth_type"
  | "auth_credentials"
  | "client_secret"
  | "client_secret_version"
  | "auth_config_summary"
  | "authentication_status"
  | "login_token"
>;

export type SyncState = Pick<StoredServer, "status" | "error" | "error_details" | "tools" | "prompts">;

/** The state before the first sync. Until its login an OAuth server has null lists, not empty ones (observed). */
export function unsyncedState(authType: string): SyncState {
  const definitions = authType === "oauth" ? null : [];
  return { status: "waiting", error: null, error_details: null, tools: definitions, prompts: definitions };
}

/** The authentication of a new server. */
export function initialAuthentication(body: Body): Authentication {
  return signIn(body.auth_type as AuthType, {
    credentials: text(body.auth_credentials),
    secret: text(body.client_secret),
    secretVersion: body.client_secret === undefined ? 0 : 1,
    isSharedCallback: body.is_shared_oauth_callback_enabled === true,
  });
}

/**
 * The effect of a change of auth_type, which no specification allows in an update. Measured: it resets tools and
 * prompts and clears the summary. The way back to OAuth needs the whole client and its secret, whose version goes on
 * counting.
 */
export function changedAuthType(stored: StoredServer, authType: AuthType, body: Body): Authentication & SyncState {
  const credentials = text(body.auth_credentials);
  const secret = text(body.client_secret);
  const isSharedCallback = isShared(stored, body);
  if (authType === "oauth" && manualClient(credentials, isSharedCallback) === undefined) {
    throw new InvalidRequest([credentialsIssue("auth_credentials of a manual OAuth client are required")]);
  }
  const secretVersion = secret === null ? stored.client_secret_version : nextVersion(stored);
  return {
    ...signIn(authType, { credentials, secret, secretVersion, isSharedCallback }),
    ...unsyncedState(authType),
  };
}

/** The effect of an update that keeps auth_type. */
export function updatedAuthentication(stored: StoredServer, body: Body, switches: Switches): Partial<StoredServer> {
  switch (stored.auth_type as AuthType) {
    case "bearer":
      return updatedBearer(body, switches);
    case "oauth":
      return updatedOAuth(stored, body);
    case "unauthenticated":
      return {};
  }
}

function updatedBearer(body: Body, switches: Switches): Partial<StoredServer> {
  if (body.auth_credentials !== undefined) {
    return {
      auth_credentials: text(body.auth_credentials),
      ...(switches.bearerCredentialsResetStatus && { status: "waiting" }),
    };
  }
  return switches.bearerUpdateWithoutCredentials === "wipe" ? { auth_credentials: null } : {};
}

/** Observed: a manual client keeps its status and its tools, and each secret sent raises the version. */
function updatedOAuth(stored: StoredServer, body: Body): Partial<StoredServer> {
  if (body.auth_credentials === undefined && body.client_secret === undefined) {
    return {};
  }
  const wasManual = stored.authentication_status === "manual";
  const updated = signIn("oauth", {
    credentials: body.auth_credentials === undefined ? stored.auth_credentials : text(body.auth_credentials),
    secret: body.client_secret === undefined ? stored.client_secret : text(body.client_secret),
    secretVersion: body.client_secret === undefined ? stored.client_secret_version : nextVersion(stored),
    isSharedCallback: isShared(stored, body),
  });
  const isManual = updated.authentication_status === "manual";
  return wasManual === isManual ? updated : { ...updated, ...unsyncedState("oauth") };
}

interface Secrets {
  readonly credentials: string | null;
  readonly secret: string | null;
  readonly secretVersion: number;
  readonly isSharedCallback: boolean;
}

function signIn(authType: AuthType, secrets: Secrets): Authentication {
  const withoutLogin = {
    auth_type: authType,
    auth_credentials: secrets.credentials,
    client_secret: secrets.secret,
    client_secret_version: secrets.secretVersion,
    auth_config_summary: null,
    login_token: null,
  };
  if (authType === "unauthenticated") {
    return { ...withoutLogin, auth_credentials: null, client_secret: null, authentication_status: "not_required" };
  }
  if (authType === "bearer") {
    return { ...withoutLogin, client_secret: null, authentication_status: "not_required" };
  }
  const client = manualClient(secrets.credentials, secrets.isSharedCallback);
  if (client === undefined) {
    return { ...withoutLogin, authentication_status: "required" };
  }
  // Observed: even a client without a secret (token_endpoint_auth_method none) must send one, with any content.
  if (secrets.secret === null) {
    throw new InvalidRequest([missingSecretIssue]);
  }
  return {
    ...withoutLogin,
    auth_config_summary: manualSummary(client, secrets.secretVersion),
    authentication_status: "manual",
  };
}

const nextVersion = (stored: StoredServer): number =>
  Math.max(stored.client_secret_version, stored.auth_config_summary?.client_secret_version ?? 0) + 1;

const isShared = (stored: StoredServer, body: Body): boolean =>
  (body.is_shared_oauth_callback_enabled ?? stored.is_shared_oauth_callback_enabled) === true;

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
