/** The resource as programs see it. Loads nothing but Pulumi: what it does happens in the provider process. */
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

/** A change to one tool or prompt of a server, for all portals. Rows are a set: their order never matters. */
export interface McpOverride {
  /** The name that the upstream gives it. Each name at most once. */
  name: pulumi.Input<string>;
  /** Another name for clients, 1 to 40 letters and digits, with single `_` or `-` between them. No other tool has it. */
  alias?: pulumi.Input<string>;
  /** Another description for clients. */
  description?: pulumi.Input<string>;
  /** Whether clients get it. Default: true. */
  enabled?: pulumi.Input<boolean>;
}

/** Headers that Cloudflare sends to the upstream as they are, such as those of an Access service token. */
export interface McpHeaderCredentials {
  /** Name to value. */
  headers: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An OAuth client of your own at the upstream's authorization server. Its secret goes into `clientSecret`. */
export interface McpOauthClient {
  /** Cloudflare's name for a client that you registered; nothing else is possible. */
  authMode?: "manual";
  /** The authorization server of the upstream. */
  config: pulumi.Input<{
    /** Where people log in. */
    authorizationEndpoint: pulumi.Input<string>;
    /** Where Cloudflare gets tokens. */
    tokenEndpoint: pulumi.Input<string>;
    /** The issuer, as the authorization server's metadata names it. */
    issuer?: pulumi.Input<string>;
    /** Where Cloudflare gives tokens back. */
    revocationEndpoint?: pulumi.Input<string>;
    /** The resource that tokens are asked for (RFC 8707). */
    resource?: pulumi.Input<string>;
  }>;
  /** The client, as it was registered there. */
  registrationInfo: pulumi.Input<{
    /** The id of the client. */
    clientId: pulumi.Input<string>;
    /** `https://<portal host>/servers-callback`. Required unless `isSharedOauthCallbackEnabled` is true. */
    redirectUris?: pulumi.Input<pulumi.Input<string>[]>;
    /** The scopes that are asked for, with spaces between. */
    scope?: pulumi.Input<string>;
    /** How the client proves at the token endpoint who it is. */
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
   * it hostname). http or https, without user, password and fragment. A change replaces the server under the same id, and
   * so does another API key in the query: keep keys in `authCredentials`, or make this a secret. Messages, reports and lock
   * files show a URL without its query.
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
   * `hostname` or `authType` is an error. State does not keep it. Default: false. A preview does not look for the server:
   * `pulumi up` does. For one run only, without editing the program: list `<accountId>/<serverId>` in the environment
   * variable CLOUDFLARE_MCP_ADOPT.
   */
  adopt?: pulumi.Input<boolean>;

  /**
   * Whether the tools are read from the upstream after the server was created, its credentials changed, or an update left
   * it `waiting`. State does not keep it.
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

  /**
   * The file with what was reviewed of the tools and prompts, such as `"mcp-locks/github.json"`: relative to the folder of
   * Pulumi.yaml, written by `pulumi-cloudflare-mcp lock init`, changed by `lock update` and `lock allow`.
   *
   * Portals of this program then show of this server only what the file allows and what is still as it was reviewed, with
   * the description that was reviewed. A tool that the upstream changed or added is drift: a refresh names it, and
   * `pulumi up --refresh` takes it off until the file allows it. A plain `pulumi up` does not look for changes of the
   * upstream. Of an OAuth server that nobody has logged in to, and of one that was never synced, nothing is known and
   * nothing shown. What a lock cannot do: docs/threat-model.md.
   */
  toolLock?: pulumi.Input<string | McpToolLock>;
}

/** A lock file, and what is done with it. */
export interface McpToolLock {
  /** Relative to the folder of Pulumi.yaml. */
  file: pulumi.Input<string>;
  /**
   * - `"enforce"`: what is not approved is not shown.
   * - `"report"`: nothing is hidden. Each refresh, preview and `up` warns about what was not approved.
   *
   * Default: `"enforce"`.
   */
  mode?: pulumi.Input<"enforce" | "report">;
}

/** A server with OAuth, where an administrator logs in once on Cloudflare's dashboard. There is no API for this. */
export interface OauthMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: by OAuth. A change replaces the server under the same id. */
  authType: "oauth";
  /** Cloudflare registers a client by itself. */
  authCredentials?: undefined;
  /** Cloudflare registers a client by itself. */
  clientSecret?: undefined;
}

/** A server with OAuth and a client that you registered yourself. Users log in; no administrator has to. */
export interface OauthClientMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: by OAuth. A change replaces the server under the same id. */
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
  clientSecret?: pulumi.Input<string> | undefined;
}

/** A bearer server that exists with credentials that the program does not know: they stay as they are. */
export interface AdoptedBearerMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: with headers. A change replaces the server under the same id. */
  authType: "bearer";
  /** The server exists. */
  adopt: true;
  /** Cloudflare keeps those that it has. */
  authCredentials?: undefined;
  /** None for such a server. */
  clientSecret?: undefined;
}

/** A server that Cloudflare calls with a token or with headers. */
export interface BearerMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: with headers. A change replaces the server under the same id. */
  authType: "bearer";
  /**
   * A token, sent as `Authorization: Bearer <token>`, or `{ headers }`. Write-only: Cloudflare never returns it, state
   * keeps it encrypted, and changes are found by comparing with what was applied last. Required to create a server;
   * cannot be taken away from one. Undefined, as `config.getSecret` gives it for what is not set: a server that exists
   * keeps those that Cloudflare has.
   */
  authCredentials: pulumi.Input<string | McpHeaderCredentials> | undefined;
  /** None for such a server. */
  clientSecret?: undefined;
}

