/** The resource as programs see it. Loads nothing but Pulumi: what it does happens in the provider process. */
import * as pulumi from "@pulumi/pulumi";
import type { AuthenticationStatus, AuthType, ServerStatus, TokenEndpointAuthMethod } from "./cloudflare/wire";

/** A change to one tool or prompt of a server, for all portals. Rows are a set: their order never matters. */
export interface McpOverride {
  /** The name that the upstream gives it. Each name at most once. */
  name: pulumi.Input<string>;
  /** Another name for clients, 1 to 40 characters. */
  alias?: pulumi.Input<string>;
  /** Another description for clients. */
  description?: pulumi.Input<string>;
  /** Whether clients get it. Default: true. */
  enabled?: pulumi.Input<boolean>;
}

/** Headers that Cloudflare sends to the upstream as they are, such as those of an Access service token. */
export interface McpHeaderCredentials {
  headers: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An OAuth client of your own at the upstream's authorization server. Its secret goes into `clientSecret`. */
export interface McpOauthClient {
  authMode?: "manual";
  config: pulumi.Input<{
    authorizationEndpoint: pulumi.Input<string>;
    tokenEndpoint: pulumi.Input<string>;
    issuer?: pulumi.Input<string>;
    revocationEndpoint?: pulumi.Input<string>;
    resource?: pulumi.Input<string>;
  }>;
  registrationInfo: pulumi.Input<{
    clientId: pulumi.Input<string>;
    /** `https://<portal host>/servers-callback`. Required unless `isSharedOauthCallbackEnabled` is true. */
    redirectUris?: pulumi.Input<pulumi.Input<string>[]>;
    scope?: pulumi.Input<string>;
    tokenEndpointAuthMethod?: pulumi.Input<TokenEndpointAuthMethod>;
  }>;
}

/**
 * What all servers have. An optional argument that is not set is not managed: Cloudflare's value is shown, never
 * changed, never drift. One that was set and is then removed goes back to Cloudflare's default.
 */
export interface McpServerCommonArgs {
  /**
   * The account. Default: `cloudflare:accountId` of the stack, the account in state, or CLOUDFLARE_ACCOUNT_ID, in this
   * order. A change by argument or config replaces the server; a CLOUDFLARE_ACCOUNT_ID of another account than the one
   * in state is an error.
   */
  accountId?: pulumi.Input<string>;

  /**
   * The id of the server in its account, chosen by you: 1 to 32 characters, a-z, 0-9, `_` and single `-`. Default: the
   * name of the resource. Clients see tools as `<serverId>_<tool>`, so avoid `_`. A change replaces the server. An id
   * that exists already is an error, unless `adopt` is true.
   */
  serverId?: pulumi.Input<string>;

  /** The name that people see, at most 350 characters. Created with the name of the resource when not set. */
  name?: pulumi.Input<string>;

  /**
   * The whole URL of the upstream's MCP endpoint, such as `https://docs.mcp.cloudflare.com/mcp` (Cloudflare's API calls
   * it hostname). http or https, without user, password and fragment. A change replaces the server under the same id.
   */
  hostname: pulumi.Input<string>;

  /** At most 512 characters. Default: none. */
  description?: pulumi.Input<string>;

  /** Whether OAuth logins return to Cloudflare's own address instead of the portal's. Cloudflare's default: false. */
  isSharedOauthCallbackEnabled?: pulumi.Input<boolean>;

  /** Whether traffic to the upstream goes through Cloudflare Gateway. Cloudflare's default: false. */
  secureWebGateway?: pulumi.Input<boolean>;

  /** Changes to tools, for all portals. Replaces the whole set. Removed: no changes. */
  updatedTools?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /** Changes to prompts, for all portals. Replaces the whole set. Removed: no changes. */
  updatedPrompts?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /**
   * Takes over a server that exists already, instead of refusing. What the program says otherwise is changed; another
   * `hostname` or `authType` is an error. Default: false. For one run only, without editing the program: list
   * `<accountId>/<serverId>` in the environment variable CLOUDFLARE_MCP_ADOPT.
   */
  adopt?: pulumi.Input<boolean>;

  /**
   * Whether the tools are read from the upstream after the server was created or its credentials changed.
   *
   * - `"auto"`: yes, and a failure is a warning; but new credentials that the upstream itself refuses (401 or 403) are
   *   taken back for those before, and the step fails.
   * - `"require"`: as auto, and any other failure fails the step too. What was done is kept, and the sync is made up for
   *   by the next `up`.
   * - `"never"`: no; Cloudflare does it about every two hours.
   *
   * Not while an OAuth server waits for a login. Default: `"auto"`.
   */
  sync?: pulumi.Input<"auto" | "require" | "never">;

  /**
   * What the outputs `tools` and `prompts` keep. `"full"`: whole definitions, which can be 100 KB a server, all of it in
   * the state file. `"digest"`: name and digest. Default: `"full"`.
   */
  definitions?: pulumi.Input<"full" | "digest">;
}

/** A server that Cloudflare calls without credentials. */
export interface UnauthenticatedMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream: not at all. A change replaces the server under the same id. */
  authType: "unauthenticated";
  authCredentials?: undefined;
  clientSecret?: undefined;
}

