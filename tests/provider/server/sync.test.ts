import { line } from "../../../provider/src/text/shown";
import { CloudflareError, type CloudflareErrorDetails } from "../../../provider/src/cloudflare/errors";
import type { SyncOutcome } from "../../../provider/src/cloudflare/servers";
import type { WireServer } from "../../../provider/src/cloudflare/wire";
import type { Settled } from "../../../provider/src/lifecycle/resourceKind";
import { serverTable } from "../../../provider/src/server/table";
import { settleSync } from "../../../provider/src/server/sync";
import type { Properties } from "../../support/deployment";
import { writeOf } from "../../support/writes";
import { FakeClock } from "../../support/fakeClock";

type Outcome = Partial<SyncOutcome> | Error;

const failure = (reason: string, kind: CloudflareErrorDetails["kind"] = "connection"): CloudflareError =>
  new CloudflareError("do it", { kind, reason, maybeCommitted: false, retryable: false });
const ours = new TypeError("ours");

const works: Outcome = { succeeded: true };
const refused = (more: Properties = {}): Outcome => ({
  succeeded: false,
  error: "401 Unauthorized",
  error_details: { is_upstream: true, status_code: 401, ...more },
});
const down: Outcome = {
  succeeded: false,
  error: "cannot connect",
  error_details: { is_upstream: true, status_code: 503, retryable: true },
};

interface Scene {
  /** The arguments that the write carried. */
  readonly changed?: readonly string[];
  readonly inputs?: Properties;
  readonly previous?: Properties;
  readonly object?: Properties;
  /** What each sync ends with; the last one also all that follow. */
  readonly syncs?: readonly Outcome[];
  /** What the update ends with that puts credentials back. */
  readonly update?: Error;
  /** What is read after the sync. */
  readonly found?: Properties | Error | "nothing" | undefined;
  /** Milliseconds that the step has left. */
  readonly time?: number;
}

const written: Properties = { id: "docs", name: "Docs" };
const read: Properties = { id: "docs", name: "Docs", status: "ready" };
const rotation: Scene = {
  changed: ["authCredentials"],
  inputs: { authCredentials: "token-new" },
  previous: { authCredentials: "token-old" },
};
const create: Scene = { changed: ["serverId"] };

async function settled(scene: Scene): Promise<{
  result: Settled<WireServer> | Error;
  calls: unknown[];
  warnings: string[];
  waits: readonly number[];
}> {
  const { changed = [], inputs = {}, previous = {}, object = written, syncs = [works], found = read } = scene;
  const clock = new FakeClock();
  const calls: unknown[] = [];
  const warnings: string[] = [];
  const ending = (value: unknown): Promise<unknown> =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  const session = {
    api: {
      sync: (id: string) => {
        const turn = calls.filter((call) => call === `sync ${id}`).length;
        calls.push(`sync ${id}`);
        return ending(syncs[Math.min(turn, syncs.length - 1)]);
      },
      update: (id: string, body: unknown) => {
        calls.push([`update ${id}`, body]);
        return ending(scene.update);
      },
    },
    id: "docs",
    clock,
    deadline: clock.now() + (scene.time ?? 60_000),
    secrets: ["token-new", "token-old"],
    warn: (message: string) => Promise.resolve(void warnings.push(line(message))),
    readBack: () => {
      calls.push("read");
      return found === "nothing"
        ? Promise.resolve(undefined)
        : ending(found instanceof Error ? found : { object: found });
    },
  };
  const result = await settleSync(session as never, {
    object: object as unknown as WireServer,
    inputs: { accountId: "account", serverId: "docs", ...inputs },
    previous,
    ...writeOf(serverTable, changed),
  }).catch((error: unknown) => error as Error);
  return { result, calls, warnings, waits: clock.waits };
}

const nothingHidden = { __secretVersion: null, __syncPending: null, __unsynced: null };
const neverSynced = { ...nothingHidden, __unsynced: true };

