/** The class McpPortal. It loads only Pulumi: the provider process does the work. */
import * as pulumi from "@pulumi/pulumi";
import type { CodeMode } from "../cloudflare/wire";
import { typeToken } from "../kinds";
import {
  fixedOptions,
  isOfKind,
  registered,
  withoutTraces,
  type ArgumentNames,
  type OutputNames,
  type Among,
} from "./registration";
import type { PortalArguments, PortalOutputName } from "../portal/table";
import {
  lockOf,
  wordsOf,
  McpServer,
  type McpOverride,
  type McpOverrideOutput,
  type McpToolLock,
  type McpToolLockOutput,
} from "./mcpServer";

/** How a portal exposes one server. The provider manages the whole row, and the lists in it that you set. */
export interface McpPortalServerSettings {
  /**
   * Whether to hide every tool and prompt of the server that no override enables, including those that the server
   * publishes later (documented by Cloudflare). Default: false. With `tools` or `prompts` it is true, and false is an error.
   */
  defaultDisabled?: pulumi.Input<boolean>;

  /**
   * Whether Cloudflare calls the server with the login of the user. Cloudflare's default: true. For clients without a user,
   * Cloudflare documents false.
   */
  onBehalf?: pulumi.Input<boolean>;

  /**
   * The allow-list of tools, by the names that the server gives them. The portal hides every other tool of the server,
   * and its prompts unless `prompts` names them. If the server does not have a name yet, a later `pulumi up --refresh`
   * applies it.
   */
  tools?: pulumi.Input<pulumi.Input<string>[]>;

  /** The allow-list of prompts. The portal hides every other prompt, and the tools of the server unless `tools` names them. */
  prompts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Overrides of tools in this portal, each tool once. The list replaces the whole set, so an override by somebody else is
   * drift. With `tools`, an override can have an alias or a description, and `enabled` is an error. If you never set it,
   * existing overrides stay. If you remove it, none remain.
   */
  updatedTools?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /** Overrides of prompts in this portal, like `updatedTools`. */
  updatedPrompts?: pulumi.Input<pulumi.Input<McpOverride>[]>;
}

/**
 * A server by its id, for example one of another stack. Pulumi does not know that the portal depends on it, so it does
 * not order their creation and deletion.
 */
export interface McpPortalServerById extends McpPortalServerSettings {
  /** The id of the server in the account of the portal. The `id` of its resource works too. */
  serverId: pulumi.Input<string>;
  /** Either this or `serverId`. */
  server?: undefined;
  /**
   * The lock file of the server, as on an McpServer: the portal hides all other tools and prompts. For a `server` of
   * the program, set the lock on the McpServer. With a lock, `defaultDisabled: false` is an error, and `tools` and
   * `enabled` can hide more, never expose more.
   */
  toolLock?: pulumi.Input<string | McpToolLock>;
}

/**
 * A server of this program. After a replacement, the portal exposes it again. If you delete both, Pulumi deletes the portal
 * first.
 */
export interface McpPortalServer extends McpPortalServerSettings {
  /** The server. Its tool lock applies to the row. */
  server: pulumi.Input<McpServer>;
  /** Either this or `server`. */
  serverId?: undefined;
  /** Set it on the McpServer instead. */
  toolLock?: undefined;
}

/**
 * Arguments of {@link McpPortal}. The provider does not manage an optional argument that you leave out: it shows
 * Cloudflare's value, never changes it and never reports it as drift. If you remove an argument, Cloudflare's default
 * applies again.
 */
export interface McpPortalArgs {
  /**
   * The account. Default: `cloudflare:accountId` of the stack, the account in state, or CLOUDFLARE_ACCOUNT_ID, in this
   * order. A change of the argument or the config replaces the portal. A CLOUDFLARE_ACCOUNT_ID that differs from the
   * account in state is an error.
   */
  accountId?: pulumi.Input<string>;

  /**
   * Your id for the portal in its account: 1 to 32 characters, a-z, 0-9, `_` and single `-`. Default: the name of the
   * resource. A change replaces the portal. If the id exists, creation fails unless `adopt` is true.
   */
  portalId?: pulumi.Input<string>;

  /** The name that people see, at most 350 characters. Default when the portal is created: the name of the resource. */
  name?: pulumi.Input<string>;

  /**
   * The bare host name of the portal, such as `mcp.example.com`; a URL is an error. A change updates the portal in place.
   * Cloudflare rejects the host name of another portal of the account. Create a proxied DNS record for it yourself: see
   * `dnsTarget`.
   */
  hostname: pulumi.Input<string>;