/** A server that Cloudflare calls with a token or with headers. */
export interface BearerMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream: with headers. A change replaces the server under the same id. */
  authType: "bearer";
  /**
   * A token, sent as `Authorization: Bearer <token>`, or `{ headers }`. Write-only: Cloudflare never returns it, state
   * keeps it encrypted, and changes are found by comparing with what was applied last. Required to create a server;
   * cannot be taken away from one.
   */
  authCredentials: pulumi.Input<string | McpHeaderCredentials>;
  clientSecret?: undefined;
}

/** A bearer server that exists with credentials that the program does not know: they stay as they are. */
export interface AdoptedBearerMcpServerArgs extends McpServerCommonArgs {
  authType: "bearer";
  adopt: true;
  authCredentials?: undefined;
  clientSecret?: undefined;
}

/** A server with OAuth, where an administrator logs in once on Cloudflare's dashboard. There is no API for this. */
export interface OauthMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream: by OAuth. A change replaces the server under the same id. */
  authType: "oauth";
  authCredentials?: undefined;
  clientSecret?: undefined;
}

/** A server with OAuth and a client that you registered yourself. Users log in; no administrator has to. */
export interface OauthClientMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream: by OAuth. A change replaces the server under the same id. */
  authType: "oauth";
  /**
   * The client, or its JSON text with the names of the API. Write-only like other credentials; but Cloudflare tells all of it except the secret,
   * so a change by somebody else is found.
   */
  authCredentials: pulumi.Input<string | McpOauthClient>;
  /**
   * The client's secret. Write-only; Cloudflare counts how often it was sent, so that a rotation by somebody else is
   * found. Required to create a server (any text with `tokenEndpointAuthMethod: "none"`).
   */
  clientSecret?: pulumi.Input<string>;
}

/** Arguments of {@link McpServer}: which credentials there are follows from `authType`. */
export type McpServerArgs =
  | UnauthenticatedMcpServerArgs
  | BearerMcpServerArgs
  | AdoptedBearerMcpServerArgs
  | OauthMcpServerArgs
  | OauthClientMcpServerArgs;

/** A tool or prompt as the upstream published it; with `definitions: "digest"` its name and digest. */
export interface McpDefinition {
  name: string;
  /** SHA-256 of the definition in canonical JSON (RFC 8785), with `definitions: "digest"`. */
  digest?: string;
  description?: string;
  [member: string]: unknown;
}

/** Why the last sync failed. */
export interface McpErrorDetails {
  cause?: string | null;
  /** True: the upstream answered with an error. False: it could not be reached. */
  isUpstream?: boolean | null;
  mcpCode?: number | null;
  retryable?: boolean | null;
  statusCode?: number | null;
}

/** What Cloudflare tells of the OAuth client that it uses. Never a secret. */
export interface McpAuthConfigSummary {
  authMode?: string | null;
  clientSecretVersion?: number | null;
  hasClientSecret?: boolean | null;
  config?: Record<string, string | null> | null;
  registrationInfo?: {
    clientId?: string | null;
    redirectUris?: string[] | null;
    scope?: string | null;
    tokenEndpointAuthMethod?: string | null;
  } | null;
}

/** `"name"` of an override as state holds it. */
export interface McpOverrideOutput {
  name: string;
  alias?: string;
  description?: string;
  enabled?: boolean;
}

/**
 * An MCP server of Cloudflare Zero Trust (AI Controls): an upstream that MCP server portals can offer.
 *
 * Cloudflare's ids are chosen by the caller, so a replacement always deletes first and creates under the same id.
 *
 * @example
 * const github = new McpServer("github", {
 *   name: "GitHub",
 *   hostname: "https://api.githubcopilot.com/mcp/",
 *   authType: "bearer",
 *   authCredentials: new pulumi.Config().requireSecret("githubToken"),
 * });
 * export const tools = github.tools.apply((tools) => tools.map((tool) => tool.name));
 */
