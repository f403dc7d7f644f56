/** The MCP server portal: its table of fields, and what only a portal does. */
import { closest } from "fastest-levenshtein";
import * as v from "valibot";
import { Portals } from "../cloudflare/portals";
import {
  accountIdForm,
  portalDnsTarget,
  portalFields,
  portalHostForm,
  portalNoun,
  type WirePortal,
} from "../cloudflare/wire";
import {
  ordinary,
  type ResourceKind,
  type Request,
  type Session,
  type Settled,
  type Update,
  type Write,
} from "../lifecycle/resourceKind";
import { pulumiId } from "../lifecycle/identity";
import { managedIn } from "../lifecycle/comparison";
import { derivedField, fieldsFrom, ownField, type Field } from "../lifecycle/fields";
import { openLocks } from "../rows/check";
import { observeMappings, pendingNames } from "../rows/observed";
import { enforceLocks, pinsDroppedKey, resolveRows } from "./locks";
import { enforcedLock, mappings, serverIdOf, type Mapping } from "../rows/rows";
import { sameRequests, sentBack, sentMappings } from "../rows/sent";
import { updateBody } from "../lifecycle/outputs";
import { booleanSchema, known, textSchema } from "../lifecycle/schemas";
import { defuse } from "../lifecycle/values";

type PortalSession = Session<WirePortal, Portals>;

export const portalTable: readonly Field[] = [
  ownField("accountId", "identity", textSchema(accountIdForm)),
  ...fieldsFrom(portalFields, {
    id: { name: "portalId", kind: "identity", required: true },
    hostname: {
      required: true,
      schema: hostSchema(),
      same: sameHost,
      observe: (declared, remote) => (sameHost(declared, remote) ? declared : remote),
    },
    // Deprecated in the API, and nothing that codeMode does not say.
    allow_code_mode: { kind: "output", schema: undefined },
    servers: {
      observe: (declared, _remote, wire, known) =>
        observeMappings(declared, wire.servers, known[pinsDroppedKey] === true),
    },
  }),
  derivedField("url", (portal) => `${addressOf(portal)}/mcp`),
  derivedField("dnsTarget", () => portalDnsTarget),
  derivedField("oauthCallbackUrl", (portal) => `${addressOf(portal)}/servers-callback`),
  ownField("adopt", "hint", booleanSchema),
];

function addressOf(portal: unknown): string {
  return `https://${(portal as WirePortal).hostname}`;
}

export const portalKind: ResourceKind<WirePortal, Portals> = {
  ...ordinary,
  noun: portalNoun,
  idArgument: "portalId",
  table: portalTable,
  api: (options) => new Portals(options),
  failures: ({ servers }) => openLocks(servers),
  resolve: resolveRows,
  note: (memory, id, inputs) => {
    memory.lock(
      id,
      mappings(inputs.servers).filter((row) => enforcedLock(row) !== undefined),
    );
  },
  update,
  settle,
  hidden: [pinsDroppedKey],
  isPending: (_state, { accountId, servers }, memory) =>
    mappings(servers).some(
      (row) => enforcedLock(row) !== undefined && memory.hasMoved(pulumiId(String(accountId), row.serverId)),
    ),
};

/**
 * An update replaces all rows. So what the program does not say of them is read first, and sent back; and where all is
 * as it should be already (a server that was replaced and has been put back), nothing is sent.
 */
async function update(session: PortalSession, { changes, previous }: Update): Promise<Request<WirePortal>> {
  const { servers: _, ...body } = updateBody(changes);
  const change = changes.find(({ field }) => field.name === "servers");
  if (change === undefined) {
    return { body };
  }
  const portal = await session.api.get(session.id);
  if (portal === undefined) {
    throw new Error(`${portalNoun} "${session.id}" was deleted outside of Pulumi: run \`pulumi refresh\`.`);
  }
  const remote = portal.object.servers ?? [];
  const declaredBefore = managedIn(portalTable, previous).includes("servers") ? previous.servers : undefined;
  const servers = sentMappings(change.to, { previous: declaredBefore, remote });
  if (!sameRequests(servers, remote.map(sentBack))) {
    return { body: { ...body, servers } };
  }
  return Object.keys(body).length === 0 ? { body, current: portal.object } : { body };
}

async function settle(session: PortalSession, written: Write<WirePortal>): Promise<Settled<WirePortal>> {
  const { inputs, previous, changed } = written;
  const { object, hidden } = await enforceLocks(session, written);
  const rows = object.servers ?? [];
  const isElsewhere = changed.some(({ name }) => name === "portalId" || name === "hostname");
  const before = mappings(previous.servers).map(({ serverId }) => serverId);
  const added = changed.some(({ name }) => name === "servers") && rows.some((row) => !before.includes(serverIdOf(row)));
  if (isElsewhere || added) {
    await session.tell(whatElseItNeeds(object));
  }
  for (const { serverId, argument, name, offered } of pendingNames(inputs.servers, rows)) {
    const near = offered.length === 0 ? "" : ` Did you mean "${closest(name, offered)}"?`;
    await session.warn(
      defuse(
        `${argument} of server "${serverId}" names "${name}", which the server does not have (yet). Cloudflare drops what it does not know, so it is sent again when a refresh sees it.${near}`,
      ),
    );
  }
  const settled: Settled<WirePortal> = { object, hidden };
  const there = rows.map(serverIdOf);
  const missing = mappings(inputs.servers).filter(({ serverId }) => !there.includes(serverId));
  return missing.length === 0 ? settled : { ...settled, failure: droppedText(session.id, missing) };
}

/** Whether Cloudflare refuses a row for a server that it does not have, or drops it, is documented nowhere. */
function droppedText(portalId: string, missing: readonly Mapping[]): string {
  const ids = missing.map(({ serverId }) => `"${serverId}"`).join(", ");
  return `Cloudflare did not take all servers into ${portalNoun} "${portalId}": ${ids} ${missing.length === 1 ? "is" : "are"} missing from its answer. Does the account have ${missing.length === 1 ? "it" : "them"}?`;
}

/** What a portal needs that Cloudflare's API for portals does not create (Cloudflare's documentation). */
function whatElseItNeeds({ id, hostname, servers }: WirePortal): string {
  const ids = (servers ?? []).map(serverIdOf);
  const applications =
    ids.length === 0 ? "" : `, and one of type "mcp" for each server (${ids.map((each) => `"${each}"`).join(", ")})`;
  return defuse(
    `Portal "${id}" answers at https://${hostname}/mcp when these exist, too, which its API does not create: ` +
      `a proxied DNS record (CNAME ${hostname} to ${portalDnsTarget}); ` +
      `and in Access an application of type "mcp_portal" for ${hostname}${applications}, each with a policy that lets somebody in.`,
  );
}

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
