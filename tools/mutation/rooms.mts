/**
 * The folders of provider/src that are tried, and for each the tests that have to notice, the nearest first. Not all that
 * would: a test of a second is run for each mutant that is left.
 */
const rooms = {
  cloudflare: [
    ...[
      "redact",
      "errors",
      "retry",
      "clientAnswers",
      "clientSecrets",
      "clientRetries",
      "clientProxy",
      "shape",
      "collection",
    ].map((name) => `tests/provider/cloudflare/${name}`),
    "tests/behaviours/inProcess",
  ],
  lock: ["tests/provider/lock/", "tests/cli/lock/"],
  lifecycle: [
    ...["check", "creation", "overrides", "reads", "credentialDrift", "credentialText", "parallel", "rotation"].map(
      (name) => `tests/provider/lifecycle/${name}`,
    ),
    "tests/provider/toolLock/merge",
    "tests/behaviours/inProcess",
    "tests/behaviours/portals",
    "tests/provider/toolLock/enforcement",
    "tests/provider/lookup",
  ],
};

type Room = keyof typeof rooms;

const names = Object.keys(rooms) as Room[];

/** ROOM narrows it to one. */
const { ROOM: room } = process.env;

if (room !== undefined && !(room in rooms)) {
  throw new Error(`ROOM is one of ${names.join(", ")}.`);
}
const chosen = names.filter((name) => room === undefined || name === room);

export const folders: readonly string[] = chosen.map((name) => `provider/src/${name}`);

/** How the paths of their files begin. */
export const tests: readonly string[] = [...new Set(chosen.flatMap((name) => rooms[name]))];

/** For the names of results. */
export const title = room ?? "all";