  /** At most 512 characters. Default: none. */
  description?: pulumi.Input<string>;

  /**
   * Whether clients may or must call tools by writing code: `"off"`, `"opt_in"` (Cloudflare's default),
   * `"default_on"` or `"enforced"`.
   */
  codeMode?: pulumi.Input<CodeMode>;

  /** Whether traffic of the portal goes through Cloudflare Gateway. Cloudflare's default: false. */
  secureWebGateway?: pulumi.Input<boolean>;

  /**
   * The servers of the portal, in any order, each server once. Cloudflare documents at most 80. The list replaces the whole
   * set, so a server that somebody else adds is drift. If you never set it, existing servers stay. If you remove or empty
   * it, none remain; Cloudflare can reject that in an update, and the error then has the remedy.
   */
  servers?: pulumi.Input<pulumi.Input<McpServer | McpPortalServerById | McpPortalServer>[]>;

  /**
   * Whether to adopt an existing portal. The provider then updates whatever differs from the program. Default: false.
   * Only `pulumi up` looks for the portal, a preview does not. To adopt in one run without editing the program, list
   * `<accountId>/<portalId>` in the environment variable CLOUDFLARE_MCP_ADOPT.
   */
  adopt?: pulumi.Input<boolean>;
}

/** How a portal exposes one server, in state: the declared values, and the differences that a refresh found. */
export interface McpPortalServerOutput {
  /** The id of the server. */
  serverId: string;
  /** The `incarnation` of the McpServer; null for a server by its id. */
  incarnation?: string | null;
  /** Whether the portal hides tools and prompts that no override enables. */
  defaultDisabled?: boolean | null;
  /** Whether Cloudflare calls the server with the login of the user. */
  onBehalf?: boolean | null;
  /** The allow-list of tools. */
  tools?: string[] | null;
  /** The allow-list of prompts. */
  prompts?: string[] | null;
  /** Overrides of tools in this portal. */
  updatedTools?: McpOverrideOutput[] | null;
  /** Overrides of prompts in this portal. */
  updatedPrompts?: McpOverrideOutput[] | null;
  /** The reviewed digests; null without a lock. */
  toolLock?: McpToolLockOutput | null;
  /** With a lock: the `updatedTools` of the McpServer, which the row repeats. */
  serverTools?: McpOverrideOutput[] | null;
  /** With a lock: the `updatedPrompts` of the McpServer. */
  serverPrompts?: McpOverrideOutput[] | null;
}

/**
 * An MCP server portal of Cloudflare Zero Trust (AI Controls): one address through which agents use the servers that you
 * choose.
 *
 * A portal answers only with a DNS record and Access applications, which are not part of it. `up` lists them.
 *
 * @example
 * const docs = new McpServer("docs", { hostname: "https://docs.mcp.cloudflare.com/mcp", authType: "unauthenticated" });
 * const team = new McpPortal("team", {
 *   name: "Team tools",
 *   hostname: "mcp.example.com",
 *   servers: [{ server: docs, tools: ["search_cloudflare_documentation"] }],
 * });
 * export const address = team.url;
 */
export class McpPortal extends pulumi.CustomResource {
  /** The account. */
  declare public readonly accountId: pulumi.Output<string>;
  /** The id in the account. */
  declare public readonly portalId: pulumi.Output<string>;
  /** The name that people see. */
  declare public readonly name: pulumi.Output<string>;
  /** The host name that clients connect to. */
  declare public readonly hostname: pulumi.Output<string>;
  /** Null without a description, or "" if the program sets that. */
  declare public readonly description: pulumi.Output<string | null>;
  /** Whether clients may or must call tools by writing code. Cloudflare might add values. */
  declare public readonly codeMode: pulumi.Output<CodeMode | (string & {}) | null>;
  /** Whether `codeMode` is other than off. Deprecated in Cloudflare's API. */
  declare public readonly allowCodeMode: pulumi.Output<boolean>;
  /** Whether traffic of the portal goes through Cloudflare Gateway. */
  declare public readonly secureWebGateway: pulumi.Output<boolean>;
  /** The declared rows, with the differences that a refresh found. The tools of a server are an output of McpServer. */
  declare public readonly servers: pulumi.Output<McpPortalServerOutput[]>;
  /** The address for clients: `https://<hostname>/mcp`. */
  declare public readonly url: pulumi.Output<string>;
  /** The target of the proxied CNAME record of the host name. */
  declare public readonly dnsTarget: pulumi.Output<string>;
  /** The redirect URI that your own OAuth client lists in `redirectUris`: `https://<hostname>/servers-callback`. */
  declare public readonly oauthCallbackUrl: pulumi.Output<string>;
  /** The time of its creation, by Cloudflare's clock. */
  declare public readonly createdAt: pulumi.Output<string | null>;
  /** The user or token that created it, in Cloudflare's words. */
  declare public readonly createdBy: pulumi.Output<string | null>;
  /** The time of its last change, by Cloudflare's clock. */
  declare public readonly modifiedAt: pulumi.Output<string | null>;
  /** The user or token that changed it last, in Cloudflare's words. */
  declare public readonly modifiedBy: pulumi.Output<string | null>;
  /**
   * Counts the portals that this resource has had: `"1"`, and one more for each replacement by a changed argument. The
   * count starts again with `--replace`, `pulumi state taint`, or a deletion outside Pulumi.
   */
  declare public readonly incarnation: pulumi.Output<string>;

