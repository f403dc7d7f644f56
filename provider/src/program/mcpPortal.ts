/** The resource as programs see it. Loads nothing but Pulumi: what it does happens in the provider process. */
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

/** How a portal shows one server. A row is managed as a whole; of its lists those that are set. */
export interface McpPortalServerSettings {
  /**
   * Hides all tools and prompts of the server that no row turns on, also those that the server publishes later (as
   * Cloudflare documents it). Default: false, or true beside `tools` or `prompts`, where false is refused.
   */
  defaultDisabled?: pulumi.Input<boolean>;

  /**
   * Whether the server is called with the login of the person who asks. Cloudflare's default: true. For clients without
   * a person, Cloudflare's documentation wants false.
   */
  onBehalf?: pulumi.Input<boolean>;

  /**
   * The only tools that the portal shows, by the names that the server gives them. Whatever else the server has is
   * hidden: its other tools, and its prompts unless `prompts` names them. A name that the server does not have (yet)
   * waits until it does.
   */
  tools?: pulumi.Input<pulumi.Input<string>[]>;

  /** The only prompts that the portal shows. Hides everything else, as `tools` does: tools too, unless `tools` names them. */
  prompts?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Changes to single tools in this portal, each tool once. Replaces the whole set: what somebody else changes of another
   * tool is drift. Beside `tools`, rows give an alias or a description, and `enabled` is refused. Not set: whatever there
   * is stays. Removed: no changes.
   */
  updatedTools?: pulumi.Input<pulumi.Input<McpOverride>[]>;

  /** Changes to prompts in this portal, like `updatedTools`. */
  updatedPrompts?: pulumi.Input<pulumi.Input<McpOverride>[]>;
}

/**
 * A server by its id, of another stack for example. Pulumi does not know then that the portal depends on it: neither in
 * which order the two have to be created and deleted, nor when it is replaced.
 */
export interface McpPortalServerById extends McpPortalServerSettings {
  /** The id of the server in the account of the portal. The `id` of the resource does, too. */
  serverId: pulumi.Input<string>;
  /** Either this or `serverId`. */
  server?: undefined;
  /**
   * The file with what was reviewed of the server, as on an McpServer: the portal shows nothing else of it. A `server` of
   * the program brings its own. Beside it, `defaultDisabled: false` is refused, and `tools` and `enabled` can hide more,
   * not show more.
   */
  toolLock?: pulumi.Input<string | McpToolLock>;
}

/** A server of this program. When it is replaced, the portal maps it again; when both go, the portal goes first. */
export interface McpPortalServer extends McpPortalServerSettings {
  /** The server. Its tool lock comes with it. */
  server: pulumi.Input<McpServer>;
  /** Follows from `server`. */
  serverId?: undefined;
  /** That of `server` counts. */
  toolLock?: undefined;
}

/**
 * Arguments of {@link McpPortal}. An optional argument that is not set is not managed: Cloudflare's value is shown,
 * never changed, never drift. One that was set and is then removed goes back to Cloudflare's default.
 */
export interface McpPortalArgs {
  /**
   * The account. Default: `cloudflare:accountId` of the stack, the account in state, or CLOUDFLARE_ACCOUNT_ID, in this
   * order. A change by argument or config replaces the portal.
   */
  accountId?: pulumi.Input<string>;

  /**
   * The id of the portal in its account, chosen by you: 1 to 32 characters, a-z, 0-9, `_` and single `-`. Default: the
   * name of the resource. A change replaces the portal. An id that exists already is an error, unless `adopt` is true.
   */
  portalId?: pulumi.Input<string>;

  /** The name that people see, at most 350 characters. Created with the name of the resource when not set. */
  name?: pulumi.Input<string>;

  /**
   * The bare host name at which clients find the portal, such as `mcp.example.com`; a URL is refused. Changed in place.
   * Cloudflare refuses a host name that another portal of the account has. A proxied DNS record for it has to exist, and
   * is not created: see `dnsTarget`.
   */
  hostname: pulumi.Input<string>;

  /** At most 512 characters. Default: none. */
  description?: pulumi.Input<string>;

  /**
   * Whether clients may, or have to, call tools by writing code: `"off"`, `"opt_in"` (Cloudflare's default),
   * `"default_on"` or `"enforced"`.
   */
  codeMode?: pulumi.Input<CodeMode>;

  /** Whether traffic of the portal goes through Cloudflare Gateway. Cloudflare's default: false. */
  secureWebGateway?: pulumi.Input<boolean>;

  /**
   * The servers that the portal shows: a set, in any order, each server once. Cloudflare documents at most 80. Replaces
   * the whole set: a server that somebody else adds is drift. Not set: whatever the portal shows stays. Removed, or empty:
   * none, which Cloudflare was seen to refuse in an update; the error then says what to do.
   */
  servers?: pulumi.Input<pulumi.Input<McpServer | McpPortalServerById | McpPortalServer>[]>;

