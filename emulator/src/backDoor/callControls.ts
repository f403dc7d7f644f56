/** The request log, the faults, the switches and the permissions, as the back door offers them. */
import type { Faults } from "../http/faults";
import type { RequestLog } from "../http/requestLog";
import type { PermissionBoard } from "../permissions";
import type { SwitchBoard } from "../switches";
import type { CallControls } from "./backDoor";

export interface CallControlsOptions {
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly switches: SwitchBoard;
  readonly permissions: PermissionBoard;
}

export function callControls({ log, faults, switches, permissions }: CallControlsOptions): CallControls {
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

    setPermissions: (changes) => {
      permissions.change(changes);
    },
    permissions: permissions.current,
  };
}
