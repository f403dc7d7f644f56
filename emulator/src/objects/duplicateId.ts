/** The refusal of a create request with an existing id. */
import { errorCodes } from "pulumi-cloudflare-mcp/wire";
import { ApiError, InvalidRequest } from "../refusals";
import type { Switches } from "../switches";

/** In no public source, so a switch. The last form is how D1 itself words it. */
export function duplicateId(noun: "server" | "portal", kind: Switches["duplicateId"]): Error {
  const message = `A ${noun} with this ID already exists`;
  switch (kind) {
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
