/** All behaviours of a portal. */
import { adoptionOf } from "./adoption";
import { driftOf } from "./drift";
import { failuresOf } from "./failures";
import { fieldsOf } from "./fields";
import { portal } from "./portalExamples";
import { portalRows } from "./portalRows";
import { portalSettings } from "./portalSettings";
import { replacementOf } from "./replacement";
import type { Behaviour } from "./world";

/** What a portal is promised to do, whichever way the provider is reached. */
export const portalBehaviours: readonly Behaviour[] = [
  ...portalSettings,
  ...portalRows,
  ...fieldsOf(portal),
  ...driftOf(portal),
  ...adoptionOf(portal),
  ...replacementOf(portal),
  ...failuresOf(portal),
];
