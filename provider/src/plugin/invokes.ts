/** The functions of the plugin: the lookups of each kind of resource. */
import { lookUpNames, pluginToken, type KindName } from "../kinds";
import type { Host } from "../lifecycle/host";
import { lookUpsOf, type LookUpHost } from "../lifecycle/lookup";
import type { Properties } from "../lifecycle/values";
import { resources, type AnyResourceKind } from "../resources";

type Invoke = (args: Properties, host: Host) => Promise<Properties>;

/** The functions by token. */
export const invokes: ReadonlyMap<string, Invoke> = new Map(
  Object.entries(lookUpNames).flatMap(([kind, { one, all, list }]): [string, Invoke][] => {
    const definition: AnyResourceKind = resources[kind as KindName];
    const lookUps = lookUpsOf(definition);
    return [
      [pluginToken(one), (args, host) => lookUps.one(args, lookUpHost(host))],
      [pluginToken(all), async (args, host) => ({ [list]: await lookUps.all(args, lookUpHost(host)) })],
    ];
  }),
);

function lookUpHost({ configuration, environment, clock, notices, ...host }: Host): LookUpHost {
  return {
    configuration,
    environment,
    clock,
    connect: (connection) => host.connect(connection),
    progress: (message) => {
      void notices.progress(undefined, message);
    },
  };
}
