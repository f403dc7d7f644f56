import type { Behaviour } from "./world";
import { adoption } from "./adoption";
import { credentials } from "./credentials";
import { drift } from "./drift";
import { failures } from "./failures";
import { fields } from "./fields";
import { quiet } from "./quiet";
import { replacement } from "./replacement";

/** What a server is promised to do, whichever way the provider is reached. */
export const serverBehaviours: readonly Behaviour[] = [
  ...quiet,
  ...fields,
  ...drift,
  ...credentials,
  ...adoption,
  ...replacement,
  ...failures,
];
