/**
 * Switches for behaviour that Cloudflare's documents leave open, or that users report differently.
 *
 * The defaults are the likeliest behaviour. A correct program works with every value.
 *
 * "The framework" below is chanfana, a public library for APIs on Workers. Users of this API report its error numbers
 * (7000, 7001, 7002) and its D1 messages. That Cloudflare uses it is an inference, so everything taken from it is a
 * guess and has a switch.
 */

interface SwitchDefinition {
  /** The first value is the default. */
  readonly values: readonly [string | number | boolean, ...(string | number | boolean)[]];
  readonly unknown: string;
  readonly source: string;
}

export const switchTable = {
  duplicateId: {
    values: ["validation", "conflict", "database"],
    unknown: "The answer to a create with an existing id: 400/7001, 409/7001, or 500/7000 with the text of D1.",
    source: "In no public source. By analogy with a portal hostname that is taken, which is a 400.",
  },
  createStatus: {
    values: [201, 200],
    unknown: "The status of a successful create.",
    source: "Earlier published specifications say 201; the current one shows a 200 example.",
  },
  nothingToUpdateStatus: {
    values: [500, 400],
    unknown: "The status of error 7000, the answer to an update without an effective field.",
    source: "The code and text were measured, the status was not recorded. The framework gives its code 7000 a 500.",
  },
  failedSyncStatus: {
    values: [200, 400, 502],
    unknown: "The status of a sync that failed.",
    source: "Users measured 200 with success false; the documents do not say.",
  },
  missingPermissionStatus: {
    values: [403, 401],
    unknown: "The status of 10000, the answer to a token without the permission.",
    source: "Both were seen on Cloudflare's API.",
  },
  errorPath: {
    values: ["body", "bare"],
    unknown: 'Whether the path of a refused field begins with its place: ["body", "name"] or ["name"].',
    source: "The specification only says an array of strings. The framework puts the place first.",
  },
  envelope: {
    values: ["short", "full"],
    unknown: "Whether a successful answer carries empty errors and messages.",
    source: "Left out on live answers; shown as [] in recorded ones and in the general description of the API.",
  },
  noError: {
    values: ["null", "empty", "absent"],
    unknown: "The value of error on a server that has none.",
    source: "All three forms were seen.",
  },
  resultInfoTotalPages: {
    values: [false, true],
    unknown: "Whether result_info carries total_pages.",
    source: "Users report both.",
  },
  perPageOutOfRange: {
    values: ["reject", "clamp"],
    unknown: "Whether per_page over 100 is refused or lowered.",
    source: "Only the limits are documented.",
  },
  listOrder: {
    values: ["created", "id", "idDescending"],
    unknown: "The order of a list.",
    source: "Undocumented.",
  },
  unknownKeys: {
    values: ["strip", "reject"],
    unknown: "Whether a body with a key that the API does not know is refused.",
    source: "Stripping was measured for hostname in an update only.",
  },
  hostnameInAnswers: {
    values: ["asSent", "canonical"],
    unknown: "Whether hostname comes back as sent or as a URL parser writes it (lower case host, slash at the root).",
    source: "In no public source.",
  },
  emptyDescription: {
    values: ["kept", "null"],
    unknown: 'Whether description "" comes back as "" or as null.',
    source: "Clients treat both as none.",
  },
  nullDescription: {
    values: ["accept", "reject"],
    unknown: "Whether description may be sent as null, which clears it.",
    source: "The published SDK types allow it and the Terraform provider sends it; no live observation.",
  },
  nullPortalDescription: {
    values: ["reject", "accept"],
    unknown: "Whether the description of a portal may be sent as null, which clears it.",
    source: "The published SDK types do not allow it, unlike for a server; the Terraform provider sends it.",
  },
  emptyCredentials: {
    values: ["reject", "clear"],
    unknown: 'The effect of auth_credentials "" or null in an update.',
    source: "In no public source.",
  },
  bearerUpdateWithoutCredentials: {
    values: ["keep", "wipe"],
    unknown: "Whether the credentials of a bearer server survive an update that leaves them out.",
    source: "The specification says they do; a user of header credentials measured that they do not.",
  },
  bearerCredentialsResetStatus: {
    values: [true, false],
    unknown: "Whether credentials sent to a bearer server turn its status to waiting until the next sync.",
    source: "One user's report. On a manual OAuth server the status stays, which was measured.",
  },
  modifiedAt: {
    values: ["moves", "stays"],
    unknown: "Whether modified_at moves with an update.",
    source: "Recorded answers show that it does; one user measured that it does not.",
  },
  backgroundDiscovery: {
    values: [false, true],
    unknown: "Whether a create, or a change of auth_type, makes Cloudflare look for tools without a sync.",
    source: "Cloudflare may do so, says a client's live test; after a change of auth_type it was measured once.",
  },
  unknownServerInPortal: {
    values: ["reject", "drop"],
    unknown: "Whether a portal with a row for a server that does not exist is refused or loses the row.",
    source: "In no public source.",
  },
  portalServerLimit: {
    values: [80, 40],
    unknown: "How many servers a portal may have.",
    source: "Cloudflare's documentation says 80, the specification of mid-2026 said 40.",
  },
  emptyPortalServers: {
    values: ["reject", "accept"],
    unknown: "Whether an update may take all servers from a portal.",
    source:
      "An update with an empty list was refused with 400, seen once, in June 2026. Portals without servers exist.",
  },
  portalRowOrder: {
    values: ["id", "idDescending", "created"],
    unknown: "The order of the servers of a portal.",
    source: "Not the order in which they were sent, says the source of the Terraform provider.",
  },
  defaultDisabledHidesLaterTools: {
    values: [true, false],
    unknown: "Whether default_disabled hides the tools that a later sync finds.",
    source:
      "The documentation says that it hides what is not turned on, and that new tools are turned on by themselves.",
  },
  serverDisabledWins: {
    values: [true, false],
    unknown: "Whether a tool that its server's own overrides turn off stays hidden where a portal turns it on.",
    source: "The documented precedence (portal over server over upstream) speaks of names and descriptions only.",
  },
  equalDescription: {
    values: ["kept", "dropped"],
    unknown: "Whether a portal keeps the description of a tool that is sent to it and equals the upstream's own.",
    source: "In no public source. Dropped, a later change by the upstream would show.",
  },
  sharedAlias: {
    values: ["reject", "accept"],
    unknown: "Whether the API refuses an alias that is the name or alias of another tool of the server.",
    source: "The documentation says that no two tools of a server share one; not what the API does.",
  },
  deleteAttachedServer: {
    values: ["detach", "refuse"],
    unknown: "Whether a server that a portal shows can be deleted, which takes it from the portal.",
    source: "In no public source.",
  },
  listWithoutPermission: {
    values: ["refuse", "empty"],
    unknown:
      "Whether a list of zones, records or Access objects is refused or empty for a token without the permission.",
    source: "A user's token got an empty list of identity providers; other lists were refused with 403.",
  },
  listedApplications: {
    values: ["whole", "withoutOAuth"],
    unknown: "Whether a list of Access applications has their oauth_configuration.",
    source: "The published SDK types have it in both; seen only on the answer for one application.",
  },
  filteredTotalCount: {
    values: ["filtered", "all"],
    unknown: "Whether total_count of DNS records that a filter chose counts those that it left out.",
    source: "A client's live test found the count of all of them.",
  },
  rateLimit: {
    values: [true, false],
    unknown: "Not unknown (1,200 calls in 5 minutes, then 429 for 5 minutes), but in the way of load tests.",
    source: "Documented.",
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
