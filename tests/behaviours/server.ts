/** All behaviours of a server. */
import type { Behaviour } from "./world";
import { adoption, adoptionOf } from "./adoption";
import { credentials } from "./credentials";
import { drift, driftOf } from "./drift";
import { server } from "./examples";
import { failuresOf, refusals } from "./failures";
import { fieldsOf, overrides } from "./fields";
import { mappedServers } from "./mappedServers";
import { quiet } from "./quiet";
import { changesOfServer, replacement, replacementOf } from "./replacement";

/** What a server is promised to do, whichever way the provider is reached. */
export const serverBehaviours: readonly Behaviour[] = [
  ...quiet,
  ...fieldsOf(server),
  ...overrides,
  ...driftOf(server),
  ...drift,
  ...credentials,
  ...adoptionOf(server),
  ...adoption,
  ...replacementOf(server, changesOfServer),
  ...replacement,
  ...failuresOf(server),
  ...refusals,
  ...mappedServers,
];