describe("a sync follows", () => {
  test.each<[string, Scene]>([
    ["a create", create],
    ["new credentials", rotation],
    ["a new client secret", { changed: ["clientSecret"] }],
    ["a required sync that has not succeeded yet", { previous: { __syncPending: true } }],
    ["a first sync that failed", { previous: { __unsynced: true, status: "waiting" } }],
    ["a first sync that failed, in state written before 2026-11-28", { previous: { status: "error" } }],
    ["an update of such a server", { changed: ["name"], previous: { __unsynced: true } }],
    [
      "an update that takes the server out of ready",
      { changed: ["name"], previous: { status: "ready" }, object: { ...written, status: "waiting" } },
    ],
    ["any of these with other changes", { changed: ["name", "authCredentials"], inputs: { sync: "auto" } }],
  ])("%s, and what Cloudflare found is read", async (_what, scene) => {
    const { result, calls, warnings } = await settled(scene);
    expect(calls).toEqual(["sync docs", "read"]);
    expect(result).toEqual({ object: read, hidden: nothingHidden });
    expect(warnings).toEqual([]);
  });

  test.each<[string, Scene]>([
    ["no other change", { changed: ["name", "updatedTools"] }],
    ["no update that leaves the server as it is", { changed: ["name"], object: { ...written, status: "stale" } }],
    [
      'no update with sync "never"',
      { changed: ["name"], object: { ...written, status: "waiting" }, inputs: { sync: "never" } },
    ],
    [
      "no update of a server that waits for its login as before",
      {
        changed: ["name"],
        previous: { status: "waiting" },
        object: { ...written, status: "waiting", authentication_status: "required" },
      },
    ],
    ["nothing that is not pending", { previous: { __syncPending: false } }],
    ["nothing that Cloudflare has synced since", { previous: { __unsynced: true }, object: read }],
    ["no server that failed after it had worked", { previous: { status: "error", lastSuccessfulSync: "2026" } }],
    ["no server that nobody tried to sync", { previous: { status: "waiting" } }],
    ['nothing with sync "never"', { ...create, inputs: { sync: "never" } }],
    ["nothing on a server whose OAuth client is one's own", { ...create, object: { authentication_status: "manual" } }],
  ])("%s", async (_what, scene) => {
    const { result, calls, warnings } = await settled(scene);
    expect(result).toEqual({ object: scene.object ?? written, hidden: nothingHidden });
    expect({ calls, warnings }).toEqual({ calls: [], warnings: [] });
  });

  test("not while an administrator has to log in, which is said", async () => {
    const object = { ...written, authentication_status: "required" };
    const { result, calls, warnings } = await settled({ ...create, object });
    expect(result).toEqual({ object, hidden: neverSynced });
    expect(calls).toEqual([]);
    expect(warnings).toEqual([
      'MCP server "docs" has no tools until an administrator logs in to its upstream once: on Cloudflare\'s dashboard, under Zero Trust, Access controls, AI controls, MCP servers, "Docs", Edit, Authenticate server. There is no API for this login.',
    ]);
  });
});

