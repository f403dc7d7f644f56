import { inProcess } from "../support/drivers";
import { portal } from "./portalExamples";
import { portalSwitches } from "./portalSwitches";
import { serverSwitches } from "./serverSwitches";
import { verify } from "./world";

describe("servers", () => {
  verify(serverSwitches, inProcess);
});

describe("portals", () => {
  verify(portalSwitches, inProcess, portal);
});
