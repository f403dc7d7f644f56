/**
 * Where credentials and the account come from.
 *
 * Precedence: an explicit provider, whose credentials are never mixed with others; else stack config, then the
 * environment. Resolved at each call and never part of a resource: a rotated token takes effect at once and is not in
 * any state file but, encrypted, in the configuration that Pulumi saves with each provider.
 */
import type { Connection } from "./cloudflare/client";
import { isLoopback } from "./cloudflare/urls";

export type { Connection };

/** Stack config of the namespace `cloudflare`, or the inputs of an explicit provider, which stand in its place. */
export interface ConfigurationSource {
  get(key: string): string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration that cannot be used. Names the sources, never a value. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

const defaultBaseUrl = "https://api.cloudflare.com/client/v4";

/** In the inputs of an explicit provider: its name in the program, for messages. */
export const providerNameKey = "pulumi-cloudflare-mcp:provider";

/** What can be configured: the arguments of a provider, and the keys of stack config after `cloudflare:`. */
export const argumentNames = ["apiToken", "apiKey", "email", "accountId", "baseUrl"] as const;

/** All keys that are ever asked for. */
export const configurationKeys: readonly string[] = [
  providerNameKey,
  ...argumentNames.map((name) => `cloudflare:${name}`),
];

/** A place for credentials. */
interface Level {
  readonly fromStack: boolean;
  readonly names: { readonly apiToken: string; readonly apiKey: string; readonly email: string };
  get(name: keyof Level["names"]): string | undefined;
  /** The place behind the names that were found there, and before a complaint about them. */
  readonly origin: string;
  readonly prefix: string;
}

/** The places, in the order in which they win. */
function levels(configuration: ConfigurationSource, environment: Environment): Level[] {
  const provider = present(configuration.get(providerNameKey));
  const get: Level["get"] = (name) => configuration.get(`cloudflare:${name}`);
  if (provider !== undefined) {
    // Nothing but its own, so that an empty variable does not send what is meant for one account to another.
    return [
      {
        fromStack: true,
        names: { apiToken: "apiToken", apiKey: "apiKey", email: "email" },
        get,
        origin: ` of provider "${provider}"`,
        prefix: `Provider "${provider}": `,
      },
    ];
  }
  const variables = { apiToken: "CLOUDFLARE_API_TOKEN", apiKey: "CLOUDFLARE_API_KEY", email: "CLOUDFLARE_EMAIL" };
  return [
    {
      fromStack: true,
      names: { apiToken: "cloudflare:apiToken", apiKey: "cloudflare:apiKey", email: "cloudflare:email" },
      get,
      origin: " (stack config)",
      prefix: "",
    },
    {
      fromStack: false,
      names: variables,
      get: (name) => environment[variables[name]],
      origin: " (environment)",
      prefix: "",
    },
  ];
}

/** Finds the credentials to use. Throws {@link ConfigurationError} when there are none, or more than one kind. */
export function resolveConnection(configuration: ConfigurationSource, environment: Environment): Connection {
  const baseUrl = resolveBaseUrl(configuration, environment);
  for (const level of levels(configuration, environment)) {
    const { names, origin, prefix, fromStack } = level;
    const apiToken = present(level.get("apiToken"));
    const apiKey = present(level.get("apiKey"));
    const email = present(level.get("email"));
    const header = (value: string, name: string): string => headerValue(value, `${prefix}${name}`);
    if (apiToken === undefined && apiKey === undefined && email === undefined) {
      continue;
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
        baseUrl,
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
      baseUrl,
      headers: { "X-Auth-Email": header(email, names.email), "X-Auth-Key": header(apiKey, names.apiKey) },
      secrets: [apiKey],
      origin: `${names.apiKey} and ${names.email}${origin}`,
      fromStack,
    };
  }
  const provider = present(configuration.get(providerNameKey));
  if (provider !== undefined) {
    throw new ConfigurationError(
      `Provider "${provider}" has no Cloudflare credentials: what it was given is empty. Give it an apiToken; those of stack config or the environment are not used in its place.`,
    );
  }
  throw new ConfigurationError(
    "No Cloudflare credentials. Set `pulumi config set --secret cloudflare:apiToken …` or the environment variable " +
      'CLOUDFLARE_API_TOKEN to an API token with the permission "MCP Portals Write" ("MCP Portals Read" is enough to refresh and preview).',
  );
}

/** The account of stack config (or of an explicit provider), if any. */
export function configuredAccount(configuration: ConfigurationSource): string | undefined {
  return present(configuration.get("cloudflare:accountId"));
}

/** The account that the environment names, if any. */
export function environmentAccount(environment: Environment): string | undefined {
  return present(environment.CLOUDFLARE_ACCOUNT_ID);
}

function resolveBaseUrl(configuration: ConfigurationSource, environment: Environment): string {
  const fromConfiguration = present(configuration.get("cloudflare:baseUrl"));
  const text = fromConfiguration ?? present(environment.CLOUDFLARE_BASE_URL) ?? defaultBaseUrl;
  const provider = present(configuration.get(providerNameKey));
  const configured = provider === undefined ? "cloudflare:baseUrl" : `Provider "${provider}": baseUrl`;
  const name = fromConfiguration === undefined ? "CLOUDFLARE_BASE_URL" : configured;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new ConfigurationError(`${name} is not a URL. Cloudflare's is ${defaultBaseUrl}.`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigurationError(
      `${name} must be a plain URL without user, query or fragment, such as ${defaultBaseUrl}.`,
    );
  }
  // Without TLS, a token would travel readable. On loopback there is nobody to read it.
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new ConfigurationError(
      `${name} must begin with https://: without it the API token would travel unencrypted. http:// is accepted for localhost only.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** Configuration systems give "" for "not set" (an empty variable in a pipeline, say). */
function present(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** A line break or a letter outside Latin-1 cannot be in a header; Node's own message for it would print the value. */
function headerValue(value: string, name: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new ConfigurationError(
      `${name} contains a space, a line break or another character that no Cloudflare credential has. Was it pasted whole?`,
    );
  }
  return value;
}