export class McpServer extends pulumi.CustomResource {
  /** The account. */
  declare public readonly accountId: pulumi.Output<string>;
  /** The id in the account. */
  declare public readonly serverId: pulumi.Output<string>;
  /** The name that people see. */
  declare public readonly name: pulumi.Output<string>;
  /** The URL of the upstream. */
  declare public readonly hostname: pulumi.Output<string>;
  /** How Cloudflare authenticates to it. */
  declare public readonly authType: pulumi.Output<AuthType>;
  /** What was applied last. Secret; null when it was not set here. */
  declare public readonly authCredentials: pulumi.Output<string | object | null>;
  /** What was applied last. Secret; null when it was not set here. */
  declare public readonly clientSecret: pulumi.Output<string | null>;
  /** Null when there is none, or "" where the program says so. */
  declare public readonly description: pulumi.Output<string | null>;
  declare public readonly isSharedOauthCallbackEnabled: pulumi.Output<boolean>;
  declare public readonly secureWebGateway: pulumi.Output<boolean>;
  declare public readonly updatedTools: pulumi.Output<McpOverrideOutput[]>;
  declare public readonly updatedPrompts: pulumi.Output<McpOverrideOutput[]>;
  /** The tools of the last successful sync. Empty before the first one; `authenticationStatus` tells why. */
  declare public readonly tools: pulumi.Output<McpDefinition[]>;
  /** The prompts of the last successful sync. */
  declare public readonly prompts: pulumi.Output<McpDefinition[]>;
  /** How the last sync ended. Cloudflare may add values. */
  declare public readonly status: pulumi.Output<ServerStatus | (string & {}) | null>;
  /** Whether an administrator has to log in. Cloudflare may add values. */
  declare public readonly authenticationStatus: pulumi.Output<AuthenticationStatus | (string & {}) | null>;
  /** What Cloudflare tells of the OAuth client; null without OAuth. */
  declare public readonly authConfigSummary: pulumi.Output<McpAuthConfigSummary | null>;
  /** Why the last sync failed, in one sentence; null when it did not. */
  declare public readonly error: pulumi.Output<string | null>;
  /** Why the last sync failed, in parts. */
  declare public readonly errorDetails: pulumi.Output<McpErrorDetails | null>;
  /** When the last sync was tried. */
  declare public readonly lastSynced: pulumi.Output<string | null>;
  /** When a sync last succeeded. */
  declare public readonly lastSuccessfulSync: pulumi.Output<string | null>;
  declare public readonly createdAt: pulumi.Output<string | null>;
  declare public readonly createdBy: pulumi.Output<string | null>;
  declare public readonly modifiedAt: pulumi.Output<string | null>;
  declare public readonly modifiedBy: pulumi.Output<string | null>;
  /** Another text for each server that had this id: it changes when the server is replaced, and only then. */
  declare public readonly incarnation: pulumi.Output<string>;

  /**
   * Reads a server that exists, without managing it.
   *
   * @param name The name of the resource in the program.
   * @param id `<accountId>/<serverId>`. An error when there is no such server.
   */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): McpServer {
    return new McpServer(name, undefined, { ...opts, id });
  }

  /** Whether a value is an McpServer, also one of another copy of this package. */
  public static override isInstance(value: unknown): value is McpServer {
    return pulumi.CustomResource.isInstance(value) && (value as { __pulumiType?: unknown }).__pulumiType === type;
  }

  constructor(name: string, args: McpServerArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal For {@link McpServer.get}. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: McpServerArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const properties: pulumi.Inputs = { ...nothing, __provider: providerText };
    if (opts.id === undefined) {
      Object.assign(properties, declared(name, args, opts));
    }
    super(type, name, properties, pulumi.mergeOptions(opts, fixedOptions));
  }
}

const type = "pulumi-nodejs:dynamic/cloudflare-mcp:McpServer";

/**
 * What Pulumi stores as the code of the provider. A text of our own instead of Pulumi's serialized closures: the same
 * in each release and on each machine, and it loads the installed package instead of what was installed back then.
 */
const providerText = 'exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")';

/** All outputs, so that each is there although a program sets no such argument. */
const nothing: Readonly<Record<Exclude<keyof McpServer, keyof pulumi.CustomResource>, undefined>> = {
  accountId: undefined,
  serverId: undefined,
  name: undefined,
  hostname: undefined,
  authType: undefined,
  authCredentials: undefined,
  clientSecret: undefined,
  description: undefined,
  isSharedOauthCallbackEnabled: undefined,
  secureWebGateway: undefined,
  updatedTools: undefined,
  updatedPrompts: undefined,
  tools: undefined,
  prompts: undefined,
  status: undefined,
  authenticationStatus: undefined,
  authConfigSummary: undefined,
  error: undefined,
  errorDetails: undefined,
  lastSynced: undefined,
  lastSuccessfulSync: undefined,
  createdAt: undefined,
  createdBy: undefined,
  modifiedAt: undefined,
  modifiedBy: undefined,
  incarnation: undefined,
};

/**
 * Delete-before-replace also where the provider is not asked (`--replace`, a tainted resource): a create would meet the
 * existing id, or adopt it and then see it deleted as the old one.
 */
const fixedOptions: pulumi.CustomResourceOptions = {
  deleteBeforeReplace: true,
  additionalSecretOutputs: ["authCredentials", "clientSecret"],
};

function declared(name: string, args: McpServerArgs | undefined, opts: pulumi.CustomResourceOptions): pulumi.Inputs {
  return {
    ...args,
    authCredentials: secretIfSet(args?.authCredentials),
    clientSecret: secretIfSet(args?.clientSecret),
    // For check, which keeps neither: the default of the id, and where warnings are shown.
    __logicalName: name,
    __urn: pulumi.createUrn(name, type, opts.parent),
  };
}

/** Also a plain string in a program must not end up readable in state. */
function secretIfSet<Value>(value: pulumi.Input<Value> | undefined): pulumi.Output<Value> | undefined {
  return value === undefined || value === null ? undefined : (pulumi.secret(value) as pulumi.Output<Value>);
}