/** A server that Cloudflare calls without credentials. */
export interface UnauthenticatedMcpServerArgs extends McpServerCommonArgs {
  /** How Cloudflare authenticates to the upstream. Here: not at all. A change replaces the server under the same id. */
  authType: "unauthenticated";
  /** None for such a server. */
  authCredentials?: undefined;
  /** None for such a server. */
  clientSecret?: undefined;
}

/**
 * Arguments of {@link McpServer}: which credentials there are follows from `authType`.
 *
 * The order, here and of the declarations, decides errors of TypeScript: it describes what is missing by the last form that
 * fits. So a bearer server without credentials is asked for these, and never for `adopt`, which could take over a server.
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
  /** What the upstream says that it does. */
  description?: string;
  [member: string]: unknown;
}

/** Why the last sync failed. */
export interface McpErrorDetails {
  /** What went wrong, in the words of Cloudflare or of the upstream. */
  cause?: string | null;
  /** True: the upstream answered with an error. False: it could not be reached. */
  isUpstream?: boolean | null;
  /** The error code of the MCP protocol that the upstream answered with. */
  mcpCode?: number | null;
  /** Whether Cloudflare says that another try may succeed. */
  retryable?: boolean | null;
  /** The HTTP status that the upstream answered with. */
  statusCode?: number | null;
}

/** What Cloudflare tells of the OAuth client that it uses. Never a secret. */
export interface McpAuthConfigSummary {
  /** How Cloudflare got its client: `"manual"` is one of yours. */
  authMode?: string | null;
  /** Counts how often a secret was sent. */
  clientSecretVersion?: number | null;
  /** Whether Cloudflare has a secret for it. */
  hasClientSecret?: boolean | null;
  /** The endpoints of the authorization server, by name. */
  config?: Record<string, string | null> | null;
  /** The client, as it is registered there. */
  registrationInfo?: {
    /** The id of the client. */
    clientId?: string | null;
    /** Where logins may return to. */
    redirectUris?: string[] | null;
    /** The scopes that are asked for. */
    scope?: string | null;
    /** How the client proves at the token endpoint who it is. */
    tokenEndpointAuthMethod?: string | null;
  } | null;
}

/** `"name"` of an override as state holds it. */
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

/** A tool lock as state holds it: the digests that were reviewed, in place of the definitions that the file has. */
export interface McpToolLockOutput {
  /** The lock file, relative to the folder of Pulumi.yaml. */
  file: string;
  /** What is done with it. */
  mode: "enforce" | "report";
  /** The upstream for which it was reviewed; no other is approved. */
  hostname?: string;
  /** JSON pointers of what a digest leaves out. */
  ignore?: string[];
  /** By name, for people: `"approved sha256:1a2b3c4d5e6f"`, `"changed sha256:…"`, `"hidden until reviewed"`. */
  tools: Record<string, string>;
  /** Prompts, as `tools`. */
  prompts: Record<string, string>;
  /** What was seen of the tools and prompts that are not as they were reviewed, by kind and name. */
  unreviewed?: Record<string, Record<string, string>>;
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
  /** Whether OAuth logins return to Cloudflare's own address instead of the portal's. */
  declare public readonly isSharedOauthCallbackEnabled: pulumi.Output<boolean>;
  /** Whether traffic to the upstream goes through Cloudflare Gateway. */
  declare public readonly secureWebGateway: pulumi.Output<boolean>;
  /** Changes to tools, for all portals. */
  declare public readonly updatedTools: pulumi.Output<McpOverrideOutput[]>;
  /** Changes to prompts, for all portals. */
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
  /** What was reviewed; null without a lock. */
  declare public readonly toolLock: pulumi.Output<McpToolLockOutput | null>;
  /** When it was created, by Cloudflare's clock. */
  declare public readonly createdAt: pulumi.Output<string | null>;
  /** Who created it, as Cloudflare names them. */
  declare public readonly createdBy: pulumi.Output<string | null>;
  /** When it was changed last, by Cloudflare's clock. */
  declare public readonly modifiedAt: pulumi.Output<string | null>;
  /** Who changed it last, as Cloudflare names them. */
  declare public readonly modifiedBy: pulumi.Output<string | null>;
  /**
   * Counts the servers that this resource has had: `"1"`, and one more with each replacement that an argument asks for.
   * Starts again with `--replace`, `pulumi state taint`, and after a deletion outside of Pulumi.
   */
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
    return isOfKind(kind, value);
  }

  /** Declares a server; `name` is its id in the account, unless `serverId` says another one. */
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
 * The lock as the program says it, for the portals that show the server. An output would be unknown in previews that
 * change the server, and state may hold what a refresh has seen, which nobody has reviewed.
 */
const declaredLock = Symbol.for("pulumi-cloudflare-mcp.toolLock");

/** @internal */
export function lockOf(server: McpServer): McpServerCommonArgs["toolLock"] {
  return (server as { readonly [declaredLock]?: McpServerCommonArgs["toolLock"] })[declaredLock];
}

/** What the program says of tools for all portals: the rows of a locked server say it again, so that nobody else does. */
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
