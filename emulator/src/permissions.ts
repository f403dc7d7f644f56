/** The permissions of the emulator's tokens and key, which can change while it runs. */
import { readPermissions, writePermission, type ReadPermission } from "pulumi-cloudflare-mcp/wire";
import { callerNames, type CallerName } from "./identities";

export type Permission = ReadPermission | typeof writePermission;

export const permissionNames: readonly Permission[] = [writePermission, ...Object.values(readPermissions)];

/** The permissions of each caller. */
export type Permissions = Readonly<Record<CallerName, readonly Permission[]>>;

const defaults: Permissions = {
  apiToken: permissionNames,
  readOnlyToken: [readPermissions.portals],
  powerlessToken: [],
  secondAccountToken: permissionNames,
  apiKey: permissionNames,
};

/** The permissions in force. */
export class PermissionBoard {
  private permissions = defaults;

  readonly current = (): Permissions => this.permissions;

  /** Throws, and changes nothing, on a caller or permission that does not exist. */
  change(changes: Partial<Permissions>): void {
    check(changes);
    this.permissions = { ...this.permissions, ...changes };
  }

  /** A write permission contains the reading one. */
  allows(caller: CallerName, permission: Permission): boolean {
    const has = (name: Permission): boolean => this.permissions[caller].includes(name);
    return has(permission) || (permission === readPermissions.portals && has(writePermission));
  }
}

/** Changes also come from outside, as JSON. */
function check(changes: Readonly<Record<string, unknown>>): void {
  for (const [name, permissions] of Object.entries(changes)) {
    if (!callerNames.some((possible) => possible === name)) {
      throw new Error(`There is no token "${name}". Tokens: ${callerNames.join(", ")}.`);
    }
    if (!Array.isArray(permissions)) {
      throw new Error(`The permissions of "${name}" are no list.`);
    }
    for (const permission of permissions as readonly unknown[]) {
      if (!permissionNames.some((possible) => possible === permission)) {
        const possible = permissionNames.map((each) => JSON.stringify(each)).join(", ");
        throw new Error(`There is no permission ${JSON.stringify(permission)}. Permissions: ${possible}.`);
      }
    }
  }
}
