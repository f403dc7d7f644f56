/** The class McpServer. It loads only Pulumi: the provider process does the work. */
import * as pulumi from "@pulumi/pulumi";
import type { AuthenticationStatus, AuthType, ServerStatus, TokenEndpointAuthMethod } from "../cloudflare/wire";
import { typeToken } from "../kinds";
import {
  fixedOptions,
  isOfKind,
  registered,
  secretIfSet,
  withoutTraces,
  type ArgumentNames,
  type OutputNames,
  type Among,
} from "./registration";
import type { ServerArguments, ServerOutputName } from "../server/table";

/** An override of one tool or prompt of a server, for all portals. Overrides are a set: their order never matters. */
export interface McpOverride {
  /** The name that the upstream gives it. Each name occurs once at most. */
  name: pulumi.Input<string>;
  /** Another name for clients: 1 to 40 letters and digits, with single `_` or `-` between them. It must be unique. */
  alias?: pulumi.Input<string>;
  /** Another description for clients. */
  description?: pulumi.Input<string>;
  /** Whether clients can use it. Default: true. */
  enabled?: pulumi.Input<boolean>;
}

/** Headers that Cloudflare sends to the upstream, such as those of an Access service token. */
export interface McpHeaderCredentials {
  /** The value of each header, by name. */
  headers: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Your own OAuth client at the upstream's authorization server. Its secret goes into `clientSecret`. */
export interface McpOauthClient {
  /** Cloudflare's name for a client that you registered. No other value is allowed. */
  authMode?: "manual";
  /** The authorization server of the upstream. */
  config: pulumi.Input<{
    /** The URL where people log in. */
    authorizationEndpoint: pulumi.Input<string>;
    /** The URL where Cloudflare requests tokens. */
    tokenEndpoint: pulumi.Input<string>;
    /** The issuer in the authorization server's metadata. */
    issuer?: pulumi.Input<string>;
    /** The URL where Cloudflare revokes tokens. */
    revocationEndpoint?: pulumi.Input<string>;
    /** The resource that Cloudflare requests tokens for (RFC 8707). */
    resource?: pulumi.Input<string>;
  }>;
  /** The client that you registered there. */
  registrationInfo: pulumi.Input<{
    /** The id of the client. */
    clientId: pulumi.Input<string>;
    /** `https://<portal host>/servers-callback`. Required unless `isSharedOauthCallbackEnabled` is true. */
    redirectUris?: pulumi.Input<pulumi.Input<string>[]>;
    /** The scopes to request, separated by spaces. */
    scope?: pulumi.Input<string>;
    /** How the client authenticates to the token endpoint. */
    tokenEndpointAuthMethod?: pulumi.Input<TokenEndpointAuthMethod>;
  }>;
}

/**
 * The arguments of every server. The provider does not manage an optional argument that you leave out: it shows
 * Cloudflare's value, never changes it and never reports it as drift. If you remove an argument, Cloudflare's default
 * applies again.
 */
export interface McpServerCommonArgs {
  /**
   * The account. Default: `cloudflare:accountId` of the stack, the account in state, or CLOUDFLARE_ACCOUNT_ID, in this
   * order. A change of the argument or the config replaces the server. A CLOUDFLARE_ACCOUNT_ID that differs from the
   * account in state is an error.
   */
  accountId?: pulumi.Input<string>;

  /**
   * Your id for the server in its account: 1 to 32 characters, a-z, 0-9, `_` and single `-`. Default: the name of the
   * resource. Clients see tools as `<serverId>_<tool>`, so avoid `_`. A change replaces the server. If the id exists,
   * creation fails unless `adopt` is true.
   */
  serverId?: pulumi.Input<string>;

  /** The name that people see, at most 350 characters. Default when the server is created: the name of the resource. */
  name?: pulumi.Input<string>;

