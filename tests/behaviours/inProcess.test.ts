/** Runs the behaviours of a server in process. */
import { inProcess } from "../support/drivers";
import { serverBehaviours } from "./server";
import { verify } from "./world";

verify(serverBehaviours, inProcess);
