/** Checks the configuration of a provider of the plugin. */
import {
  argumentNames,
  configuredAccount,
  connectionFailure,
  providerNameKey,
  type ConfigurationSource,
  type Environment,
} from "../configuration";
import { unknownArgument, type Failure } from "../lifecycle/check";
import { accountIdFault } from "../lifecycle/identity";
import { hasUnknown, isSet, type Properties } from "../lifecycle/values";
import { pluginPackage } from "../kinds";
import { line } from "../text/shown";

/** The keys that the engine always encrypts. */
export const secretArguments: readonly string[] = ["apiToken", "apiKey"];

/** The keys that Pulumi itself adds to the configuration of a provider. */
const ofPulumi: readonly string[] = ["version", "pluginDownloadURL", "pluginChecksums", "__internal"];

/** The engine names its own providers `default`, or `default_` and a version. */
const defaultProvider = /^default(_\d|$)/;

function isExplicit(providerName: string | undefined): boolean {
  return providerName !== undefined && !defaultProvider.test(providerName);
}

/** The configuration under the keys of stack config for the dynamic provider. */
export function sourceOf(args: Properties, providerName: string | undefined): ConfigurationSource {
  return {
    get: (key) => {
      const value =
        key === providerNameKey ? isExplicit(providerName) && providerName : args[key.slice("cloudflare:".length)];
      return typeof value === "string" ? value : undefined;
    },
  };
}

/** The faults of the known part of the configuration. */
export function configurationFailures(
  args: Properties,
  providerName: string | undefined,
  environment: Environment,
): Failure[] {
  const given = Object.entries(args).filter(([name, value]) => !ofPulumi.includes(name) && isSet(value));
  const reasons = given.flatMap(([name, value]): string[] => {
    if (!argumentNames.some((argument) => argument === name)) {
      return [unknownArgument(name, argumentNames)];
    }
    return typeof value === "string" ? [] : [`${name}: must be a string`];
  });
  if (reasons.length === 0) {
    reasons.push(...settingFailures(args, providerName, environment));
  }
  return reasons.map((reason) => ({ property: "", reason: line(inPluginWords(reason)) }));
}

/** A default provider can lack credentials and account: each resource then reports that with its own mistakes. */
function settingFailures(args: Properties, providerName: string | undefined, environment: Environment): string[] {
  const source = sourceOf(args, providerName);
  const account = accountIdFault(configuredAccount(source));
  const isConfigured =
    isExplicit(providerName) ||
    account !== undefined ||
    ["apiToken", "apiKey", "email", "baseUrl"].some((name) => isSet(args[name]));
  const connection = isConfigured && !hasUnknown(args) ? connectionFailure(source, environment) : undefined;
  return [
    ...(connection === undefined ? [] : [connection]),
    ...(account === undefined ? [] : [`accountId: ${account}`]),
  ];
}

/**
 * Messages name the keys of the dynamic provider, such as `cloudflare:apiToken`; here they become
 * `cloudflare-mcp:apiToken`. Projects in other languages have no npm package, and npx would look for one in the registry.
 */
export function inPluginWords(text: string): string {
  return text.replace(keys, `${pluginPackage}:$1`).replaceAll("npx pulumi-cloudflare-mcp", "pulumi-cloudflare-mcp");
}

const keys = new RegExp(`\\bcloudflare:(${argumentNames.join("|")})\\b`, "g");
