/** The fields of an MCP server portal: its arguments and outputs, in the order in which failures name them. */
import * as v from "valibot";
import { accountIdForm, portalDnsTarget, portalFields, portalHostForm, type WirePortal } from "../cloudflare/wire";
import {
  derivedField,
  fieldsFrom,
  logicalName,
  ownField,
  tableOf,
  type ArgumentsFrom,
  type OutputNamesFrom,
  type UnnamedField,
} from "../lifecycle/fields";
import { booleanSchema, known, textSchema } from "../lifecycle/schemas";
import { mappingsForm } from "../rows/form";
import { observeMappings } from "../rows/observed";
import type { Mapping } from "../rows/rows";
import { asText } from "../text/asText";

/** The checked arguments of a portal. A line in `portalFields` adds a new field of Cloudflare's. */
export interface PortalArguments extends ArgumentsFrom<
  Omit<typeof portalFields, "id" | "allow_code_mode" | "servers">
> {
  readonly accountId: string;
  readonly portalId: string;
  readonly servers?: readonly Mapping[];
  readonly adopt?: boolean;
}

export type PortalValueName =
  keyof PortalArguments | OutputNamesFrom<Omit<typeof portalFields, "id">> | "url" | "dnsTarget" | "oauthCallbackUrl";

/** When each mapped McpServer was created, in seconds of Cloudflare's clock. A recreated server is in no portal. */
export const mappedKey = "__mapped";

/**
 * Set when Cloudflare dropped a description that equals the upstream's (undocumented). A missing one is then not drift.
 */
export const pinsDroppedKey = "__pinsDropped";

export type PortalOutputName = Exclude<PortalValueName, "adopt">;

const addressOf = (portal: unknown): string => `https://${(portal as WirePortal).hostname}`;

export const portalTable = tableOf({
  accountId: ownField("identity", textSchema(accountIdForm)),
  ...fieldsFrom(portalFields, {
    names: { id: "portalId" },
    forms: { mappings: mappingsForm },
    special: {
      id: {
        kind: "identity",
        required: true,
        elsewhere: {
          id: "Write portalId",
          zeroTrustAccessAiControlsMcpPortalId: "Write portalId",
          filter: "Write portalId, or look it up by getMcpPortals with search",
        },
      },
      name: { default: logicalName },
      hostname: { required: true, schema: hostSchema(), same: sameHost },
      code_mode: {
        elsewhere: { allowCodeMode: 'Set codeMode to "off" instead of false, or to "opt_in" instead of true' },
      },
      // The API deprecates it; codeMode carries the same information.
      allow_code_mode: { kind: "output", schema: undefined, madeFrom: "codeMode" },
      servers: {
        observe: (declared, _remote, { wire, known, speak }) =>
          observeMappings(declared, wire.servers, { dropsPins: known[pinsDroppedKey] === true, speak }),
      },
    },
  }),
  url: derivedField((portal) => `${addressOf(portal)}/mcp`, "hostname"),
  dnsTarget: derivedField(() => portalDnsTarget),
  oauthCallbackUrl: derivedField((portal) => `${addressOf(portal)}/servers-callback`, "hostname"),
  adopt: ownField("hint", booleanSchema),
} satisfies Record<PortalValueName, UnnamedField>);

/** A bare host name. The error for a URL proposes its host. */
function hostSchema(): v.GenericSchema {
  return known(
    v.pipe(
      v.string("must be a string"),
      v.check(
        (text) => !/[:/]/.test(text),
        ({ input }) => {
          const url = input.includes("://") ? input : `https://${input}`;
          const host = URL.canParse(url) ? new URL(url).hostname : "";
          const proposal = host === "" ? "" : `, such as "${host}"`;
          return `must be a bare host name without https://, port and path${proposal}`;
        },
      ),
      v.check((text) => /[:/]/.test(text) || v.is(textSchema(portalHostForm), text), portalHostForm.patternInWords),
    ),
  );
}

function sameHost(one: unknown, other: unknown): boolean {
  return asText(one).toLowerCase() === asText(other).toLowerCase();
}