  /**
   * Takes over a portal that exists already, instead of refusing. What the program says otherwise is changed. Default:
   * false. A preview does not look for the portal: `pulumi up` does. For one run only, without editing the program: list
   * `<accountId>/<portalId>` in the environment variable CLOUDFLARE_MCP_ADOPT.
   */
  adopt?: pulumi.Input<boolean>;
}

/** How a portal shows one server, as state holds it: what the program said, and what differs from it. */
export interface McpPortalServerOutput {
  /** The id of the server. */
  serverId: string;
  /** That of the McpServer that was mapped; null for a server by its id. */
  incarnation?: string | null;
  /** Whether what no row turns on is hidden. */
  defaultDisabled?: boolean | null;
  /** Whether the server is called with the login of the person who asks. */
  onBehalf?: boolean | null;
  /** The only tools that are shown. */
  tools?: string[] | null;
  /** The only prompts that are shown. */
  prompts?: string[] | null;
  /** Changes to tools in this portal. */
  updatedTools?: McpOverrideOutput[] | null;
  /** Changes to prompts in this portal. */
  updatedPrompts?: McpOverrideOutput[] | null;
  /** What was reviewed; null without a lock. */
  toolLock?: McpToolLockOutput | null;
  /** Beside a lock: the `updatedTools` of the McpServer, which the row shows again. */
  serverTools?: McpOverrideOutput[] | null;
  /** Beside a lock: the `updatedPrompts` of the McpServer. */
  serverPrompts?: McpOverrideOutput[] | null;
}

/**
 * An MCP server portal of Cloudflare Zero Trust (AI Controls): one address at which people's AI tools find the servers
 * that you let them use.
 *
 * For a portal that works, a DNS record and Access applications have to exist outside of it: `up` says which.
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
  /** The host name at which clients find it. */
  declare public readonly hostname: pulumi.Output<string>;
  /** Null when there is none, or "" where the program says so. */
  declare public readonly description: pulumi.Output<string | null>;
  /** Whether clients may, or have to, call tools by writing code. Cloudflare may add values. */
  declare public readonly codeMode: pulumi.Output<CodeMode | (string & {}) | null>;
  /** Deprecated in Cloudflare's API: whether `codeMode` is anything but off. */
  declare public readonly allowCodeMode: pulumi.Output<boolean>;
  /** Whether traffic of the portal goes through Cloudflare Gateway. */
  declare public readonly secureWebGateway: pulumi.Output<boolean>;
  /** What the program said of each server, and what differs from it. The tools of a server are an output of McpServer. */
  declare public readonly servers: pulumi.Output<McpPortalServerOutput[]>;
  /** Where clients connect: `https://<hostname>/mcp`. */
  declare public readonly url: pulumi.Output<string>;
  /** What the proxied CNAME record of the host name has to point to. */
  declare public readonly dnsTarget: pulumi.Output<string>;
  /** What an OAuth client of your own has to list in `redirectUris`: `https://<hostname>/servers-callback`. */
  declare public readonly oauthCallbackUrl: pulumi.Output<string>;
  /** When it was created, by Cloudflare's clock. */
  declare public readonly createdAt: pulumi.Output<string | null>;
  /** Who created it, as Cloudflare names them. */
  declare public readonly createdBy: pulumi.Output<string | null>;
  /** When it was changed last, by Cloudflare's clock. */
  declare public readonly modifiedAt: pulumi.Output<string | null>;
  /** Who changed it last, as Cloudflare names them. */
  declare public readonly modifiedBy: pulumi.Output<string | null>;
  /**
   * Counts the portals that this resource has had: `"1"`, and one more with each replacement that an argument asks for.
   * Starts again with `--replace`, `pulumi state taint`, and after a deletion outside of Pulumi.
   */
  declare public readonly incarnation: pulumi.Output<string>;

  /**
   * Reads a portal that exists, without managing it.
   *
   * @param name The name of the resource in the program.
   * @param id `<accountId>/<portalId>`. An error when there is no such portal.
   */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): McpPortal {
    return new McpPortal(name, undefined, { ...opts, id });
  }

  /** Whether a value is an McpPortal, also one of another copy of this package. */
  public static override isInstance(value: unknown): value is McpPortal {
    return isOfKind(kind, value);
  }

  /** Declares a portal; `name` is its id in the account, unless `portalId` says another one. */
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
 * The rows as the provider process takes them: a server as its id and incarnation. Row by row where the list itself is
 * known, so that one that is not hides no other in a preview.
 */
function rowsOf(servers: McpPortalArgs["servers"]): pulumi.Input<unknown> {
  return Array.isArray(servers)
    ? servers.map((row) => pulumi.output(row).apply(rowOf))
    : servers && pulumi.output(servers).apply((list) => pulumi.output(list.map(rowOf)));
}

/** `row` is one of a program, its Inputs resolved; or, in plain JavaScript, anything, which check refuses. */
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
