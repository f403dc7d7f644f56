/** Lookups of existing servers and portals. The first lookup loads the rest of the package. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { systemClock } from "../cloudflare/clock";
import { configurationKeys, type ConfigurationSource } from "../configuration";
import { connect } from "../connect";
import type { McpPortal } from "./mcpPortal";
import type { AnyResourceKind } from "../resources";
import type { McpServer } from "./mcpServer";
import { lookUpNames, typeToken, type KindName } from "../kinds";
import { isProvider } from "./registration";

/** The resolved outputs of a resource. */
type Outputs<Resource> = {
  [
    Name in keyof Resource as Name extends keyof pulumi.CustomResource ? never : Name
  ]: Resource[Name] extends pulumi.OutputInstance<infer Value> ? Value : never;
};

/** Which server to look up. */
export interface GetMcpServerArgs {
  /** The id of the server in its account. */
  serverId: string;
  /**
   * The account. Default: the explicit provider's, `cloudflare:accountId` of the stack, or CLOUDFLARE_ACCOUNT_ID,
   * in this order.
   */
  accountId?: string;
}

/** Which server to look up. */
export interface GetMcpServerOutputArgs {
  /** The id of the server in its account. */
  serverId: pulumi.Input<string>;
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: pulumi.Input<string>;
}

/** Which servers to look up. */
export interface GetMcpServersArgs {
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: string;
  /** Only servers that contain this text, by Cloudflare's own search. Default: all servers. */
  search?: string;
}

/** Which servers to look up. */
export interface GetMcpServersOutputArgs {
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: pulumi.Input<string>;
  /** Only servers that contain this text, by Cloudflare's own search. Default: all servers. */
  search?: pulumi.Input<string>;
}

/**
 * A server at Cloudflare, with the outputs of {@link McpServer} except credentials, tool lock and incarnation, which only a
 * program has.
 */
export interface GetMcpServerResult extends Omit<
  Outputs<McpServer>,
  "authCredentials" | "clientSecret" | "incarnation" | "toolLock"
> {
  /** `<accountId>/<serverId>`, for {@link McpServer.get}. */
  readonly id: string;
}

/** Servers at Cloudflare. */
export interface GetMcpServersResult {
  /** Sorted by `serverId`. */
  readonly servers: GetMcpServerResult[];
}

/** Which portal to look up. */
export interface GetMcpPortalArgs {
  /** The id of the portal in its account. */
  portalId: string;
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: string;
}

/** Which portal to look up. */
export interface GetMcpPortalOutputArgs {
  /** The id of the portal in its account. */
  portalId: pulumi.Input<string>;
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: pulumi.Input<string>;
}

/** Which portals to look up. */
export interface GetMcpPortalsArgs {
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: string;
  /** Only portals that contain this text, by Cloudflare's own search. Default: all portals. */
  search?: string;
}

/** Which portals to look up. */
export interface GetMcpPortalsOutputArgs {
  /** The account. Default: as in {@link getMcpServer}. */
  accountId?: pulumi.Input<string>;
  /** Only portals that contain this text, by Cloudflare's own search. Default: all portals. */
  search?: pulumi.Input<string>;
}

/** A portal at Cloudflare, with the outputs of {@link McpPortal} except its incarnation, which only a program has. */
export interface GetMcpPortalResult extends Omit<Outputs<McpPortal>, "incarnation"> {
  /** `<accountId>/<portalId>`, for {@link McpPortal.get}. */
  readonly id: string;
}

/** Portals at Cloudflare. */
export interface GetMcpPortalsResult {
  /** Sorted by `portalId`. */
  readonly portals: GetMcpPortalResult[];
}

/**
 * Looks up one server with one call, in previews as well. It needs only "MCP Portals Read".
 *
 * It fails if the server does not exist, an argument is invalid, or Cloudflare does not answer. If the explicit provider's
 * credentials are still unknown in a preview, use {@link getMcpServerOutput}.
 *
 * @param opts `provider`, or `parent`, decides credentials and account. Default: stack config and environment.
 *
 * @example
 * const docs = getMcpServer({ serverId: "docs" });
 * export const status = docs.then((server) => server.status);
 */
