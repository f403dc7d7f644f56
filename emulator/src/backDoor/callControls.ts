/** The request log, the faults and the switches, as the back door offers them. */
import type { Faults } from "../http/faults";
import type { RequestLog } from "../http/requestLog";
import type { SwitchBoard } from "../switches";
import type { CallControls } from "./backDoor";

export function callControls(log: RequestLog, faults: Faults, switches: SwitchBoard): CallControls {
  return {
    requests: () => log.requests(),
    clearRequests: () => {
      log.clear();
    },

    addFault: (fault) => {
      faults.add(fault);
    },
    faults: () => faults.list(),
    clearFaults: () => {
      faults.clear();
    },

    setSwitches: (changes) => {
      switches.change(changes);
    },
    switches: switches.current,
  };
}
