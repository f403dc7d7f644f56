/** Questions that take scratch servers. */
import type { WireServer, WireSyncResult } from "pulumi-cloudflare-mcp/wire";
import { expectSuccess, describeResponse, Unanswerable, type Heard } from "./api";
import { inferred, open, other, seen, type Answer } from "./answer";
import { scratchName, scratchToken } from "./scratch";
import { defineQuestions, type World } from "./world";

/** One value for an accepted request, another for a refused one. */
function judgeAcceptance(heard: Heard<unknown>, values: readonly [accepted: string, refused: string]): Answer {
  return seen(heard.success ? values[0] : values[1], describeResponse(heard));
}

async function put(world: World, word: string, body: unknown): Promise<Heard<WireServer>> {
  return await world.api.send<WireServer>({ method: "PUT", path: world.serverPath(word), body });
}

async function sync(world: World, word: string): Promise<Heard<WireSyncResult>> {
  const heard = await world.api.send<WireSyncResult>({ method: "POST", path: `${world.serverPath(word)}/sync` });
  // A failed sync has a result too. Without a result there was no sync.
  if (heard.result === undefined) {
    throw new Unanswerable(describeResponse(heard));
  }
  return heard;
}

async function makeBearer(world: World, word: string): Promise<void> {
  const body = { hostname: world.upstream, auth_type: "bearer", auth_credentials: scratchToken };
  await world.scratch.server(word, body);
}

/** The end of a sync, without the parts that vary. */
const describeEnding = ({ result }: Heard<WireSyncResult>): string =>
  `${String(result?.status)} ${result?.error ?? ""}`.trim();

/** The start of the name still marks the object as ours. */
const renamed = { name: `${scratchName}, renamed` };

