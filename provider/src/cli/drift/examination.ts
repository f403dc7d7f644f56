/** What is to be compared with what, and how it is judged. */
import type { KindName } from "../../kinds";
import type { Progress } from "../progress";
import type { Connections } from "./connections";
import type { Scope } from "./report";
import type { StateResource } from "./state";
import type { Waiver } from "./waivers";

export interface Examination {
  readonly scope: Scope;
  /** Undefined when no stack is involved. */
  readonly resources: readonly StateResource[] | undefined;
  readonly connections: Connections;
  /** An account to look at, whether or not a resource is in it. */
  readonly account: string | undefined;
  readonly strict: boolean;
  readonly waivers: readonly Waiver[];
  /** What other stacks have, by kind and Pulumi's id, with the name of the stack. */
  readonly others: ReadonlyMap<string, string>;
  /** Ids that nobody wants to hear about. */
  readonly ignored: ReadonlySet<string>;
  readonly progress: Progress;
}

/** For `others`: a server and a portal may have the same id. */
export function declarationKey(kind: KindName, id: string): string {
  return `${kind} ${id}`;
}
