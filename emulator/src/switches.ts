/**
 * Switches for behavior that Cloudflare's documents leave open, or that users report differently.
 *
 * The defaults are the likeliest behavior. A correct program works with every value.
 *
 * "The framework" below is chanfana, a public library for APIs on Workers. Users of this API report its error numbers
 * (7000, 7001, 7002) and its D1 messages. That Cloudflare uses it is an inference, so everything taken from it is a
 * guess and has a switch.
 */

interface SwitchDefinition {
  /** The first value is the default. */
  readonly values: readonly [string | number | boolean, ...(string | number | boolean)[]];
  readonly decides: string;
  readonly evidence: string;
}

export const switchTable = {
  duplicateId: {
    values: ["validation", "conflict", "database"],
    decides: "The answer to a create with an existing id: 400/7001, 409/7001, or 500/7000 with the text of D1.",
    evidence: "In no public source. A portal hostname that is already in use gets a 400.",
  },
  createStatus: {
    values: [201, 200],
    decides: "The status of a successful create.",
    evidence: "Earlier published specifications say 201; the current one shows a 200 example.",
  },
  nothingToUpdateStatus: {
    values: [500, 400],
    decides: "The status of error 7000, the answer to an update without an effective field.",
    evidence: "Code and text were measured, but not the status. The framework sends 500 with its code 7000.",
  },
  failedSyncStatus: {
    values: [200, 400, 502],
    decides: "The status of a sync that failed.",
    evidence: "Users measured 200 with success false. Undocumented.",
  },
  missingPermissionStatus: {
    values: [403, 401],
    decides: "The status of 10000, the answer to a token without the permission.",
    evidence: "Both were seen on Cloudflare's API.",
  },
  errorPath: {
    values: ["body", "bare"],
    decides: 'Whether the path of a rejected field begins with its place: ["body", "name"] or ["name"].',
    evidence: "The specification says only that it is an array of strings. The framework puts the place first.",
  },
  envelope: {
    values: ["short", "full"],
    decides: "Whether a successful answer carries empty errors and messages.",
    evidence: "Absent from live answers; [] in recorded ones and in the general description of the API.",
  },
  noError: {
    values: ["null", "empty", "absent"],
    decides: "The value of error on a server without an error.",
    evidence: "All three forms were seen.",
  },
  resultInfoTotalPages: {
    values: [false, true],
    decides: "Whether result_info carries total_pages.",
    evidence: "Users report both.",
  },
  perPageOutOfRange: {
    values: ["reject", "clamp"],
    decides: "Whether per_page over 100 is rejected or lowered.",
    evidence: "Only the limits are documented.",
  },
  listOrder: {
    values: ["created", "id", "idDescending"],
    decides: "The order of a list.",
    evidence: "Undocumented.",
  },
  unknownKeys: {
    values: ["strip", "reject"],
    decides: "Whether the API rejects a body with an unknown key, or drops the key.",
    evidence: "Dropping was measured only for hostname in an update.",
  },
  hostnameInAnswers: {
    values: ["asSent", "canonical"],
    decides: "Whether hostname is returned as sent or as a URL parser writes it (lower case host, slash at the root).",
    evidence: "In no public source.",
  },
  emptyDescription: {
    values: ["kept", "null"],
    decides: 'Whether description "" is returned as "" or as null.',
    evidence: "Clients treat both as no description.",
  },
  nullDescription: {
    values: ["accept", "reject"],
    decides: "Whether an update can clear description with null.",
    evidence: "The published SDK types allow it, and the Terraform provider sends it. Not measured.",
  },
  nullPortalDescription: {
    values: ["reject", "accept"],
    decides: "Whether an update can clear the description of a portal with null.",
    evidence: "The published SDK types do not allow it, but the Terraform provider sends it.",
  },
  emptyCredentials: {
    values: ["reject", "clear"],
    decides: 'The effect of auth_credentials "" or null in an update.',
    evidence: "In no public source.",
  },
  bearerUpdateWithoutCredentials: {
    values: ["keep", "wipe"],
    decides: "Whether a bearer server keeps its credentials in an update without credentials.",
    evidence: "The specification says yes; a user with header credentials measured no.",
  },
  bearerCredentialsResetStatus: {
    values: [true, false],
    decides: "Whether new credentials set a bearer server to waiting until the next sync.",
    evidence: "One user reports it. On a server with its own OAuth client, the status stays (measured).",
  },
  modifiedAt: {
    values: ["moves", "stays"],
    decides: "Whether an update changes modified_at.",
    evidence: "Recorded answers show yes; one user measured no.",
  },
  backgroundDiscovery: {
    values: [false, true],
    decides: "Whether Cloudflare reads the tools after a create or a change of auth_type, without a sync.",
    evidence: "A client's live test suggests it. After a change of auth_type, it was measured once.",
  },
  unknownServerInPortal: {
    values: ["reject", "drop"],
    decides: "Whether the API rejects a portal row for a missing server, or drops the row.",
    evidence: "In no public source.",
  },
  portalServerLimit: {
    values: [80, 40],
    decides: "How many servers a portal can have.",
    evidence: "Cloudflare's documentation says 80; the specification of mid-2026 said 40.",
  },
  emptyPortalServers: {
    values: ["reject", "accept"],
    decides: "Whether an update can remove all servers from a portal.",
    evidence: "Seen once, in June 2026: an empty list was rejected with 400. Portals without servers exist.",
  },
  portalRowOrder: {
    values: ["id", "idDescending", "created"],
    decides: "The order of the servers of a portal.",
    evidence: "According to the source of the Terraform provider, it is not the order in the request.",
  },
  defaultDisabledHidesLaterTools: {
    values: [true, false],
    decides: "Whether default_disabled hides the tools that a later sync finds.",
    evidence: "The documentation says both: it hides what is not enabled, and new tools are enabled automatically.",
  },
  serverDisabledWins: {
    values: [true, false],
    decides: "Whether a tool that the server's overrides disable stays hidden if a portal enables it.",
    evidence: "The documented precedence (portal, server, upstream) covers only names and descriptions.",
  },
  equalDescription: {
    values: ["kept", "dropped"],
    decides: "Whether a portal keeps a description that equals the upstream's own.",
    evidence: "In no public source. If dropped, portals expose a later change by the upstream.",
  },
  sharedAlias: {
    values: ["reject", "accept"],
    decides: "Whether the API rejects an alias that is the name or alias of another tool of the server.",
    evidence: "The documentation requires unique names. How the API enforces it is undocumented.",
  },
  deleteAttachedServer: {
    values: ["detach", "refuse"],
    decides: "Whether a server in a portal can be deleted, which removes it from the portal.",
    evidence: "In no public source.",
  },
  listWithoutPermission: {
    values: ["refuse", "empty"],
    decides: "Whether a list of zones, records or Access objects is rejected or empty without the permission.",
    evidence: "A user's token got an empty list of identity providers; other lists were rejected with 403.",
  },
  listedApplications: {
    values: ["whole", "withoutOAuth"],
    decides: "Whether a list of Access applications contains their oauth_configuration.",
    evidence: "The published SDK types have it in both; seen only in answers for one application.",
  },
  filteredTotalCount: {
    values: ["filtered", "all"],
    decides: "Whether total_count of filtered DNS records counts all records.",
    evidence: "A client's live test found that it counts all.",
  },
  rateLimit: {
    values: [true, false],
    decides:
      "Whether the limit applies (1,200 calls in 5 minutes, then 429 for 5 minutes). Turn it off for load tests.",
    evidence: "Documented.",
  },
} as const satisfies Record<string, SwitchDefinition>;