  /**
   * The whole URL of the upstream's MCP endpoint, such as `https://docs.mcp.cloudflare.com/mcp` (Cloudflare's API calls
   * it hostname). It starts with https:// or http://, and has no user, password or fragment. A change replaces the server
   * under the same id, even if only an API key in the query differs. Keep keys in `authCredentials`, or make this a secret.
   * Messages, reports and lock files show the URL without its query.
   */
  hostname: pulumi.Input<string>;

  /** At most 512 characters. Default: none. */
  description?: pulumi.Input<string>;

  /** Whether OAuth logins return to Cloudflare's address instead of the portal's. Cloudflare's default: false. */
  isSharedOauthCallbackEnabled?: pulumi.Input<boolean>;

  /** Whether traffic to the upstream goes through Cloudflare Gateway. Cloudflare's default: false. */
  secureWebGateway?: pulumi.Input<boolean>;

  /** Overrides of tools, for all portals. The list replaces the whole set. If you remove it, no overrides remain. */
  updatedTools?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /** Overrides of prompts, for all portals. The list replaces the whole set. If you remove it, no overrides remain. */
  updatedPrompts?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /**
   * Whether to adopt an existing server. The provider then updates whatever differs from the program; another
   * `hostname` or `authType` is an error. Default: false. State does not keep it. Only `pulumi up` looks for the
   * server, a preview does not. To adopt in one run without editing the program, list `<accountId>/<serverId>` in the
   * environment variable CLOUDFLARE_MCP_ADOPT.
   */
  adopt?: pulumi.Input<boolean>;

  /**
   * Whether Cloudflare reads the tools from the upstream right after the server is created, its credentials change, or an
   * update leaves it `waiting`. State does not keep it.
   *
   * - `"auto"`: yes. A failed sync is a warning, and each `up` retries it until the server has synced once. If the
   *   upstream rejects new credentials (401 or 403), the provider restores the previous ones and fails the step.
   * - `"require"`: like `"auto"`, but every failed sync fails the step. Other changes remain applied, and the next `up`
   *   retries the sync.
   * - `"never"`: no. Cloudflare syncs about every two hours.
   *
   * An OAuth server that waits for a login is not synced. Default: `"auto"`.
   */
  sync?: pulumi.Input<"auto" | "require" | "never">;

  /**
   * The form of the outputs `tools` and `prompts` in state. `"full"`: whole definitions, up to about 100 KB a server.
   * `"digest"`: name and digest. Default: `"full"`.
   */
  definitions?: pulumi.Input<"full" | "digest">;

  /**
   * The file of reviewed tools and prompts, such as `"mcp-locks/github.json"`, relative to the folder of Pulumi.yaml.
   * `pulumi-cloudflare-mcp lock init` writes it, `lock update` and `lock allow` change it.
   *
   * Portals of this program then expose only tools of this server that the file allows, with the reviewed description.
   * If the upstream changes or adds a tool, that is drift. A refresh names the tool, and `pulumi up --refresh` hides it
   * until the file allows it. Until then, a changed tool stays exposed. A plain `pulumi up` does not look for changes
   * of the upstream. Portals expose nothing of an OAuth server before its login, nor of a server before its first sync.
   * The limits of a lock: docs/tool-lock.md.
   */
  toolLock?: pulumi.Input<string | McpToolLock>;
}

/** A lock file, and how the provider applies it. */
export interface McpToolLock {
  /** Relative to the folder of Pulumi.yaml. */
  file: pulumi.Input<string>;
  /**
   * - `"enforce"`: portals hide unapproved tools and prompts.
   * - `"report"`: portals hide nothing. Each refresh, preview and `up` warns about unapproved tools and prompts.
   *
   * Default: `"enforce"`.
   */
  mode?: pulumi.Input<"enforce" | "report">;
}

/** A server with OAuth, where an administrator logs in once on Cloudflare's dashboard. The login has no API. */
export interface OauthMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: by OAuth. A change replaces the server under the same id. */
  authType: "oauth";
  /** Not for such a server: Cloudflare registers its own client. */
  authCredentials?: undefined;
  /** Not for such a server: Cloudflare registers its own client. */
  clientSecret?: undefined;
}

