/**
 * Resolves credentials, their API address and the account.
 *
 * Precedence: an explicit provider, whose credentials are never mixed with others; otherwise stack config, then the
 * environment. Credentials go only to Cloudflare, or to an address from the same source.
 *
 * Resolved at each call and never part of a resource. So a rotated token takes effect at once, and state contains a
 * token only in the configuration that Pulumi saves, encrypted, with each provider.
 */
import type { Connection } from "./cloudflare/client";
import { isLoopback } from "./cloudflare/urls";

export type { Connection };

/** Stack config of the namespace `cloudflare`, or the inputs of an explicit provider, which replace it. */
export interface ConfigurationSource {
  get(key: string): string | undefined;
  /** The source, for messages. Default: stack config. */
  readonly place?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An unusable configuration. The message names the sources, never a value. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

const defaultBaseUrl = "https://api.cloudflare.com/client/v4";

/** The key for the name of an explicit provider in the program, for messages. */
export const providerNameKey = "pulumi-cloudflare-mcp:provider";

/** The settings: the arguments of a provider, and the keys of stack config after `cloudflare:`. */
export const argumentNames = ["apiToken", "apiKey", "email", "accountId", "baseUrl"] as const;

/** The settings that are credentials. */
export const credentialKeys: readonly string[] = ["cloudflare:apiToken", "cloudflare:apiKey", "cloudflare:email"];

/** All keys that are ever read. */
export const configurationKeys: readonly string[] = [
  providerNameKey,
  ...argumentNames.map((name) => `cloudflare:${name}`),
];

/** A source of credentials and of an address. */
interface Place {
  readonly fromStack: boolean;
  readonly names: Readonly<Record<SettingName, string>>;
  readonly get: (name: SettingName) => string | undefined;
  /** The words about the source after the names of its settings, and before a complaint about them. */
  readonly origin: string;
  readonly prefix: string;
}

type SettingName = "apiToken" | "apiKey" | "email" | "baseUrl";

const variables: Place["names"] = {
  apiToken: "CLOUDFLARE_API_TOKEN",
  apiKey: "CLOUDFLARE_API_KEY",
  email: "CLOUDFLARE_EMAIL",
  baseUrl: "CLOUDFLARE_BASE_URL",
};

/**
 * Finds the credentials and their address. Throws {@link ConfigurationError} if there are none or more than one kind,
 * or if the address comes from another source.
 */
export function resolveConnection(configuration: ConfigurationSource, environment: Environment): Connection {
  const provider = explicitProvider(configuration);
  const first = provider === undefined ? stackPlace(configuration) : providerPlace(configuration, provider);
  const places = [first, environmentPlace(environment)];
  const address = findAddress(places);
  // A provider uses only its own settings, so that an empty variable never sends one account's credentials to another.
  for (const place of provider === undefined ? places : [first]) {
    const credentials = findCredentials(place);
    if (credentials !== undefined) {
      refuseForeignAddress(address, place, credentials.origin);
      return { baseUrl: address.url, ...credentials };
    }
  }
  if (provider !== undefined) {
    throw new ConfigurationError(
      `Provider "${provider}" has no Cloudflare credentials: its arguments are empty. Set apiToken; the provider does not use stack config or the environment instead.`,
    );
  }
  throw new ConfigurationError(
    "No Cloudflare credentials. Set the environment variable CLOUDFLARE_API_TOKEN to an API token with the permission " +
      '"MCP Portals Write" ("MCP Portals Read" is enough to refresh and preview): docs/get-started.md.',
  );
}

/** Why {@link resolveConnection} refuses a configuration; undefined if it accepts it. */
export function connectionFailure(configuration: ConfigurationSource, environment: Environment): string | undefined {
  try {
    resolveConnection(configuration, environment);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.message;
    }
    throw error;
  }
}

function stackPlace(configuration: ConfigurationSource): Place {
  return {
    fromStack: true,
    names: {
      apiToken: "cloudflare:apiToken",
      apiKey: "cloudflare:apiKey",
      email: "cloudflare:email",
      baseUrl: "cloudflare:baseUrl",
    },
    get: (name) => configuration.get(`cloudflare:${name}`),
    origin: ` (${configuration.place ?? "stack config"})`,
    prefix: "",
  };
}

function providerPlace(configuration: ConfigurationSource, provider: string): Place {
  return {
    fromStack: true,
    names: { apiToken: "apiToken", apiKey: "apiKey", email: "email", baseUrl: "baseUrl" },
    get: (name) => configuration.get(`cloudflare:${name}`),
    origin: ` of provider "${provider}"`,
    prefix: `Provider "${provider}": `,
  };
}

