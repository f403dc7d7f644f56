/** Every value of every switch other than its default. */
import { switchTable, type SwitchName, type Switches } from "cloudflare-mcp-emulator";

export interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly changes: Partial<Switches>;
}

/** Every way in which Cloudflare may be other than what is likeliest, but for those that have a test of their own. */
export function otherSettings(...except: readonly SwitchName[]): Setting[] {
  return Object.entries(switchTable)
    .filter(([name]) => !except.some((each) => each === name))
    .flatMap(([name, { values }]) => values.slice(1).map((value) => ({ name, value, changes: { [name]: value } })));
}
