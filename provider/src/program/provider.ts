/** The class Provider, for a second account or token. It loads only Pulumi: the provider process uses the values. */
import * as pulumi from "@pulumi/pulumi";
import { accountIdForm } from "../cloudflare/wire";
import { argumentNames, connectionFailure, ConfigurationError, providerNameKey } from "../configuration";
import { pulumiPackage } from "../kinds";
import { secretIfSet } from "./registration";

/** The arguments of every provider. */
export interface ProviderCommonArgs {
  /**
   * The account of resources without `accountId`. Default: `cloudflare:accountId` of the stack, then
   * CLOUDFLARE_ACCOUNT_ID. Changing it replaces these resources.
   */
  accountId?: pulumi.Input<string>;

  /**
   * The address of the API: https, or http on localhost. Default: `cloudflare:baseUrl` of the stack, then Cloudflare's
   * own address. CLOUDFLARE_BASE_URL applies only to credentials of the environment; for a provider without its own
   * address, an address other than Cloudflare's is an error.
   */
  baseUrl?: pulumi.Input<string>;
}

/** A provider that authenticates with the API key of a user. A token, which can be limited, is better. */
export interface KeyProviderArgs extends ProviderCommonArgs {
  /** The global API key. State keeps it encrypted, whether or not the program marks it as secret. */
  apiKey: pulumi.Input<string>;
  /** The email address of the key's user. */
  email: pulumi.Input<string>;
  /** Either this or `apiKey`. */
  apiToken?: undefined;
}

/** A provider that authenticates with an API token. */
export interface TokenProviderArgs extends ProviderCommonArgs {
  /**
   * An API token with the permission "MCP Portals Write"; "MCP Portals Read" is enough to preview, refresh and look
   * up. State keeps it encrypted, whether or not the program marks it as secret.
   */
  apiToken: pulumi.Input<string>;
  /** Either this or `apiToken`. */
  apiKey?: undefined;
  /** Belongs to `apiKey`. */
  email?: undefined;
}

/**
 * Arguments of {@link Provider}: a token, or a key and its email address, never both. The token is last, so that errors of
 * TypeScript name it.
 */
export type ProviderArgs = KeyProviderArgs | TokenProviderArgs;

/**
 * Credentials, and optionally an account, for some resources and lookups. Pass it to each by `{ provider }`, or to a
 * component by `{ providers: [provider] }`. Resources and lookups without a provider use stack config and the environment.
 *
 * It needs its own credentials and never uses those of stack config or the environment. Changing them changes no resource.
 * Nor does moving a resource to another provider of the same account.
 *
 * A refresh or destroy uses the credentials that the last `pulumi up` saved; after a rotation, add `--run-program`. Remove
 * its resources from the program before the provider: Pulumi can delete them only with its saved credentials. In a preview
 * the credentials can be unknown, such as an output of a new resource.
 *
 * Pulumi treats it as a provider of all dynamic resources. In the `providers` of a component it also serves dynamic resources
 * of other packages, which then read its configuration instead of the stack's.
 *
 * The constructor throws if credentials are missing, incomplete, of two kinds, or malformed.
 *
 * @example
 * const other = new Provider("other", {
 *   apiToken: new pulumi.Config().requireSecret("otherToken"),
 *   accountId: "0123456789abcdef0123456789abcdef",
 * });
 * new McpServer(
 *   "docs",
 *   { hostname: "https://docs.mcp.cloudflare.com/mcp", authType: "unauthenticated" },
 *   { provider: other },
 * );
 */
export class Provider extends pulumi.ProviderResource {
  /** Declares a provider. `name` is for Pulumi only. */
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    super(pulumiPackage, name, inputsOf(name, args), opts);
  }
}

/**
 * The configuration that the provider process reads instead of stack config. It has no unset keys: as a property of the
 * provider, such a key would be unknown in previews.
 */
function inputsOf(name: string, given: ProviderArgs | null | undefined): pulumi.Inputs {
  // Plain JavaScript may leave them out.
  const args = given ?? ({} as ProviderArgs);
  const inputs: pulumi.Inputs = { [providerNameKey]: name };
  for (const argument of argumentNames) {
    inputs[`cloudflare:${argument}`] = args[argument];
  }
  refuse(name, args, inputs);
  const all: pulumi.Inputs = {
    ...inputs,
    "cloudflare:apiToken": secretIfSet(args.apiToken),
    "cloudflare:apiKey": secretIfSet(args.apiKey),
    // The process of an explicit provider does not see stack config.
    "cloudflare:accountId": args.accountId ?? pulumi.runtime.getConfig("cloudflare:accountId"),
    "cloudflare:baseUrl": args.baseUrl ?? pulumi.runtime.getConfig("cloudflare:baseUrl"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));
}

/** Refuses invalid values that are known already. The provider process refuses the rest by the same rules. */
function refuse(name: string, args: ProviderArgs, inputs: pulumi.Inputs): void {
  const unknown = Object.keys(args).find((key) => !argumentNames.some((argument) => argument === key));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `Provider "${name}": ${unknown} is not an argument. The arguments are ${argumentNames.join(", ")}.`,
    );
  }
  const wrong = argumentNames.find((argument) => !isTextOrPending(args[argument]));
  if (wrong !== undefined) {
    throw new ConfigurationError(`Provider "${name}": ${wrong} must be a string.`);
  }
  const failure = connectionFailure({ get: (key) => textOf(key, inputs[key]) }, {});
  if (failure !== undefined) {
    throw new ConfigurationError([failure, ...accountFailures(args)].join(" "));
  }
}

/** Reported only together with other mistakes. Alone, the provider process refuses it, because mocks use any account. */
function accountFailures({ accountId }: ProviderArgs): string[] {
  const isWrong = typeof accountId === "string" && !new RegExp(accountIdForm.pattern).test(accountId);
  return isWrong ? [`accountId: ${accountIdForm.patternInWords}.`] : [];
}

function isTextOrPending(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string" || isPending(value);
}

function isPending(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** A value, or a placeholder for credentials that are not known yet. */
function textOf(key: string, value: unknown): string | undefined {
  if (typeof value === "string") {
    return value;
  }
  return isPending(value) && key !== "cloudflare:baseUrl" ? "pending" : undefined;
}
