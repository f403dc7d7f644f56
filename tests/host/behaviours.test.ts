import { portalBehaviours } from "../behaviours/portal";
import { portal } from "../behaviours/portalExamples";
import { serverBehaviours } from "../behaviours/server";
import { verify } from "../behaviours/world";
import { HostDrivers } from "../support/drivers";

const host = HostDrivers.forThisFile();

describe("servers", () => {
  verify(serverBehaviours, (cloudflare, options) => host.drive(cloudflare, options));
});

describe("portals", () => {
  verify(portalBehaviours, (cloudflare, options) => host.drive(cloudflare, options), portal);
});
