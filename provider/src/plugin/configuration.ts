/** The configuration of a provider of the plugin: which keys it has, and what is wrong with it. */
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

/** What the engine encrypts, whatever the program called it. */
export const secretArguments: readonly string[] = ["apiToken", "apiKey"];

/** What Pulumi itself adds to the configuration of a provider. */
const ofPulumi: readonly string[] = ["version", "pluginDownloadURL", "pluginChecksums", "__internal"];

/** The engine calls the providers that it makes itself `default`, or `default_` and a version. */
const defaultProvider = /^default(_\d|$)/;

function isExplicit(providerName: string | undefined): boolean {
  return providerName !== undefined && !defaultProvider.test(providerName);
}

/** What the rest of the package reads: the keys are those of stack config for the dynamic provider. */
export function sourceOf(args: Properties, providerName: string | undefined): ConfigurationSource {
  return {
    get: (key) => {
      const value =
        key === providerNameKey ? isExplicit(providerName) && providerName : args[key.slice("cloudflare:".length)];
      return typeof value === "string" ? value : undefined;
    },
  };
}

/** What is wrong with the configuration as far as it is known. */
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

/** A default provider can have neither credentials nor account: each resource then refuses that with its own mistakes. */
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

/** Messages name the keys of the dynamic provider, `cloudflare:apiToken`; here they are `cloudflare-mcp:apiToken`. */
export function inPluginWords(text: string): string {
  return text.replace(keys, `${pluginPackage}:$1`);
}

const keys = new RegExp(`\\bcloudflare:(${argumentNames.join("|")})\\b`, "g");