/** A server with OAuth and a client that you registered. Users log in; no administrator has to. */
export interface OauthClientMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: by OAuth. A change replaces the server under the same id. */
  authType: "oauth";
  /**
   * The client, or its JSON text with the names of the API. Cloudflare returns all of it except the secret, so the provider
   * finds a change by somebody else.
   */
  authCredentials: pulumi.Input<string | McpOauthClient>;
  /**
   * The client's secret. It is write-only, but Cloudflare counts its changes, so the provider finds a rotation by somebody
   * else. Required to create a server. With `tokenEndpointAuthMethod: "none"`, any text works.
   */
  clientSecret?: pulumi.Input<string> | undefined;
}

/** An existing bearer server whose credentials the program does not know. They stay as they are. */
export interface AdoptedBearerMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: with headers. A change replaces the server under the same id. */
  authType: "bearer";
  /** Required: the server exists. */
  adopt: true;
  /** Not set: Cloudflare keeps its own. */
  authCredentials?: undefined;
  /** Not for such a server. */
  clientSecret?: undefined;
}

/** A server that Cloudflare calls with a token or with headers. */
export interface BearerMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: with headers. A change replaces the server under the same id. */
  authType: "bearer";
  /**
   * A token, sent as `Authorization: Bearer <token>`, or an object with `headers`. Cloudflare never returns credentials, so
   * the provider compares with the last applied ones, which state keeps encrypted. Required to create a server. You can
   * change credentials, not remove them. An existing server without this argument keeps its own.
   */
  authCredentials: pulumi.Input<string | McpHeaderCredentials> | undefined;
  /** Not for such a server. */
  clientSecret?: undefined;
}

/** A server that Cloudflare calls without credentials. */
export interface UnauthenticatedMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: not at all. A change replaces the server under the same id. */
  authType: "unauthenticated";
  /** Not for such a server. */
  authCredentials?: undefined;
  /** Not for such a server. */
  clientSecret?: undefined;
}

/**
 * Arguments of {@link McpServer}. `authType` decides which credentials are allowed.
 *
 * TypeScript's errors name the missing members of the last form that fits, so the order of the forms matters. A bearer
 * server without credentials must get an error about these, and never about `adopt`, which could take over a server.
 */
export type McpServerArgs =
  | OauthMcpServerArgs
  | OauthClientMcpServerArgs
  | AdoptedBearerMcpServerArgs
  | BearerMcpServerArgs
  | UnauthenticatedMcpServerArgs;

/** A tool or prompt as the upstream published it; with `definitions: "digest"` its name and digest. */
export interface McpDefinition {
  /** The name that the upstream gives it. */
  name: string;
  /** SHA-256 of the definition in canonical JSON (RFC 8785), with `definitions: "digest"`. */
  digest?: string;
  /** The upstream's description. */
  description?: string;
  [member: string]: unknown;
}

/** Why the last sync failed. */
export interface McpErrorDetails {
  /** The reason, in the words of Cloudflare or of the upstream. */
  cause?: string | null;
  /** True: the upstream answered with an error. False: Cloudflare could not reach it. */
  isUpstream?: boolean | null;
  /** The MCP error code in the upstream's answer. */
  mcpCode?: number | null;
  /** Whether another try might succeed, according to Cloudflare. */
  retryable?: boolean | null;
  /** The HTTP status of the upstream's answer. */
  statusCode?: number | null;
}

/** The OAuth client that Cloudflare uses, without its secret. */
export interface McpAuthConfigSummary {
  /** How Cloudflare got its client: `"manual"` is one that you registered. */
  authMode?: string | null;
  /** Increases each time somebody sends a secret. */
  clientSecretVersion?: number | null;
  /** Whether Cloudflare has its secret. */
  hasClientSecret?: boolean | null;
  /** The endpoints of the authorization server, by name. */
  config?: Record<string, string | null> | null;
  /** The registered client. */
  registrationInfo?: {
    /** The id of the client. */
    clientId?: string | null;
    /** The addresses that logins may return to. */
    redirectUris?: string[] | null;
    /** The requested scopes, separated by spaces. */
    scope?: string | null;
    /** How the client authenticates to the token endpoint. */
    tokenEndpointAuthMethod?: string | null;
  } | null;
}

