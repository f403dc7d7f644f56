/** Runs the behaviours of a portal in process. */
import { inProcess } from "../support/drivers";
import { portalBehaviours } from "./portal";
import { portal } from "./portalExamples";
import { verify } from "./world";

verify(portalBehaviours, inProcess, portal);
