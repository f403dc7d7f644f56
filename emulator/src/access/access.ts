/** Cloudflare Access in an account: applications with their policies, and what policies name. */
import { errorCodes, type WirePolicy } from "pulumi-cloudflare-mcp/wire";
import { pageOf, type Page } from "../objects/list";
import { ApiError } from "../refusals";
import type { Store } from "../store/store";
import type { StoredApplication } from "../store/storedAccess";
import { organizationId } from "../store/storedAccess";
import type { Switches } from "../switches";

export interface AccessOptions {
  readonly store: Store;
  readonly switches: () => Switches;
}

type Query = Readonly<Record<string, unknown>>;

/** The usual sizes are those of recorded answers, the largest one is a guess. */
const perPage = { usual: 1_000, most: 1_000 };
const providersPerPage = { usual: 200, most: 1_000 };
const policiesPerPage = { usual: 100, most: 1_000 };

type NamedKind = "groups" | "identityProviders" | "serviceTokens";

export class Access {
  constructor(private readonly options: AccessOptions) {}

  applications(accountId: string, query: Query): Page<StoredApplication> {
    this.checkEnabled(accountId);
    const switches = this.options.switches();
    const page = pageOf(this.options.store.applications.all(accountId), query, perPage, switches);
    return switches.listedApplications === "whole" ? page : { ...page, rows: page.rows.map(withoutOAuth) };
  }

  application(accountId: string, id: string): StoredApplication {
    this.checkEnabled(accountId);
    const application = this.options.store.applications.get(accountId, id);
    if (application === undefined) {
      throw new ApiError(404, [
        { code: errorCodes.unknownApplication, message: "access.api.error.unknown_application" },
      ]);
    }
    return application;
  }

  /** Those of one application, reusable ones too. */
  policies(accountId: string, applicationId: string, query: Query): Page<WirePolicy & { id: string }> {
    const policies = policiesOf(this.application(accountId, applicationId));
    return pageOf(policies, query, policiesPerPage, this.options.switches());
  }

  /** Those that applications share, each once. */
  reusablePolicies(accountId: string, query: Query): Page<WirePolicy & { id: string }> {
    this.checkEnabled(accountId);
    const used = this.options.store.applications.all(accountId).flatMap(policiesOf).filter(isReusable);
    const counts = new Map<string, number>();
    for (const { id } of used) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const policies = [...new Map(used.map((policy) => [policy.id, policy])).values()];
    const counted = policies.map((policy) => ({ ...policy, app_count: counts.get(policy.id) ?? 0 }));
    return pageOf(counted, query, policiesPerPage, this.options.switches());
  }

  /** Groups, identity providers or service tokens. */
  named(kind: NamedKind, accountId: string, query: Query): Page<{ readonly id: string }> {
    this.checkEnabled(accountId);
    const size = kind === "identityProviders" ? providersPerPage : perPage;
    return pageOf<{ readonly id: string }>(
      this.options.store[kind].all(accountId),
      query,
      size,
      this.options.switches(),
    );
  }

  organization(accountId: string): unknown {
    const { id: _, ...organization } = this.checkEnabled(accountId);
    return organization;
  }

  /** Reported of accounts in which nobody has set up Zero Trust: the code and the first words of the message. */
  private checkEnabled(accountId: string): Readonly<Record<string, unknown>> {
    const organization = this.options.store.organizations.get(accountId, organizationId);
    if (organization === undefined) {
      throw new ApiError(403, [
        { code: errorCodes.accessNotEnabled, message: "access.api.error.not_enabled: Access is not enabled." },
      ]);
    }
    return organization;
  }
}

function withoutOAuth({ oauth_configuration: _, ...application }: StoredApplication): StoredApplication {
  return application;
}

/** Each has an id in the API; a test can leave it out. */
function policiesOf({ id, policies }: StoredApplication): (WirePolicy & { id: string })[] {
  return (policies ?? []).map((policy, index) => ({ ...policy, id: policy.id ?? `${id}-policy-${index + 1}` }));
}

function isReusable(policy: WirePolicy & { readonly reusable?: unknown }): boolean {
  return policy.reusable === true;
}
