/** The refusal of a create request with an existing id. */
import { errorCodes } from "pulumi-cloudflare-mcp/wire";
import { ApiError, InvalidRequest } from "../refusals";
import type { Switches } from "../switches";

/** No public source documents it, hence the switch. The last form has the text of D1 itself. */
export function duplicateId(noun: "server" | "portal", form: Switches["duplicateId"]): Error {
  const message = `A ${noun} with this ID already exists`;
  switch (form) {
    case "validation":
      return new InvalidRequest([{ message, path: ["body", "id"] }]);
    case "conflict":
      return new ApiError(409, [{ code: errorCodes.validation, message }]);
    case "database":
      return new ApiError(500, [
        {
          code: errorCodes.nothingToUpdate,
          message: `D1_ERROR: UNIQUE constraint failed: ${noun}s.account_id, ${noun}s.id: SQLITE_CONSTRAINT`,
        },
      ]);
  }
}
