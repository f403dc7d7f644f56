/** Reads what decides who reaches a portal: Access applications, and the objects that their policies name. */
import type { CloudflareClient } from "./client";
import { judgeBy } from "./readForm";
import { ObjectReader, toPath, type RequestContext } from "./reader";
import {
  applicationForm,
  groupForm,
  identityProviderForm,
  organizationForm,
  readPermissions,
  serviceTokenForm,
  type ReadObject,
  type ReadPermission,
  type WireApplication,
  type WireGroup,
  type WireIdentityProvider,
  type WireOrganization,
  type WireServiceToken,
} from "./wire";

export interface AccessOptions {
  readonly client: CloudflareClient;
  readonly accountId: string;
  readonly context: RequestContext;
}

export class Access {
  /** The applications of the account: a list for a zone lacks those of servers (reported). */
  readonly applications: ObjectReader<WireApplication>;
  readonly groups: ObjectReader<WireGroup>;
  readonly identityProviders: ObjectReader<WireIdentityProvider>;
  readonly serviceTokens: ObjectReader<WireServiceToken>;

  constructor(private readonly options: AccessOptions) {
    const { applications, organization, serviceTokens } = readPermissions;
    this.applications = this.reader("Access application", "apps", applicationForm, applications);
    this.groups = this.reader("Access group", "groups", groupForm, organization);
    this.identityProviders = this.reader("identity provider", "identity_providers", identityProviderForm, organization);
    this.serviceTokens = this.reader("service token", "service_tokens", serviceTokenForm, serviceTokens);
  }

  /** The account's Zero Trust organization. */
  async organization(): Promise<WireOrganization> {
    const { client, context } = this.options;
    const { result } = await client.send<WireOrganization>({
      ...context,
      method: "GET",
      path: toPath(this.steps("organizations")),
      attempted: "read the Zero Trust organization",
      permission: readPermissions.organization,
      ...judgeBy(organizationForm),
    });
    return result;
  }

  private reader<Wire extends object>(
    noun: string,
    folder: string,
    form: ReadObject,
    permission: ReadPermission,
  ): ObjectReader<Wire> {
    const { client, context } = this.options;
    return new ObjectReader<Wire>({
      noun,
      steps: this.steps(folder),
      judge: judgeBy(form),
      client,
      context,
      permission,
    });
  }

  private steps(folder: string): string[] {
    return ["accounts", this.options.accountId, "access", folder];
  }
}