export type SwitchName = keyof typeof switchTable;

export type Switches = { [Name in SwitchName]: (typeof switchTable)[Name]["values"][number] };

const switchNames = Object.keys(switchTable) as SwitchName[];

/** The switches in force, which can change while the emulator runs. */
export class SwitchBoard {
  private switches = Object.fromEntries(switchNames.map((name) => [name, switchTable[name].values[0]])) as Switches;

  constructor(changes: Partial<Switches>) {
    this.change(changes);
  }

  readonly current = (): Switches => this.switches;

  /** Throws, and changes nothing, on a name or value that does not exist. */
  change(changes: Partial<Switches>): void {
    check(changes);
    this.switches = { ...this.switches, ...changes };
  }
}

/** Changes also come from outside, as JSON. */
function check(changes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(changes)) {
    const definition: SwitchDefinition | undefined = Object.hasOwn(switchTable, name)
      ? switchTable[name as SwitchName]
      : undefined;
    if (definition === undefined) {
      throw new Error(`There is no switch "${name}". Switches: ${switchNames.join(", ")}.`);
    }
    if (!definition.values.some((possible) => possible === value)) {
      const possible = definition.values.map((each) => JSON.stringify(each)).join(", ");
      throw new Error(`Switch "${name}" has no value ${JSON.stringify(value)}. Values: ${possible}.`);
    }
  }
}
