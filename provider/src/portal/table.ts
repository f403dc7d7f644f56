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

/** The arguments of a portal that check has passed. A new field of Cloudflare's joins them by its line in `portalFields`. */
export interface PortalArguments extends ArgumentsFrom<
  Omit<typeof portalFields, "id" | "allow_code_mode" | "servers">
> {
  readonly accountId: string;
  readonly portalId: string;
  readonly servers?: readonly Mapping[];
  readonly adopt?: boolean;
}

export type PortalFieldName =
  keyof PortalArguments | OutputNamesFrom<Omit<typeof portalFields, "id">> | "url" | "dnsTarget" | "oauthCallbackUrl";

/**
 * Cloudflare does not keep a description that equals the upstream's: documented nowhere, and seen after it was sent.
 * Then its absence is no drift.
 */
export const pinsDroppedKey = "__pinsDropped";

export type PortalOutputName = Exclude<PortalFieldName, "adopt">;

const addressOf = (portal: unknown): string => `https://${(portal as WirePortal).hostname}`;

export const portalTable = tableOf({
  accountId: ownField("identity", textSchema(accountIdForm)),
  ...fieldsFrom(portalFields, {
    names: { id: "portalId" },
    forms: { mappings: mappingsForm },
    special: {
      id: { kind: "identity", required: true },
      name: { default: logicalName },
      hostname: { required: true, schema: hostSchema(), same: sameHost },
      // Deprecated in the API, and nothing that codeMode does not say.
      allow_code_mode: { kind: "output", schema: undefined },
      servers: {
        observe: (declared, _remote, wire, known) =>
          observeMappings(declared, wire.servers, known[pinsDroppedKey] === true),
      },
    },
  }),
  url: derivedField((portal) => `${addressOf(portal)}/mcp`),
  dnsTarget: derivedField(() => portalDnsTarget),
  oauthCallbackUrl: derivedField((portal) => `${addressOf(portal)}/servers-callback`),
  adopt: ownField("hint", booleanSchema),
} satisfies Record<PortalFieldName, UnnamedField>);

/** A bare host name. Whoever gives a URL is told which part of it. */
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
  return String(one).toLowerCase() === String(other).toLowerCase();
}