describe("a sync that fails", () => {
  const reason = 'the upstream answered "cannot connect"';
  const retry = "Cloudflare tries again about every two hours. To try now, run `pulumi up`.";
  const failed = (done: string, why = reason): string =>
    `MCP server "docs" ${done}, but the sync of its tools failed: ${why}. Its status is "error". ${retry}`;
  const found = { ...read, status: "error" };

  test.each<[string, Scene, string]>([
    ["a create", create, "was created"],
    ["a create with credentials", { ...create, changed: ["serverId", "authCredentials"] }, "was created"],
    ["a pending one", { previous: { __syncPending: true } }, "exists"],
    ["the first one, which failed too", { previous: { __unsynced: true } }, "exists"],
    ["new credentials", rotation, "has its new credentials"],
  ])("after %s is a warning, or with sync require a failure that is pending", async (_what, scene, done) => {
    const relaxed = await settled({ ...scene, syncs: [down], found });
    expect(relaxed.result).toEqual({ object: found, hidden: neverSynced });
    expect(relaxed.warnings).toEqual([failed(done)]);

    const strict = await settled({ ...scene, syncs: [down], found, inputs: { ...scene.inputs, sync: "require" } });
    expect(strict.result).toEqual({
      object: found,
      hidden: { ...neverSynced, __syncPending: true },
      failure: failed(done),
    });
    expect(strict.warnings).toEqual([]);
  });

  test.each(["auto", "require"])("of a server that synced before says how to sync now, with sync %s", async (sync) => {
    const synced = { ...found, last_successful_sync: "2026-11-28 12:00:00" };
    const { result, warnings } = await settled({ ...rotation, syncs: [down], found: synced, inputs: { sync } });
    const command = sync === "require" ? "pulumi up" : "npx pulumi-cloudflare-mcp sync docs";
    const [said] = sync === "require" ? [(result as Settled<WireServer>).failure] : warnings;
    expect(said).toMatch(new RegExp(`To try now, run \`${command}\`\\.$`));
    expect(result).toMatchObject({ hidden: { __unsynced: null } });
  });

  test.each<[string, Outcome, string]>([
    ["what Cloudflare says of itself", { succeeded: false, error: "no egress" }, 'Cloudflare says "no egress"'],
    [
      "its cause where there is no other text",
      { succeeded: false, error_details: { cause: "timeout", is_upstream: true } },
      'the upstream answered "timeout"',
    ],
    [
      "the error before the cause",
      { succeeded: false, error: "first", error_details: { cause: "second", is_upstream: false } },
      'Cloudflare says "first"',
    ],
    ["that there is none", { succeeded: false }, 'Cloudflare says "no reason given"'],
    [
      "no secret that it quotes",
      { succeeded: false, error: "bad token-new and token-old" },
      'Cloudflare says "bad [secret] and [secret]"',
    ],
    ["why it could not be asked, as part of a sentence", failure("no answer."), "no answer"],
    ["a text with points inside", failure("no. answer"), "no. answer"],
  ])("tells %s", async (_what, outcome, why) => {
    const { warnings } = await settled({ ...create, syncs: [outcome], found });
    expect(warnings).toEqual([failed("was created", why)]);
  });

  test("takes the marks out of what an upstream said that Pulumi would take for colours", async () => {
    const { warnings } = await settled({ ...create, syncs: [{ succeeded: false, error: "<{%red%}>" }], found });
    expect(warnings).toEqual([failed("was created", 'Cloudflare says "<{ %red%}>"')]);
  });

  test("through our own fault is no verdict on the upstream", async () => {
    const { result } = await settled({ ...create, syncs: [ours] });
    expect(result).toBe(ours);
  });

  test("is tried three times in all, two seconds apart, while another try may help", async () => {
    const { calls, waits } = await settled({ ...create, syncs: [down] });
    expect(calls).toEqual(["sync docs", "sync docs", "sync docs", "read"]);
    expect(waits).toEqual([2_000, 2_000]);
  });

  test("and then works has worked", async () => {
    const { calls, warnings } = await settled({ ...create, syncs: [down, works] });
    expect(calls).toEqual(["sync docs", "sync docs", "read"]);
    expect(warnings).toEqual([]);
  });

  test("is not tried again where that does not help, or after the time of the step", async () => {
    const once = [{ succeeded: false, error_details: { retryable: false } }];
    expect((await settled({ ...create, syncs: once })).waits).toEqual([]);
    expect((await settled({ ...create, syncs: [down], time: 2_000 })).waits).toEqual([]);
    expect((await settled({ ...create, syncs: [down], time: 2_001 })).waits).toEqual([2_000]);
  });

  test.each<[string, Scene["found"], Properties]>([
    ["what was read", read, read],
    ["what was written where nothing is found", "nothing", written],
    ["what was written where it cannot be read", failure("gone"), written],
  ])("leaves in state %s", async (_what, found, object) => {
    for (const syncs of [[works], [down], [refused()]]) {
      const { result } = await settled({ ...rotation, syncs, found });
      expect(result).toMatchObject({ object });
    }
  });

  test("is not covered up by a fault of ours in reading", async () => {
    for (const syncs of [[works], [down], [refused()]]) {
      expect((await settled({ ...rotation, syncs, found: ours })).result).toBe(ours);
    }
  });
});

