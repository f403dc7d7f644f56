import { portalBehaviours } from "../behaviours/portal";
import { portal } from "../behaviours/portalExamples";
import { serverBehaviours } from "../behaviours/server";
import { verify } from "../behaviours/world";
import { PluginDrivers } from "../support/pluginDriver";

const plugins = PluginDrivers.forThisFile();

describe("servers", () => {
  verify(serverBehaviours, (cloudflare, options) => plugins.drive(cloudflare, options));
});

describe("portals", () => {
  verify(portalBehaviours, (cloudflare, options) => plugins.drive(cloudflare, options), portal);
});
