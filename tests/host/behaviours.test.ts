import { serverBehaviours } from "../behaviours/server";
import { verify } from "../behaviours/world";
import { HostDrivers } from "../support/drivers";

const host = HostDrivers.forThisFile();

verify(serverBehaviours, (cloudflare, options) => host.drive(cloudflare, options));