  /**
   * Reads an existing portal without managing it.
   *
   * @param name The name of the resource in the program.
   * @param id `<accountId>/<portalId>`. Reading fails if no such portal exists.
   */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): McpPortal {
    return new McpPortal(name, undefined, { ...opts, id });
  }

  /** Whether a value is an McpPortal, of this or another copy of the package. */
  public static override isInstance(value: unknown): value is McpPortal {
    return isOfKind(kind, value);
  }

  /** Declares a portal. `name` is its id in the account unless you set `portalId`. */
  constructor(name: string, args: McpPortalArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal For {@link McpPortal.get}. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: McpPortalArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const traces = withoutTraces();
    try {
      super(
        typeToken(kind),
        name,
        registered(kind, name, nothing, inputsOf(args), opts),
        pulumi.mergeOptions(opts, fixedOptions(kind)),
      );
    } catch (error) {
      throw traces.located(error);
    } finally {
      traces.noteAgain();
    }
  }
}

const kind = "McpPortal";

/** All outputs: those of the class and of the table. */
type ClassOutput = OutputNames<McpPortal>;
type OutputName = Among<ClassOutput, PortalOutputName> | Among<PortalOutputName, ClassOutput>;

const nothing: Readonly<Record<OutputName | "incarnation", undefined>> = {
  accountId: undefined,
  portalId: undefined,
  name: undefined,
  hostname: undefined,
  description: undefined,
  codeMode: undefined,
  allowCodeMode: undefined,
  secureWebGateway: undefined,
  servers: undefined,
  url: undefined,
  dnsTarget: undefined,
  oauthCallbackUrl: undefined,
  createdAt: undefined,
  createdBy: undefined,
  modifiedAt: undefined,
  modifiedBy: undefined,
  incarnation: undefined,
};

type ClassArgument = ArgumentNames<McpPortalArgs>;
type ArgumentName = Among<ClassArgument, keyof PortalArguments> | Among<keyof PortalArguments, ClassArgument>;

function inputsOf(args: McpPortalArgs | undefined): Partial<Record<ArgumentName, pulumi.Input<unknown>>> {
  return { ...args, servers: rowsOf(args?.servers) };
}

/**
 * The rows for the provider process, with a server as its id and incarnation. Each row is an Output of its own where the
 * list is known, so that an unknown row hides no other in a preview.
 */
function rowsOf(servers: McpPortalArgs["servers"]): pulumi.Input<unknown> {
  return Array.isArray(servers)
    ? servers.map((row) => pulumi.output(row).apply(rowOf))
    : servers && pulumi.output(servers).apply((list) => pulumi.output(list.map(rowOf)));
}

/** `row` has its Inputs resolved. In plain JavaScript it can be anything, and `check` then refuses it. */
function rowOf(row: unknown): pulumi.Input<unknown> {
  if (McpServer.isInstance(row)) {
    return pulumi.output(mappingTo(row));
  }
  if (typeof row !== "object" || row === null || !("server" in row) || !McpServer.isInstance(row.server)) {
    return row;
  }
  const { server, ...settings } = row;
  return pulumi.output({ ...settings, ...mappingTo(server) });
}

function mappingTo(server: McpServer): pulumi.Inputs {
  const toolLock = lockOf(server);
  return {
    serverId: server.serverId,
    incarnation: server.incarnation,
    ...(toolLock !== undefined && { toolLock, ...wordsOf(server) }),
  };
}