describe("new credentials that the upstream refuses", () => {
  const refusal =
    'The upstream rejected the new authCredentials of MCP server "docs": the upstream answered "401 Unauthorized".';

  test.each([401, 403])("with %i are taken back, and the step fails with both facts", async (status) => {
    const { result, calls, warnings } = await settled({
      ...rotation,
      syncs: [refused({ status_code: status }), works],
    });
    expect(calls).toEqual(["sync docs", ["update docs", { auth_credentials: "token-old" }], "sync docs", "read"]);
    expect(result).toEqual({
      object: read,
      instead: { authCredentials: "token-old" },
      hidden: nothingHidden,
      failure: `${refusal} The previous authCredentials were restored and work.`,
    });
    expect(warnings).toEqual([]);
  });

  test("go back in the text that the API takes", async () => {
    const previous = { authCredentials: { headers: { "X-Key": "old" } } };
    const { calls } = await settled({ ...rotation, previous, syncs: [refused(), works] });
    expect(calls[1]).toEqual(["update docs", { auth_credentials: '{"headers":{"X-Key":"old"}}' }]);
  });

  test.each<[string, Outcome]>([
    ["the upstream fails otherwise", refused({ status_code: 500 })],
    ["Cloudflare itself says so", refused({ is_upstream: false })],
    ["nobody says with which status", refused({ status_code: undefined })],
    ["it could not be asked", failure("no answer")],
  ])("are not taken back where %s", async (_what, outcome) => {
    const { result, calls } = await settled({ ...rotation, syncs: [outcome] });
    expect(calls).toEqual(["sync docs", "read"]);
    expect(result).toEqual({ object: read, hidden: nothingHidden });
  });

  test.each<[string, Scene]>([
    ["that are not known", { ...rotation, previous: {} }],
    ["that are known to be none", { ...rotation, previous: { authCredentials: null } }],
  ])("cannot be replaced by previous ones %s, which is said", async (_what, scene) => {
    const found = { ...read, status: "error" };
    const { calls, warnings } = await settled({ ...scene, syncs: [refused()], found });
    expect(calls).toEqual(["sync docs", "read"]);
    expect(warnings).toEqual([
      'MCP server "docs" has its new credentials, but the sync of its tools failed: the upstream answered "401 Unauthorized". Its status is "error". State does not have the previous credentials, so they were not restored. Set authCredentials to the current ones.',
    ]);
  });

  test("of a new server, or of one whose credentials did not change, are nothing to take back", async () => {
    const other = { ...rotation, syncs: [refused()] };
    for (const { done, ...scene } of [
      { ...other, changed: ["serverId", "authCredentials"], done: "was created" },
      { ...other, changed: [], previous: { ...rotation.previous, __syncPending: true }, done: "exists" },
    ]) {
      const { calls, warnings } = await settled({ ...scene, found: { ...read, status: "error" } });
      expect(calls).toEqual(["sync docs", "read"]);
      expect(warnings).toEqual([
        `MCP server "docs" ${done}, but the sync of its tools failed: the upstream answered "401 Unauthorized". Its status is "error". Set authCredentials to the current ones.`,
      ]);
    }
  });

  test.each([
    ["auto", null],
    ["require", true],
  ])("while the previous ones fail too are said to be so, with sync %s", async (sync, pending) => {
    const { result } = await settled({
      ...rotation,
      inputs: { authCredentials: "token-new", sync },
      syncs: [refused(), refused({ status_code: 403 })],
    });
    expect(result).toEqual({
      object: read,
      instead: { authCredentials: "token-old" },
      hidden: { ...nothingHidden, __syncPending: pending },
      failure: `${refusal} The previous authCredentials were restored, but the sync fails with them too: the upstream answered "401 Unauthorized".`,
    });
  });

  test("and are put back with sync require leave nothing pending when those work", async () => {
    const { result } = await settled({
      ...rotation,
      inputs: { authCredentials: "token-new", sync: "require" },
      syncs: [refused(), works],
    });
    expect(result).toMatchObject({ hidden: nothingHidden });
  });

  test("and cannot be taken back are in Cloudflare, and state knows neither them nor the old ones", async () => {
    const { result, calls } = await settled({ ...rotation, syncs: [refused()], update: failure("no answer.") });
    expect(calls).toHaveLength(2);
    expect(result).toEqual({
      object: written,
      instead: { authCredentials: null },
      hidden: nothingHidden,
      failure: `${refusal} Restoring the previous authCredentials failed too, so Cloudflare still has the rejected ones: no answer.`,
    });
    expect((await settled({ ...rotation, syncs: [refused()], update: ours })).result).toBe(ours);
  });
});

