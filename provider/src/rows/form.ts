/** Portal rows as a form of field: how they are checked, compared and converted. */
import type { FormBehaviour } from "../lifecycle/fields";
import { mappingsSchema } from "./check";
import { sameMappings } from "./compare";
import { mappingsFromWire } from "./observed";
import { sentMappings } from "./sent";

export const mappingsForm: FormBehaviour = {
  schema: mappingsSchema,
  same: sameMappings,
  toWire: (value) => sentMappings(value, {}),
  fromWire: mappingsFromWire,
};