/** An override in state. */
export interface McpOverrideOutput {
  /** The name that the upstream gives it. */
  name: string;
  /** Another name for clients. */
  alias?: string;
  /** Another description for clients. */
  description?: string;
  /** Whether clients get it. */
  enabled?: boolean;
}

/** A tool lock in state, with the reviewed digests instead of the definitions in the file. */
export interface McpToolLockOutput {
  /** The lock file, relative to the folder of Pulumi.yaml. */
  file: string;
  /** How the provider applies it. */
  mode: "enforce" | "report";
  /** The reviewed upstream. The lock approves no other. */
  hostname?: string;
  /** JSON pointers to the parts that a digest leaves out. */
  ignore?: string[];
  /** The decision for each tool, by name, such as `"approved sha256:1a2b3c4d5e6f"` or `"hidden until reviewed"`. */
  tools: Record<string, string>;
  /** The decision for each prompt, in the same form. */
  prompts: Record<string, string>;
  /** The last seen form of tools and prompts that differ from the review, by kind and name. */
  unreviewed?: Record<string, Record<string, string>>;
}

/**
 * An MCP server of Cloudflare Zero Trust (AI Controls): an upstream that MCP server portals can expose.
 *
 * The program chooses the id, so a replacement deletes the server first and creates it again under the same id.
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
  /** The last applied value. Secret; null if the program never set it. */
  declare public readonly authCredentials: pulumi.Output<string | object | null>;
  /** The last applied value. Secret; null if the program never set it. */
  declare public readonly clientSecret: pulumi.Output<string | null>;
  /** Null without a description, or "" if the program sets that. */
  declare public readonly description: pulumi.Output<string | null>;
  /** Whether OAuth logins return to Cloudflare's address instead of the portal's. */
  declare public readonly isSharedOauthCallbackEnabled: pulumi.Output<boolean>;
  /** Whether traffic to the upstream goes through Cloudflare Gateway. */
  declare public readonly secureWebGateway: pulumi.Output<boolean>;
  /** Overrides of tools, for all portals. */
  declare public readonly updatedTools: pulumi.Output<McpOverrideOutput[]>;
  /** Overrides of prompts, for all portals. */
  declare public readonly updatedPrompts: pulumi.Output<McpOverrideOutput[]>;
  /** The tools of the last successful sync. Empty before the first one; `authenticationStatus` has the reason. */
  declare public readonly tools: pulumi.Output<McpDefinition[]>;
  /** The prompts of the last successful sync. */
  declare public readonly prompts: pulumi.Output<McpDefinition[]>;
  /** The result of the last sync. Cloudflare might add values. */
  declare public readonly status: pulumi.Output<ServerStatus | (string & {}) | null>;
  /** Whether an administrator has to log in. Cloudflare might add values. */
  declare public readonly authenticationStatus: pulumi.Output<AuthenticationStatus | (string & {}) | null>;
  /** The OAuth client, without its secret; null without OAuth. */
  declare public readonly authConfigSummary: pulumi.Output<McpAuthConfigSummary | null>;
  /** Why the last sync failed, in one sentence; null if it succeeded. */
  declare public readonly error: pulumi.Output<string | null>;
  /** Why the last sync failed, as separate members. */
  declare public readonly errorDetails: pulumi.Output<McpErrorDetails | null>;
  /** The time of the last sync, failed or not. */
  declare public readonly lastSynced: pulumi.Output<string | null>;
  /** The time of the last successful sync. */
  declare public readonly lastSuccessfulSync: pulumi.Output<string | null>;
  /** The reviewed digests; null without a lock. */
  declare public readonly toolLock: pulumi.Output<McpToolLockOutput | null>;
  /** The time of its creation, by Cloudflare's clock. */
  declare public readonly createdAt: pulumi.Output<string | null>;
  /** The user or token that created it, in Cloudflare's words. */
  declare public readonly createdBy: pulumi.Output<string | null>;
  /** The time of its last change, by Cloudflare's clock. */
  declare public readonly modifiedAt: pulumi.Output<string | null>;
  /** The user or token that changed it last, in Cloudflare's words. */
  declare public readonly modifiedBy: pulumi.Output<string | null>;
  /**
   * Counts the servers that this resource has had: `"1"`, and one more for each replacement by a changed argument. The
   * count starts again with `--replace`, `pulumi state taint`, or a deletion outside Pulumi.
   */
  declare public readonly incarnation: pulumi.Output<string>;

  /**
   * Reads an existing server without managing it.
   *
   * @param name The name of the resource in the program.
   * @param id `<accountId>/<serverId>`. Reading fails if no such server exists.
   */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): McpServer {
    return new McpServer(name, undefined, { ...opts, id });
  }

  /** Whether a value is an McpServer, of this or another copy of the package. */
  public static override isInstance(value: unknown): value is McpServer {
    return isOfKind(kind, value);
  }

  /** Declares a server. `name` is its id in the account unless you set `serverId`. */
  constructor(name: string, args: McpServerArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal For {@link McpServer.get}. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: McpServerArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const traces = withoutTraces();
    try {
      super(
        typeToken(kind),
        name,
        registered(kind, name, nothing, inputsOf(args), opts),
        pulumi.mergeOptions(opts, {
          ...fixedOptions(kind),
          additionalSecretOutputs: ["authCredentials", "clientSecret"],
        }),
      );
    } catch (error) {
      throw traces.located(error);
    } finally {
      traces.noteAgain();
    }
    const { toolLock, updatedTools, updatedPrompts } = args ?? {};
    Object.defineProperty(this, declaredLock, { value: toolLock });
    Object.defineProperty(this, declaredWords, { value: { serverTools: updatedTools, serverPrompts: updatedPrompts } });
  }
}

