/** JSON Schemas of ids in paths and of the query of a list. */
import { idForm, listLimits } from "pulumi-cloudflare-mcp/wire";
import { formSchema, type Schema } from "./formSchema";

/** An id in a path. The API refuses an impossible id instead of not finding it (observed for over-long ids). */
export const idSchema: Schema = formSchema(idForm);

export const listParametersSchema = {
  type: "object",
  properties: {
    page: { type: "integer", minimum: 1, default: 1 },
    per_page: { type: "integer", minimum: 1, maximum: listLimits.perPage, default: listLimits.defaultPerPage },
    search: { type: "string" },
  },
} as const;