function environmentPlace(environment: Environment): Place {
  return {
    fromStack: false,
    names: variables,
    get: (name) => environment[variables[name]],
    origin: " (environment)",
    prefix: "",
  };
}

/** Undefined if a source has none. */
function findCredentials({ names, origin, prefix, fromStack, get }: Place): Omit<Connection, "baseUrl"> | undefined {
  const apiToken = present(get("apiToken"));
  const apiKey = present(get("apiKey"));
  const email = present(get("email"));
  const header = (value: string, name: string): string => headerValue(value, `${prefix}${name}`);
  if (apiToken === undefined && apiKey === undefined && email === undefined) {
    return undefined;
  }
  if (apiToken !== undefined && (apiKey !== undefined || email !== undefined)) {
    throw new ConfigurationError(
      `${prefix}Two kinds of Cloudflare credentials are set: ${names.apiToken}, and ${
        apiKey === undefined ? names.email : names.apiKey
      }. Keep one of them; an API token (${names.apiToken}) is recommended.`,
    );
  }
  if (apiToken !== undefined) {
    return {
      headers: { Authorization: `Bearer ${header(apiToken, names.apiToken)}` },
      secrets: [apiToken],
      origin: `${names.apiToken}${origin}`,
      fromStack,
    };
  }
  if (apiKey === undefined || email === undefined) {
    const [found, missing] = apiKey === undefined ? [names.email, names.apiKey] : [names.apiKey, names.email];
    throw new ConfigurationError(
      `${prefix}${found} is set without ${missing}. A Cloudflare API key needs both; or use ${names.apiToken}.`,
    );
  }
  return {
    headers: { "X-Auth-Email": header(email, names.email), "X-Auth-Key": header(apiKey, names.apiKey) },
    secrets: [apiKey],
    origin: `${names.apiKey} and ${names.email}${origin}`,
    fromStack,
  };
}

interface Address {
  readonly url: string;
  /** The source that sets it; undefined for Cloudflare's own. */
  readonly place: Place | undefined;
}

/** The address from the first source that sets one. */
function findAddress(places: readonly Place[]): Address {
  const place = places.find(({ get }) => present(get("baseUrl")) !== undefined);
  return { url: (place && readBaseUrl(place)) ?? defaultBaseUrl, place };
}

/** Somebody who can set the address in one source must not receive the credentials of another. */
function refuseForeignAddress({ url, place }: Address, own: Place, credentials: string): void {
  if (place === undefined || place === own || url === defaultBaseUrl || url === readBaseUrl(own)) {
    return;
  }
  throw new ConfigurationError(
    `Refused to send ${credentials} to the address in ${place.names.baseUrl}${place.origin}: credentials only go to an address from the same source, or to Cloudflare's own. If you trust that address, set ${own.names.baseUrl}${own.origin} to it as well.`,
  );
}

/** The name of the explicit provider behind a configuration; undefined for stack config. */
export function explicitProvider(configuration: ConfigurationSource): string | undefined {
  return present(configuration.get(providerNameKey));
}

/** The account of stack config (or of an explicit provider), if any. */
export function configuredAccount(configuration: ConfigurationSource): string | undefined {
  return present(configuration.get("cloudflare:accountId"));
}

/** The source of {@link configuredAccount}, for messages. */
export function configuredAccountOrigin(configuration: ConfigurationSource): string {
  const provider = explicitProvider(configuration);
  return provider === undefined ? "cloudflare:accountId" : `accountId of provider "${provider}"`;
}

/** The account of the environment, if any. */
export function environmentAccount(environment: Environment): string | undefined {
  return present(environment.CLOUDFLARE_ACCOUNT_ID);
}

/** Undefined if a source sets none. */
function readBaseUrl({ get, names, prefix }: Place): string | undefined {
  const text = present(get("baseUrl"));
  if (text === undefined) {
    return undefined;
  }
  const name = `${prefix}${names.baseUrl}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new ConfigurationError(`${name} is not a URL. Cloudflare's is ${defaultBaseUrl}.`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigurationError(
      `${name} must be a plain URL without user, query or fragment, such as ${defaultBaseUrl}.`,
    );
  }
  // Without TLS, others could read the token. Traffic on loopback stays on this machine.
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new ConfigurationError(
      `${name} must begin with https://: http:// would send the credentials unencrypted, and is accepted for localhost only.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** Configuration systems use "" for "not set", such as an empty variable in a pipeline. */
function present(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** A header cannot contain a line break or a character outside Latin-1. Node's own error would print the value. */
function headerValue(value: string, name: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new ConfigurationError(
      `${name} contains a space, a line break or another character that no Cloudflare credential has. Copy the whole value again.`,
    );
  }
  return value;
}
