/** Access to the API: the caller of a request, and whether the caller may make it. */
import type { IncomingHttpHeaders } from "node:http";
import { errorCodes, readPermissions, writePermission } from "pulumi-cloudflare-mcp/wire";
import { callerByKey, callersByToken, type Caller, type Identities } from "../identities";
import type { Permission } from "../permissions";
import { ApiError, noRoute } from "../refusals";

/** The credential of a request, as the request log shows it: without the secret. */
export interface Credential {
  readonly scheme: "token" | "key" | "none";
  /** The name of one of the emulator's identities; null for an unknown credential. */
  readonly name: string | null;
}

/** Finds the caller by its credential. The refusals were observed on Cloudflare's API in general. */
export class Authenticator {
  private readonly byToken: ReadonlyMap<string, Caller>;
  private readonly byKey: Caller;

  constructor(private readonly identities: Identities) {
    this.byToken = callersByToken(identities);
    this.byKey = callerByKey(identities);
  }

  credential(headers: IncomingHttpHeaders): Credential {
    if (headers.authorization !== undefined) {
      return { scheme: "token", name: this.callerByAuthorization(headers.authorization)?.name ?? null };
    }
    if (headers["x-auth-key"] !== undefined || headers["x-auth-email"] !== undefined) {
      return { scheme: "key", name: this.isKeyValid(headers) ? this.byKey.name : null };
    }
    return { scheme: "none", name: null };
  }

  caller(headers: IncomingHttpHeaders): Caller {
    if (headers.authorization !== undefined) {
      if (bearerToken(headers.authorization) === undefined) {
        throw invalidHeaders();
      }
      const caller = this.callerByAuthorization(headers.authorization);
      if (caller === undefined) {
        throw new ApiError(403, [{ code: errorCodes.invalidAccessToken, message: "Invalid access token" }]);
      }
      return caller;
    }
    if (!this.isKeyValid(headers)) {
      // Observed with 400, 401 and 403.
      throw new ApiError(400, [{ code: errorCodes.unableToAuthenticate, message: "Unable to authenticate request" }]);
    }
    return this.byKey;
  }

  private callerByAuthorization(authorization: string): Caller | undefined {
    return this.byToken.get(bearerToken(authorization) ?? "");
  }

  private isKeyValid(headers: IncomingHttpHeaders): boolean {
    return headers["x-auth-email"] === this.identities.email && headers["x-auth-key"] === this.identities.apiKey;
  }
}

const accountIdPattern = /^[0-9a-f]{32}$/;

/** Refuses an account that does not exist, or that the caller may not use. */
export function checkAccount(accountId: string, isKnown: boolean, caller: Caller, path: string): void {
  if (!accountIdPattern.test(accountId) || !isKnown) {
    throw noRoute(accountIdPattern.test(accountId) ? 404 : 400, path);
  }
  if (!caller.accountIds.includes(accountId)) {
    throw otherAccount();
  }
}

/** What belongs to an account that the caller may not use. */
export const otherAccount = (): ApiError =>
  new ApiError(403, [{ code: errorCodes.invalidAccessToken, message: "Unauthorized to access requested resource" }]);

/** Reads of portals need "MCP Portals Read" or "Write"; everything else, including a sync, needs "Write" (documented). */
export const portalPermission = (method: string): Permission =>
  method === "GET" ? readPermissions.portals : writePermission;

export const missingPermission = (status: number): ApiError =>
  new ApiError(status, [{ code: errorCodes.authentication, message: "Authentication error" }]);

const bearerToken = (authorization: string): string | undefined =>
  /^Bearer ([A-Za-z0-9_-]+)$/i.exec(authorization)?.[1];

const invalidHeaders = (): ApiError =>
  new ApiError(400, [
    {
      code: errorCodes.invalidHeaders,
      message: "Invalid request headers",
      error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
    },
  ]);
