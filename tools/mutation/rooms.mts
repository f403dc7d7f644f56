interface Room {
  /** What is broken, below provider/src. */
  readonly mutate: readonly string[];
  /**
   * How the paths of the tests begin that have to notice, below tests; the nearest first. Not all that would: a test of a
   * second is run for each mutant that is left.
   */
  readonly tests: readonly string[];
}

const portals = ["lifecycle/portal*.ts", "lifecycle/serverPortals.ts", "lifecycle/{mappings,toolLock}/*.ts"];

const rooms: Readonly<Record<string, Room>> = {
  cloudflare: {
    mutate: ["cloudflare/**/*.ts"],
    tests: [
      ...["redact", "errors", "retry", "shape", "collection", "clientAnswers", "clientSecrets", "clientRetries"].map(
        (name) => `provider/cloudflare/${name}`,
      ),
      "provider/cloudflare/clientProxy",
      "behaviours/inProcess",
    ],
  },
  lock: { mutate: ["lock/*.ts"], tests: ["provider/lock/", "cli/lock/"] },
  lifecycle: {
    mutate: ["lifecycle/*.ts", ...portals.map((files) => `!${files}`)],
    tests: [
      ...[
        "values",
        "comparison",
        "failures",
        "steps",
        "session",
        "lookUps",
        "settleSync",
        "serverDefinition",
        "notices",
        "orphan",
        "check",
        "creat",
        "overrides",
        "reads",
        "credential",
        "lostCredentials",
        "schemas",
        "parallel",
        "rotation",
      ].map((name) => `provider/lifecycle/${name}`),
      "behaviours/inProcess",
      "provider/lookup",
    ],
  },
  portals: {
    mutate: portals,
    tests: [
      "provider/mappings/",
      ...["merge", "summary", "observe", "resolve", "warnings", "settle"].map((name) => `provider/toolLock/${name}`),
      "provider/portals/",
      "provider/toolLock/enforcement",
      "behaviours/portals",
    ],
  },
};

/** ROOM narrows it to one. */
const { ROOM: room } = process.env;

const chosen = Object.entries(rooms).filter(([name]) => room === undefined || name === room);
if (chosen.length === 0) {
  throw new Error(`ROOM is one of ${Object.keys(rooms).join(", ")}.`);
}

export const mutate: readonly string[] = chosen.flatMap(([, { mutate: files }]) =>
  files.map((each) => each.replace(/^!?/, (not) => `${not}provider/src/`)),
);

export const tests: readonly string[] = [
  ...new Set(chosen.flatMap(([, { tests: starts }]) => starts.map((start) => `tests/${start}`))),
];

/** Where all that can be broken is. */
export const folders = ["cloudflare", "lock", "lifecycle"].map((folder) => `provider/src/${folder}`);

/** For the names of results. */
export const title = room ?? "all";