describe("the version of the client secret that is ours", () => {
  const version = (scene: Scene): Promise<unknown> =>
    settled(scene).then(({ result }) => (result as Settled<WireServer>).hidden.__secretVersion);
  const summary = (value: unknown): Properties => ({
    ...written,
    auth_config_summary: { client_secret_version: value },
  });

  test("is the one after our send of it", async () => {
    expect(await version({ changed: ["clientSecret"], object: summary(3), previous: { __secretVersion: 2 } })).toBe(3);
    expect(await version({ changed: ["clientSecret"], object: summary("3") })).toBeNull();
    expect(await version({ changed: ["clientSecret"], object: written })).toBeNull();
  });

  test("stays as it was where the secret is not sent", async () => {
    expect(await version({ changed: ["name"], object: summary(3), previous: { __secretVersion: 2 } })).toBe(2);
    expect(await version({ changed: ["authCredentials"], object: summary(3) })).toBeNull();
  });
});

describe("after a sync that works", () => {
  const warned = async (inputs: Properties, found: Properties): Promise<string[]> =>
    (await settled({ ...create, inputs, found: { ...read, ...found } })).warnings;

  test("an override of a name that is not offered is named, with the nearest", async () => {
    const overrides = [{ name: "serch" }, { name: "get" }];
    const offered = [{ name: "search" }, { name: "get" }];
    const text = (argument: string): string =>
      `${argument} names "serch", which the upstream does not have. The override waits until it does. Did you mean "search"?`;
    expect(await warned({ updatedTools: overrides }, { tools: offered })).toEqual([text("updatedTools")]);
    expect(await warned({ updatedPrompts: overrides }, { prompts: offered })).toEqual([text("updatedPrompts")]);
  });

  test("nothing is near where nothing is offered, and marks are taken out of names", async () => {
    expect(await warned({ updatedTools: [{ name: "a<{%b" }] }, { tools: [] })).toEqual([
      'updatedTools names "a<{ %b", which the upstream does not have. The override waits until it does.',
    ]);
  });

  test("names that are too long for many clients are listed, three of them", async () => {
    const name = (length: number, letter: string): { name: string } => ({ name: letter.repeat(length) });
    const long = (names: readonly string[], more = ""): string =>
      `Tool names of more than 64 characters, the limit of many clients: ${names.join(", ")}${more}. Set a shorter serverId, or an alias in updatedTools.`;
    const shown = ["a", "b", "c"].map((letter) => `docs_${letter.repeat(60)}`);

    // "docs_" and 59 more are 64.
    expect(await warned({}, { tools: [name(59, "a")] })).toEqual([]);
    expect(await warned({}, { tools: ["a", "b", "c"].map((letter) => name(60, letter)) })).toEqual([long(shown)]);
    expect(await warned({}, { tools: ["a", "b", "c", "d", "e"].map((letter) => name(60, letter)) })).toEqual([
      long(shown, " and 2 more"),
    ]);
    const tools = [name(60, "a"), name(10, "b"), name(61, "<{%")];
    const updated_tools = [
      { name: "a".repeat(60), alias: "short" },
      { name: "b".repeat(10), alias: "c".repeat(70) },
      { name: "<{%".repeat(61) },
    ];
    expect(await warned({}, { tools, updated_tools })).toEqual([
      long([`docs_${"c".repeat(70)}`, `docs_${"<{ %".repeat(61)}`]),
    ]);
  });
});
