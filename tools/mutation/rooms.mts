/** The rooms of the code for mutation testing, each with the tests that must notice its mutants. */
interface Room {
  /** What is broken, below provider/src. */
  readonly mutate: readonly string[];
  /**
   * How the paths of the tests begin that have to notice, below tests; the nearest first. Not all that would: a test of a
   * second is run for each mutant that is left.
   */
  readonly tests: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  cloudflare: {
    mutate: ["cloudflare/**/*.ts"],
    tests: [
      ...["redact", "errors", "retry", "shape", "collection", "client.answers", "client.secrets", "client.retries"].map(
        (name) => `provider/cloudflare/${name}`,
      ),
      "provider/cloudflare/client.proxy",
      "behaviours/inProcess",
    ],
  },
  lock: { mutate: ["lock/*.ts"], tests: ["provider/lock/", "cli/lock/"] },
  lifecycle: {
    mutate: ["lifecycle/*.ts"],
    tests: [
      ...["check", "comparison", "creation", "lifecycle.test", "lookup", "memory", "notices", "orphan"].map(
        (name) => `provider/lifecycle/${name}`,
      ),
      ...["parallel", "reads", "schemas", "session", "values"].map((name) => `provider/lifecycle/${name}`),
      "provider/server/",
      "behaviours/inProcess",
      "provider/program/lookups",
    ],
  },
  server: {
    mutate: ["server/*.ts", "toolLock/*.ts"],
    tests: [
      "provider/server/",
      ...["observe", "resolve", "summary", "enforcement"].map((name) => `provider/toolLock/${name}`),
      "behaviours/inProcess",
      "behaviours/portals",
    ],
  },
  portal: {
    mutate: ["portal/*.ts", "rows/*.ts"],
    tests: ["provider/rows/", "provider/portal/", "provider/toolLock/enforcement", "behaviours/portals"],
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
export const folders = ["cloudflare", "lock", "lifecycle", "server", "portal", "rows", "toolLock"].map(
  (folder) => `provider/src/${folder}`,
);

/** For the names of results. */
export const title = room ?? "all";
