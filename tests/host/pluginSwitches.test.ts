import { portal } from "../behaviours/portalExamples";
import { portalSwitches } from "../behaviours/portalSwitches";
import { serverSwitches } from "../behaviours/serverSwitches";
import { verify } from "../behaviours/world";
import { PluginDrivers } from "../support/pluginDriver";

const plugins = PluginDrivers.forThisFile();

describe("servers", () => {
  verify(serverSwitches, (cloudflare, options) => plugins.drive(cloudflare, options));
});

describe("portals", () => {
  verify(portalSwitches, (cloudflare, options) => plugins.drive(cloudflare, options), portal);
});