const kind = "McpServer";

/**
 * The lock in the program, for the portals that show the server. An output would be unknown in previews that change the
 * server, and state can have unreviewed definitions from a refresh.
 */
const declaredLock = Symbol.for("pulumi-cloudflare-mcp.toolLock");

/** @internal */
export function lockOf(server: McpServer): McpServerCommonArgs["toolLock"] {
  return (server as { readonly [declaredLock]?: McpServerCommonArgs["toolLock"] })[declaredLock];
}

/** The overrides in the program, for all portals. Rows of a locked server repeat them, so that others cannot change them. */
const declaredWords = Symbol.for("pulumi-cloudflare-mcp.updated");

/** @internal */
export function wordsOf(server: McpServer): pulumi.Inputs {
  return (server as { readonly [declaredWords]?: pulumi.Inputs })[declaredWords] ?? {};
}

/** All outputs: those of the class and of the table. */
type ClassOutput = OutputNames<McpServer>;
type OutputName = Among<ClassOutput, ServerOutputName> | Among<ServerOutputName, ClassOutput>;

const nothing: Readonly<Record<OutputName | "incarnation", undefined>> = {
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
  toolLock: undefined,
  createdAt: undefined,
  createdBy: undefined,
  modifiedAt: undefined,
  modifiedBy: undefined,
  incarnation: undefined,
};

type ClassArgument = ArgumentNames<McpServerArgs>;
type ArgumentName = Among<ClassArgument, keyof ServerArguments> | Among<keyof ServerArguments, ClassArgument>;

function inputsOf(args: McpServerArgs | undefined): Partial<Record<ArgumentName, pulumi.Input<unknown>>> {
  return {
    ...args,
    authCredentials: secretIfSet(args?.authCredentials),
    clientSecret: secretIfSet(args?.clientSecret),
  };
}