export async function getMcpServer(args: GetMcpServerArgs, opts?: pulumi.InvokeOptions): Promise<GetMcpServerResult> {
  return (await lookUp(oneServer, args, opts)) as GetMcpServerResult;
}

/**
 * The same as {@link getMcpServer} with Inputs. While an Input or the explicit provider's credentials are unknown in a
 * preview, the result is unknown. `dependsOn` waits for resources.
 *
 * @example
 * const serverId = new pulumi.StackReference("acme/servers/prod").requireOutput("docs");
 * const docs = getMcpServerOutput({ serverId });
 * export const tools = docs.apply((server) => server.tools.map((tool) => tool.name));
 */
export function getMcpServerOutput(
  args: GetMcpServerOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpServerResult> {
  return lookUpOutput(oneServer, args, opts) as pulumi.Output<GetMcpServerResult>;
}

/**
 * Looks up all servers of an account, or those that match `search`, with one call per hundred. Works in previews.
 *
 * It fails if an argument is invalid or Cloudflare does not answer. Without servers, the list is empty.
 *
 * @param opts `provider`, or `parent`, decides credentials and account. Default: stack config and environment.
 *
 * @example
 * const all = getMcpServers();
 * export const failing = all.then(({ servers }) => servers.filter(({ status }) => status === "error"));
 */
export async function getMcpServers(
  args: GetMcpServersArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetMcpServersResult> {
  return (await lookUp(allServers, args, opts)) as GetMcpServersResult;
}

/** The same as {@link getMcpServers} with Inputs; see {@link getMcpServerOutput}. */
export function getMcpServersOutput(
  args: GetMcpServersOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpServersResult> {
  return lookUpOutput(allServers, args, opts) as pulumi.Output<GetMcpServersResult>;
}

/**
 * Looks up one portal with one call, in previews as well. It fails like {@link getMcpServer} and takes the same `opts`.
 *
 * @example
 * const team = getMcpPortal({ portalId: "team" });
 * export const address = team.then((portal) => portal.url);
 */
export async function getMcpPortal(args: GetMcpPortalArgs, opts?: pulumi.InvokeOptions): Promise<GetMcpPortalResult> {
  return (await lookUp(onePortal, args, opts)) as GetMcpPortalResult;
}

/** The same as {@link getMcpPortal} with Inputs; see {@link getMcpServerOutput}. */
export function getMcpPortalOutput(
  args: GetMcpPortalOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpPortalResult> {
  return lookUpOutput(onePortal, args, opts) as pulumi.Output<GetMcpPortalResult>;
}

/**
 * Looks up all portals of an account, or those that match `search`. Like {@link getMcpServers} in its calls, its errors and
 * its `opts`.
 */
export async function getMcpPortals(
  args: GetMcpPortalsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetMcpPortalsResult> {
  return (await lookUp(allPortals, args, opts)) as GetMcpPortalsResult;
}

/** The same as {@link getMcpPortals} with Inputs; see {@link getMcpServerOutput}. */
export function getMcpPortalsOutput(
  args: GetMcpPortalsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpPortalsResult> {
  return lookUpOutput(allPortals, args, opts) as pulumi.Output<GetMcpPortalsResult>;
}

/** One of the functions. */
interface LookUp {
  readonly name: string;
  readonly kind: KindName;
  /** The name of the list in the result; undefined for a lookup of one object. */
  readonly list?: string;
}

const one = (kind: KindName): LookUp => ({ name: lookUpNames[kind].one, kind });
const all = (kind: KindName): LookUp => ({ name: lookUpNames[kind].all, kind, list: lookUpNames[kind].list });
const oneServer = one("McpServer");
const allServers = all("McpServer");
const onePortal = one("McpPortal");
const allPortals = all("McpPortal");

async function lookUp(which: LookUp, args: object, opts: pulumi.InvokeOptions = {}): Promise<unknown> {
  const provider = providerOf(which, opts);
  if (isMocked()) {
    return mocked(which, args, provider);
  }
  return run(which, args, provider === undefined ? stackConfiguration : await knownConfiguration(which, provider));
}

function lookUpOutput(which: LookUp, args: object, opts: pulumi.InvokeOutputOptions = {}): pulumi.Output<unknown> {
  const provider = providerOf(which, opts);
  return pulumi
    .all([pulumi.output(args), provider && configurationOf(provider), ready(opts.dependsOn)])
    .apply(([known, configuration]) =>
      isMocked()
        ? mocked(which, known, provider)
        : run(which, known, configuration === undefined ? stackConfiguration : sourceOf(configuration)),
    );
}

async function run({ name, kind, list }: LookUp, args: object, configuration: ConfigurationSource): Promise<unknown> {
  const [{ lookUpsOf }, { resources }] = await Promise.all([
    import("../lifecycle/lookup.js"),
    import("../resources.js"),
  ]);
  const definition: AnyResourceKind = resources[kind];
  const lookUps = lookUpsOf(definition);
  const host = {
    configuration,
    environment: process.env,
    clock: systemClock,
    connect,
    progress: (message: string): void => {
      void pulumi.log.info(`${name}: ${message}`, undefined, undefined, true);
    },
  };
  try {
    return list === undefined ? await lookUps.one({ ...args }, host) : { [list]: await lookUps.all({ ...args }, host) };
  } catch (error) {
    throw failure(name, error instanceof Error ? error.message : String(error));
  }
}

/** Pulumi shows a RunError without program text and stack trace. */
function failure(name: string, message: string): pulumi.RunError {
  return new pulumi.RunError(`${name}: ${message}`);
}

const stackConfiguration: ConfigurationSource = { get: (key) => pulumi.runtime.getConfig(key) };

/** The provider that a resource with these options would have; undefined for the default one. */
function providerOf({ name, kind }: LookUp, opts: pulumi.InvokeOptions): pulumi.ProviderResource | undefined {
  const provider = opts.provider ?? opts.parent?.getProvider(typeToken(kind));
  if (provider !== undefined && !isProvider(provider)) {
    throw failure(name, "opts.provider must be a Provider of pulumi-cloudflare-mcp.");
  }
  return provider;
}

type Configuration = Readonly<Record<string, unknown>>;

/** The arguments of an explicit provider. Its secret token must not make the results of lookups secret. */
function configurationOf(provider: pulumi.ProviderResource): pulumi.Output<Configuration> {
  const properties = provider as unknown as Readonly<Record<string, pulumi.Input<unknown>>>;
  const given = configurationKeys.map((key): [string, unknown] => [key, properties[key]]);
  return pulumi.unsecret(pulumi.output(Object.fromEntries(given)).apply((values): Configuration => values));
}

async function knownConfiguration({ name }: LookUp, provider: pulumi.ProviderResource): Promise<ConfigurationSource> {
  const { configuration } = await pulumi.runtime.serializeProperties(name, {
    configuration: configurationOf(provider),
  });
  if (configuration === pulumi.runtime.unknownValue) {
    throw failure(
      name,
      `the configuration of its provider is not known yet in this preview. Use ${name}Output, whose result is then unknown too.`,
    );
  }
  return sourceOf(configuration as Configuration);
}

function sourceOf(configuration: Configuration): ConfigurationSource {
  return {
    get: (key) => {
      const value = configuration[key];
      return typeof value === "string" ? value : undefined;
    },
  };
}

/** Resolves once the resources exist: a resource by its id, a component by the resources in it. */
function ready(resources: pulumi.InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi.output(resources).apply((list) => {
    const all: readonly unknown[] = Array.isArray(list) ? list : [list];
    return pulumi.all(all.filter((each) => pulumi.Resource.isInstance(each)).flatMap(identities));
  });
}

function identities(resource: pulumi.Resource): pulumi.Output<string>[] {
  const { __childResources: children } = resource as { __childResources?: ReadonlySet<pulumi.Resource> };
  return pulumi.CustomResource.isInstance(resource)
    ? [resource.id]
    : [resource.urn, ...[...(children ?? [])].flatMap(identities)];
}

/** Whether the program runs in a unit test (`pulumi.runtime.setMocks`). */
function isMocked(): boolean {
  return pulumi.runtime.getMonitor() instanceof MockMonitor;
}

/** The mocks of a unit test answer instead of Cloudflare. */
function mocked({ name }: LookUp, args: object, provider: pulumi.ProviderResource | undefined): Promise<unknown> {
  return pulumi.runtime.invoke(typeToken(name), { ...args }, provider === undefined ? {} : { provider });
}
