/** The objects of Cloudflare Access as the emulator stores them. */
import type {
  WireApplication,
  WireGroup,
  WireIdentityProvider,
  WireOrganization,
  WireServiceToken,
} from "pulumi-cloudflare-mcp/wire";

/** Any field of the API besides those that have a name here. */
type Others = Readonly<Record<string, unknown>>;

export interface StoredApplication extends WireApplication, Others {}

export interface StoredGroup extends WireGroup, Others {}

export interface StoredIdentityProvider extends WireIdentityProvider, Others {}

export interface StoredServiceToken extends WireServiceToken, Others {}

/** The API gives it no id. */
export interface StoredOrganization extends WireOrganization, Others {
  readonly id: typeof organizationId;
}

export const organizationId = "organization";
