/** A second account or token in one program. Loads nothing but Pulumi: the values are used in the provider process. */
import * as pulumi from "@pulumi/pulumi";
import { accountIdForm } from "../cloudflare/wire";
import { argumentNames, connectionFailure, ConfigurationError, providerNameKey } from "../configuration";
import { pulumiPackage } from "../kinds";
import { secretIfSet } from "./registration";

/** What all providers have. */
export interface ProviderCommonArgs {
  /**
   * The account of the resources that name none themselves. Default: `cloudflare:accountId` of the stack, then
   * CLOUDFLARE_ACCOUNT_ID. Another account than the one in which a resource was created replaces the resource.
   */
  accountId?: pulumi.Input<string>;

  /**
   * The address of the API: https, or http on localhost. Default: `cloudflare:baseUrl` of the stack, then Cloudflare's
   * own address. CLOUDFLARE_BASE_URL belongs to credentials of the environment: if no address is set here or in the
   * stack, any other than Cloudflare's is refused.
   */
  baseUrl?: pulumi.Input<string>;
}

/** A provider that authenticates with the API key of a user. A token, which can be limited, is better. */
export interface KeyProviderArgs extends ProviderCommonArgs {
  /** The global API key. Encrypted in state, whether or not the program marked it as secret. */
  apiKey: pulumi.Input<string>;
  /** The e-mail address of the user whom the key belongs to. */
  email: pulumi.Input<string>;
  /** Either this or `apiKey`. */
  apiToken?: undefined;
}

/** A provider that authenticates with an API token. */
export interface TokenProviderArgs extends ProviderCommonArgs {
  /**
   * An API token with the permission "MCP Portals Write"; "MCP Portals Read" is enough to preview, refresh and look
   * up. Encrypted in state, whether or not the program marked it as secret.
   */
  apiToken: pulumi.Input<string>;
  /** Either this or `apiToken`. */
  apiKey?: undefined;
  /** Belongs to `apiKey`. */
  email?: undefined;
}

/**
 * Arguments of {@link Provider}: a token, or a key and its e-mail address; never both. The token is last, so that errors of
 * TypeScript ask for it.
 */
export type ProviderArgs = KeyProviderArgs | TokenProviderArgs;

/**
 * Credentials, and perhaps an account, for the resources and look-ups that are given this provider: by
 * `{ provider }`, or by `{ providers: [provider] }` on a component for all resources in it. What is given none uses
 * stack config and the environment.
 *
 * Its credentials are its own: where they are empty, that is an error, and those of stack config or the environment are
 * not used instead. A change of credentials, and a move of a resource to another provider of the same account, replace
 * and update nothing.
 *
 * A refresh or destroy uses the credentials that the last `pulumi up` saved; after a rotation add `--run-program`. Once
 * it has left the program, nothing else can delete its resources: put it back with a valid token first.
 * Credentials that are not known in a preview (an output of a resource to be created) are fine: Pulumi then shows the
 * resources of this provider without asking it.
 *
 * To Pulumi it is a provider of all dynamic resources. Given to a component by `providers`, it also serves dynamic
 * resources of other packages in there; these see its configuration in place of the stack's.
 *
 * Fails at once, by an exception, when there are no credentials, two kinds, or half of one, or when a value can be none.
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
  /** Makes a provider. `name` is for Pulumi; Cloudflare does not see it. */
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    super(pulumiPackage, name, inputsOf(name, args), opts);
  }
}

/**
 * What the provider process finds where it otherwise finds stack config. Nothing that is not set: as a property of the
 * provider, it would be unknown in previews.
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

/** Refuses what is wrong as far as it is known already; the provider process refuses the rest, by the same rules. */
function refuse(name: string, args: ProviderArgs, inputs: pulumi.Inputs): void {
  const unknown = Object.keys(args).find((key) => !argumentNames.some((argument) => argument === key));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `Provider "${name}": ${unknown} is not an argument. There are ${argumentNames.join(", ")}.`,
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

/** A mistake beside others, so that all come at once. By itself the provider process refuses it: mocks use any account. */
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

/** A value as far as it is known. Credentials that are not count as being there. */
function textOf(key: string, value: unknown): string | undefined {
  if (typeof value === "string") {
    return value;
  }
  return isPending(value) && key !== "cloudflare:baseUrl" ? "pending" : undefined;
}