export const serverQuestions = defineQuestions(
  {
    name: "createStatus",
    asks: "The status of a successful create.",
    answer: async (world) => {
      const { status } = await world.plain();
      return seen(status, `HTTP ${status}`);
    },
  },
  {
    name: "sharedAlias",
    asks: "Whether two tools of a server can have one alias.",
    answer: async (world) => {
      await world.plain();
      const updated_tools = ["one", "two"].map((name) => ({ name, alias: "shared" }));
      return judgeAcceptance(await put(world, "plain", { updated_tools }), ["accept", "reject"]);
    },
  },
  {
    name: "duplicateId",
    asks: "What a create with an existing id is answered.",
    answer: async (world) => {
      await world.plain();
      const heard = await world.scratch.tryToMake("servers", world.scratch.id("plain"), {
        hostname: world.upstream,
        auth_type: "unauthenticated",
      });
      const codes = heard.errors.map(({ code }) => code);
      const known = [
        { value: "validation", status: 400, code: 7001 },
        { value: "conflict", status: 409, code: 7001 },
        { value: "database", status: 500, code: 7000 },
      ].find(({ status, code }) => status === heard.status && codes.includes(code));
      return known === undefined ? other(describeResponse(heard)) : seen(known.value, describeResponse(heard));
    },
  },
  {
    name: "nothingToUpdateStatus",
    asks: "The status of an update without an effective field.",
    answer: async (world) => {
      await world.plain();
      const heard = await put(world, "plain", {});
      return heard.success ? other(`HTTP ${heard.status}, a success`) : seen(heard.status, describeResponse(heard));
    },
  },
  {
    name: "errorPath",
    asks: "Whether the path of a refused field begins with its place.",
    answer: async (world) => {
      await world.plain();
      const heard = await put(world, "plain", { name: 5 });
      const path = heard.errors[0]?.path;
      if (heard.success || path === undefined) {
        return other(describeResponse(heard));
      }
      return seen(path[0] === "body" ? "body" : "bare", describeResponse(heard));
    },
  },
  {
    name: "unknownKeys",
    asks: "Whether a body with a key that the API does not know is refused.",
    answer: async (world) => {
      await world.plain();
      return judgeAcceptance(await put(world, "plain", { ...renamed, zz_check: 1 }), ["strip", "reject"]);
    },
  },
  {
    name: "emptyDescription",
    asks: 'Whether description "" comes back as "" or as null.',
    answer: async (world) => {
      await world.plain();
      const heard = await put(world, "plain", { description: "" });
      const description = heard.result?.description;
      return heard.success && (description === "" || description === null)
        ? seen(description === "" ? "kept" : "null", `description is ${JSON.stringify(description)}.`)
        : other(`${describeResponse(heard)}, description is ${JSON.stringify(description)}`);
    },
  },
  {
    name: "nullDescription",
    asks: "Whether description may be sent as null, which clears it.",
    answer: async (world) => {
      await world.plain();
      return judgeAcceptance(await put(world, "plain", { description: null }), ["accept", "reject"]);
    },
  },
  {
    name: "modifiedAt",
    asks: "Whether modified_at moves with an update.",
    answer: async (world) => {
      const server = await world.scratch.server("modified", { hostname: world.nowhere });
      const before = server.result?.modified_at;
      // The API's times might be whole seconds.
      await world.clock.wait(1_100);
      const after = expectSuccess(await put(world, "modified", renamed)).result?.modified_at;
      if (typeof before !== "string" || typeof after !== "string") {
        return open("The answers have no modified_at.");
      }
      return seen(before === after ? "stays" : "moves", `From ${before} to ${after}.`);
    },
  },
  {
    name: "hostnameInAnswers",
    asks: "Whether hostname comes back as sent or as a URL parser writes it.",
    answer: async (world) => {
      const { origin, protocol, host } = new URL(world.upstream);
      const sent = `${protocol}//${host.toUpperCase()}`;
      const hostname = (await world.scratch.server("host", { hostname: sent })).result?.hostname;
      if (hostname === sent) {
        return seen("asSent", "Sent with the host in capitals and without a path, and came back so.");
      }
      return hostname === `${origin}/`
        ? seen("canonical", "Sent with the host in capitals, and came back in small letters and with a path.")
        : other(`Sent as ${JSON.stringify(sent)}, came back as ${JSON.stringify(hostname)}.`);
    },
  },
  {
    name: "failedSyncStatus",
    asks: "The status of a sync that failed.",
    answer: async (world) => {
      await world.scratch.server("failing", { hostname: world.nowhere });
      const heard = await sync(world, "failing");
      return heard.success
        ? other(`HTTP ${heard.status}: ${describeEnding(heard)}`)
        : seen(heard.status, describeEnding(heard));
    },
  },
  {
    name: "backgroundDiscovery",
    asks: "Whether a create makes Cloudflare look for tools without a sync.",
    answer: async (world) => {
      await world.scratch.server("background", { hostname: world.upstream });
      for (let seconds = 2; seconds <= 20; seconds += 2) {
        await world.clock.wait(2_000);
        const path = world.serverPath("background");
        const { result } = expectSuccess(await world.api.send<WireServer>({ method: "GET", path }));
        if (result?.status !== "waiting" || (result.tools ?? []).length > 0) {
          return seen(true, `Within ${seconds} s: status ${String(result?.status)}.`);
        }
      }
      return inferred(false, "Not within 20 s.");
    },
  },
  {
    name: "bearerUpdateWithoutCredentials",
    asks: "Whether the credentials of a bearer server survive an update that leaves them out.",
    answer: async (world) => {
      await makeBearer(world, "bearer");
      const before = describeEnding(await sync(world, "bearer"));
      expectSuccess(await put(world, "bearer", renamed));
      const after = describeEnding(await sync(world, "bearer"));
      const evidence = `A sync before: ${before}; after: ${after}.`;
      // Without credentials, Cloudflare itself fails the sync, whatever the upstream wants.
      return before === after ? inferred("keep", evidence) : seen("wipe", evidence);
    },
  },
  {
    name: "bearerCredentialsResetStatus",
    asks: "Whether credentials sent to a bearer server turn its status to waiting until the next sync.",
    answer: async (world) => {
      await makeBearer(world, "status");
      await sync(world, "status");
      const status = expectSuccess(await put(world, "status", { auth_credentials: scratchToken })).result?.status;
      return seen(status === "waiting", `After a sync and an update with credentials: status ${String(status)}.`);
    },
  },
  {
    name: "emptyCredentials",
    asks: 'What auth_credentials "" in an update does.',
    answer: async (world) => {
      await makeBearer(world, "empty");
      const before = describeEnding(await sync(world, "empty"));
      const heard = await put(world, "empty", { ...renamed, auth_credentials: "" });
      if (!heard.success) {
        return seen("reject", describeResponse(heard));
      }
      const after = describeEnding(await sync(world, "empty"));
      const evidence = `${describeResponse(heard)}. A sync before: ${before}; after: ${after}.`;
      return before === after ? other(evidence) : seen("clear", evidence);
    },
  },
  {
    name: "missingPermissionStatus",
    asks: "The status of the answer to a token without the permission.",
    answer: async (world) => {
      if (world.reader === undefined) {
        return open("Set CLOUDFLARE_MCP_READ_TOKEN to a token with MCP Portals Read only.");
      }
      await world.plain();
      const call = { method: "PUT", path: world.serverPath("plain"), body: renamed, asksForPermission: true } as const;
      const heard = await world.reader.send(call);
      return heard.success
        ? open("CLOUDFLARE_MCP_READ_TOKEN may write: give one with MCP Portals Read only.")
        : seen(heard.status, describeResponse(heard));
    },
  },
);
